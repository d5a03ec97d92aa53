"""Rows of versions and comparisons; what must survive a killed process is written in transactions of its own."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.workspaces.versions.model import Comparison, Version

_LOCK_CLASS = 0x44475631  # "DGV1": our own space of advisory locks
_BEGUN = Version.done_at.is_(None)
Row = Mapping[Any, Any]


@contextmanager
def replacing(resource_id: str) -> Generator[bool]:
    """Hold the lock of a resource whose file is being replaced; gives whether it was free.

    It ends with the process that holds it: whoever gets it knows that nobody else is at work.
    """
    key = (_LOCK_CLASS, sa.func.hashtext(resource_id))
    engine: Any = ckan_model.meta.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(*key))))
        try:
            yield mine
        finally:
            if mine and not connection.invalidated:
                _unlock(connection, key)


def _unlock(connection: sa.Connection, key: tuple[Any, ...]) -> None:
    try:
        connection.execute(sa.select(sa.func.pg_advisory_unlock(*key)))
    except OperationalError:  # PostgreSQL ended the connection, and the lock with it
        connection.invalidate()


def begin(values: Mapping[str, Any]) -> int:
    """Note a replacement before the file is touched; give its id. Whoever asks holds the lock of the resource."""
    last = sa.select(sa.func.coalesce(sa.func.max(Version.number), 0) + 1)
    number = last.where(Version.resource_id == values["resource_id"]).scalar_subquery()
    with transaction() as connection:
        statement = sa.insert(Version).values(**{**values, "number": number}).returning(Version.id)
        return connection.execute(statement).scalar_one()


def finish(version_id: int) -> None:
    """Note in CKAN's session that a file was replaced: the commit of the resource says both or neither."""
    done = sa.update(Version).where(Version.id == version_id).values(done_at=sa.func.clock_timestamp())
    ckan_model.Session.execute(done)


def number_of(version_id: int) -> int:
    """Give the number of the version that a replacement made a former one."""
    return int(ckan_model.Session.execute(sa.select(Version.number).where(Version.id == version_id)).scalar_one())


def drop(version_id: int) -> None:
    """Forget a replacement that did not happen."""
    with transaction() as connection:
        connection.execute(sa.delete(Version).where(Version.id == version_id, _BEGUN))


def begun(resource_id: str | None = None) -> list[Row]:
    """Give the replacements that are not known to be done, of one resource or of all."""
    query = sa.select(Version.__table__).where(_BEGUN)
    with transaction() as connection:
        rows = connection.execute(query if resource_id is None else query.where(Version.resource_id == resource_id))
        return list(rows.mappings())


def versions(resource_id: str) -> list[Row]:
    """Give the former versions of a resource, the latest first."""
    query = sa.select(Version.__table__).where(Version.resource_id == resource_id, ~_BEGUN)
    return list(ckan_model.Session.execute(query.order_by(Version.number.desc())).mappings())


def version(resource_id: str, number: int) -> Row | None:
    """Give one former version."""
    query = sa.select(Version.__table__).where(Version.resource_id == resource_id, Version.number == number, ~_BEGUN)
    return ckan_model.Session.execute(query).mappings().first()


def of_deposit(deposit_id: str) -> Row | None:
    """Give the replacement that a deposit made."""
    query = sa.select(Version.__table__).where(Version.deposit_id == deposit_id, ~_BEGUN)
    return ckan_model.Session.execute(query).mappings().first()


def write_comparison(resource_id: str, old: str, new: str, found: Mapping[str, Any]) -> None:
    """Keep what changed between two files, or why that is not known."""
    values = {"difference": found.get("difference"), "reason": found.get("reason")}
    statement = insert(Comparison).values(resource_id=resource_id, old_sha256=old, new_sha256=new, **values)
    again = {**values, "made_at": sa.func.clock_timestamp()}
    with transaction() as connection:
        keys = ["resource_id", "old_sha256", "new_sha256"]
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=again))


def comparison(resource_id: str, old: str, new: str) -> Row | None:
    """Give what is known of the difference between two files of a resource."""
    return comparisons(resource_id).get((old, new))


def comparisons(resource_id: str) -> dict[tuple[str, str], Row]:
    """Give all that is known of the differences between files of a resource, by their SHA-256."""
    query = sa.select(Comparison.__table__).where(Comparison.resource_id == resource_id)
    with transaction() as connection:
        rows = connection.execute(query).mappings()
        return {(row["old_sha256"], row["new_sha256"]): row for row in rows}
