"""Rows of deposits."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Stored
from ckanext.datagrandest.workspaces.hosting.model import CURRENT, KeptFile

#: A file is kept within this time: what still has no dataset then is nobody's any more.
_LONG_AGO = timedelta(hours=1)
_HAS_FILE = sa.or_(Deposit.dataset_id.is_not(None), Deposit.url != "")


def begin(organization_id: str, author: str, *, file_name: str = "", url: str = "", replaces: str | None = None) -> str:
    """Note a deposit before its file is kept, beside CKAN's session, so that whatever happens then is known; give its id."""
    deposit_id, resource_id = str(uuid.uuid4()), str(uuid.uuid4())
    values = {
        "id": deposit_id, "resource_id": resource_id, "organization_id": organization_id, "author": author, "url": url,
        "file_name": file_name, "replaces": replaces, "state": Stored.FETCHING.value, "edits": {},
    }  # fmt: skip
    with transaction() as connection:
        connection.execute(sa.insert(Deposit).values(**values))
    return deposit_id


def drop(deposit_id: str) -> None:
    """Forget a deposit whose file was never kept."""
    with transaction() as connection:
        connection.execute(sa.delete(Deposit).where(Deposit.id == deposit_id, Deposit.dataset_id.is_(None)))


def refuse(deposit_id: str, reason: str) -> None:
    """Note why the file of a link was not kept."""
    statement = sa.update(Deposit).where(Deposit.id == deposit_id, Deposit.state == Stored.FETCHING.value)
    with transaction() as connection:
        connection.execute(statement.values(state=Stored.REFUSED.value, reason=reason))


def find(deposit_id: str, *, lock: bool = False) -> Deposit | None:
    """Give a deposit, in CKAN's session; with `lock`, as committed last, and nobody else changes it until the commit."""
    return ckan_model.Session.get(Deposit, deposit_id, with_for_update=lock or None, populate_existing=lock)


def of_resource(resource_id: str) -> Deposit | None:
    """Give the deposit of a resource."""
    return ckan_model.Session.scalars(sa.select(Deposit).where(Deposit.resource_id == resource_id)).first()


def of_dataset(dataset_id: str) -> Deposit | None:
    """Give the deposit of a dataset."""
    return ckan_model.Session.scalars(sa.select(Deposit).where(Deposit.dataset_id == dataset_id)).first()


def of_organization(organization_id: str, states: Collection[Stored] = (), limit: int = 100) -> list[Deposit]:
    """Give the deposits of a workspace, the latest first."""
    query = sa.select(Deposit).where(Deposit.organization_id == organization_id, _HAS_FILE)
    if states:
        query = query.where(Deposit.state.in_([one.value for one in states]))
    return list(ckan_model.Session.scalars(query.order_by(Deposit.created_at.desc()).limit(limit)))


def write(deposit_id: str, values: Mapping[str, Any]) -> None:
    """Write what was found out about a deposit, in a transaction of its own."""
    with transaction() as connection:
        connection.execute(sa.update(Deposit).where(Deposit.id == deposit_id).values(**values))


def left_behind() -> list[Any]:
    """Give the deposits sent long ago whose file was not kept: their process was killed. A link is fetched by a job."""
    old = Deposit.created_at < sa.func.clock_timestamp() - _LONG_AGO
    lost = sa.and_(Deposit.dataset_id.is_(None), Deposit.url == "", old)
    with transaction() as connection:
        return list(connection.execute(sa.select(Deposit.id, Deposit.resource_id).where(lost)))


def discarded() -> list[str]:
    """Give the deposits that are given up, or whose file took the place of another, and whose draft still takes room."""
    in_place = sa.and_(Deposit.state == Stored.PUBLISHED.value, Deposit.replaces.is_not(None))
    over = sa.or_(Deposit.state == Stored.ABANDONED.value, in_place)
    kept = sa.exists().where(KeptFile.resource_id == Deposit.resource_id, KeptFile.sha256 == CURRENT)
    with transaction() as connection:
        return list(connection.scalars(sa.select(Deposit.id).where(over, kept)))


def uncatalogued() -> list[str]:
    """Give the published deposits that search was not told of: their process was killed."""
    statement = sa.select(Deposit.id).where(Deposit.state == Stored.PUBLISHED.value, Deposit.catalogued_at.is_(None))
    with transaction() as connection:
        return list(connection.scalars(statement))


def unseen() -> list[str]:
    """Give the resources of open deposits whose corrections and preview were never looked for."""
    statement = sa.select(Deposit.resource_id).where(
        Deposit.state == Stored.OPEN.value, Deposit.dataset_id.is_not(None), Deposit.preview.is_(None)
    )
    with transaction() as connection:
        return list(connection.scalars(statement))
