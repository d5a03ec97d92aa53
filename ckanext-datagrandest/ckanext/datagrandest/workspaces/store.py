"""Rows of workspaces, read and added in the session of the request."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.workspaces.model import CLOSED, Workspace


def find(organization: str) -> Workspace | None:
    """Give the workspace of an organisation, by its id or its name; None when it has none."""
    group: Any = ckan_model.Group
    query = sa.select(Workspace).join(group, group.id == Workspace.organization_id)
    return ckan_model.Session.scalars(query.where((group.id == organization) | (group.name == organization))).first()


def of_territory(territory: str) -> Workspace | None:
    """Give the workspace of a territory that is not closed."""
    query = sa.select(Workspace).where(Workspace.territory == territory, Workspace.state != CLOSED)
    return ckan_model.Session.scalars(query).first()


def add(organization_id: str, territory: str, siret: str) -> Workspace:
    """Make an organisation a workspace, active, within the limits of the settings; the caller commits.

    Raises:
        sqlalchemy.exc.IntegrityError: the territory has one that is not closed.
    """
    workspace = Workspace(organization_id=organization_id, territory=territory, siret=siret)
    ckan_model.Session.add(workspace)
    ckan_model.Session.flush()
    return workspace
