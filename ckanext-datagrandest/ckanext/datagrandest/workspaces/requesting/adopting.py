"""An ordinary organisation of the commune that asks becomes its workspace: its name, its people and its datasets stay."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.lib.search import SearchIndexError
from ckan.types import Context

from ckanext.datagrandest.harvesting import indexing
from ckanext.datagrandest.jobs.queueing import enqueue
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.territories import codes
from ckanext.datagrandest.workspaces.model import Workspace
from ckanext.datagrandest.workspaces.requesting import siret
from ckanext.datagrandest.workspaces.requesting.model import Request

NOT_OF_THE_COMMUNE = N_("This organisation cannot become the workspace: choose one of those that the request shows.")
_SECONDS = 1800


def candidates(request: Request) -> list[Any]:
    """Give the organisations, by name, that carry the commune's SIREN or INSEE code and are no workspace."""
    insee, siren = codes.split(request.territory)[1], request.siret[: siret.SIREN]
    group: Any = ckan_model.Group
    same = sa.or_(group.extras["insee_code"].astext == insee, group.extras["siren"].astext == siren)
    taken = sa.exists().where(Workspace.organization_id == group.id)
    query = sa.select(group).where(group.state == "active", group.is_organization, same, ~taken)
    return list(ckan_model.Session.scalars(query.order_by(group.name)))


def described(request: Request) -> list[dict[str, Any]]:
    """Give what an animateur chooses from: `{id, name, title, datasets, members}`."""
    return [
        {"id": one.id, "name": one.name, "title": one.title or one.name, "datasets": _datasets(one.id), "members": _members(one.id)}
        for one in candidates(request)
    ]  # fmt: skip


def adopt(request: Request, organization: str, context: Context, given: dict[str, Any]) -> Any:
    """Have an organisation say what the workspace of a commune says, where it says nothing yet; the caller commits.

    Args:
        request: that is approved.
        organization: id or name of one of `candidates`.
        context: with `defer_commit`.
        given: fields of the organisation.

    Raises:
        ValidationError: it is none of them.
    """
    found = next((one for one in candidates(request) if organization in {one.id, one.name}), None)
    if found is None:
        raise tk.ValidationError({"organization": [tk._(NOT_OF_THE_COMMUNE)]})
    missing = {name: value for name, value in given.items() if not (found.extras or {}).get(name)}
    own = {name: given[name] for name in ("siren", "siret", "insee_code")}
    tk.get_action("organization_patch")(context, {"id": found.id, **missing, **own})
    return found


def ask_for_the_index(organization_id: str) -> None:
    """Have search know that the animateurs may see the private datasets of a new workspace; call it after the commit."""
    enqueue(
        index, [organization_id], timeout=_SECONDS, key=f"workspace-index:{organization_id}",
        title=N_("Index the datasets of an organisation that became a workspace"),
    )  # fmt: skip


def index(organization_id: str) -> dict[str, int]:
    """Index the private datasets of an organisation again, found by a search when this returns; the job of `ask_for_the_index`.

    Raises:
        SearchIndexError: some could not be.
    """
    package = ckan_model.Package
    query = sa.select(package.id).where(
        package.owner_org == organization_id, package.private, package.state == "active"
    )
    ids = list(ckan_model.Session.scalars(query))
    failed = indexing.post(ids)
    if failed:
        raise SearchIndexError(", ".join(sorted(failed)))
    return {"indexed": len(ids)}


def _datasets(organization_id: str) -> int:
    package = ckan_model.Package
    query = sa.select(sa.func.count()).where(package.owner_org == organization_id, package.state == "active")
    return int(ckan_model.Session.scalar(query) or 0)


def _members(organization_id: str) -> int:
    member, user = ckan_model.Member, ckan_model.User
    query = (
        sa.select(sa.func.count())
        .select_from(member)
        .join(user, user.id == member.table_id)
        .where(member.group_id == organization_id, member.table_name == "user", member.state == "active")
        .where(user.state != "deleted", user.name != tk.config["ckan.site_id"])
    )
    return int(ckan_model.Session.scalar(query) or 0)
