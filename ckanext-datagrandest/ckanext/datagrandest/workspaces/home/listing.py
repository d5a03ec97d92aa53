"""Lists of workspaces with their figures: one question for a page of them, however many there are."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.home.schema import MOST
from ckanext.datagrandest.workspaces.model import Workspace


def workspaces(user_id: str, words: str, limit: int, offset: int) -> dict[str, Any]:
    """Give the workspaces that somebody may see, by title: their own; of animateurs all."""
    group = ckan_model.Group
    statement = (
        sa.select(Workspace, group.name, group.title, _datasets(private=False), _datasets(private=True))
        .join(group, group.id == Workspace.organization_id)
        .where(group.state == "active")
    )
    if not rights.is_animateur(user_id):
        statement = statement.where(_is_member(user_id))
    for word in words.split():
        statement = statement.where(_has(word))
    session = ckan_model.Session
    count = session.execute(sa.select(sa.func.count()).select_from(statement.subquery())).scalar_one()
    rows = session.execute(statement.order_by(group.title, group.name).limit(min(limit, MOST)).offset(offset))
    return {"count": count, "results": [_row(*row) for row in rows]}


def _row(workspace: Workspace, name: str, title: str, datasets: int, drafts: int) -> dict[str, Any]:
    return {
        "id": workspace.organization_id, "name": name, "title": title or name, "territory": workspace.territory,
        "state": workspace.state, "datasets": datasets, "drafts": drafts,
    }  # fmt: skip


def _datasets(*, private: bool) -> Any:
    package = ckan_model.Package
    counted = sa.select(sa.func.count()).where(
        package.owner_org == Workspace.organization_id, package.type == "dataset", package.state == "active",
        package.private.is_(private),
    )  # fmt: skip
    return counted.scalar_subquery()


def _is_member(user_id: str) -> Any:
    member = ckan_model.Member
    return sa.exists().where(
        member.group_id == Workspace.organization_id, member.table_name == "user", member.table_id == user_id,
        member.state == "active",
    )  # fmt: skip


def _has(word: str) -> Any:
    group = ckan_model.Group
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return sa.or_(
        *(column.ilike(f"%{escaped}%", escape="\\") for column in (group.title, group.name, Workspace.territory))
    )
