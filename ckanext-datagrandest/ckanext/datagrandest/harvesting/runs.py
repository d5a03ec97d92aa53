"""The table of runs: state, heartbeat and counts, written apart from the batches' transactions.

A heartbeat must be seen while a batch is open and survive its rollback, so these functions use a
connection of their own. One run per source at a time: an advisory lock of PostgreSQL, which ends
with the process that holds it.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from ckanext.datagrandest.harvesting import rows
from ckanext.datagrandest.harvesting.model import COUNTS, HarvestRun

log = logging.getLogger(__name__)

TABLE = HarvestRun.__table__
LOCK_CLASS = 0x44474831  # "DGH1": our own space of advisory locks
OPEN = ("queued", "running")


class RunAborted(Exception):  # noqa: N818 - it says what happened
    """A person stopped the run."""


class SourceLock:
    """The lock of a source, as long as its connection lives."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def check(self) -> None:
        """Make sure that the lock is still held: PostgreSQL may have restarted, and another run have begun.

        Raises:
            OperationalError: it went with its connection; the run stops and is resumed.
        """
        self._connection.execute(sa.select(1))


@contextmanager
def source_lock(source_id: str) -> Generator[SourceLock | None]:
    """Hold the lock of a source; gives nothing when it was not free."""
    key = (LOCK_CLASS, sa.func.hashtext(source_id))
    with rows.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(*key))))
        try:
            yield SourceLock(connection) if mine else None
        finally:
            if mine and not connection.invalidated:
                _unlock(connection, key)


def _unlock(connection: sa.Connection, key: tuple[Any, ...]) -> None:
    """Release a lock; one whose connection PostgreSQL ended meanwhile (a restart) went with it."""
    try:
        connection.execute(sa.select(sa.func.pg_advisory_unlock(*key)))
    except OperationalError:
        log.warning("The lock of a source went with its connection, before the run ended")


def open_run(job_id: str, source_id: str, *, force: bool = False) -> None:
    """Note that a job waits for the background worker (again)."""
    values = {"state": "queued", "queued_at": sa.func.now(), "heartbeat": sa.func.now(), "force": force}
    statement = insert(TABLE).values(job_id=job_id, source_id=source_id, **values)
    _execute(statement.on_conflict_do_update(index_elements=["job_id"], set_=values))


def start(job_id: str) -> int:
    """Note that a run starts (again) and give which attempt this is, from 1; its counts start from nothing."""
    values: dict[str, Any] = dict.fromkeys((*COUNTS, "done"), 0)
    values |= {"state": "running", "phase": "listing", "heartbeat": sa.func.now(), "fault": None, "notes": []}
    values |= {"attempts": TABLE.c.attempts + 1, "started_at": sa.func.coalesce(TABLE.c.started_at, sa.func.now())}
    statement = sa.update(TABLE).where(TABLE.c.job_id == job_id).values(**values)
    return int(_execute(statement.returning(TABLE.c.attempts)).scalar_one())


def beat(job_id: str, phase: str, counts: Mapping[str, int], done: int, total: int | None) -> None:
    """Show that the run is alive and how far it is.

    Raises:
        RunAborted: a person stopped it.
    """
    values = {"phase": phase, "done": done, "total": total, "heartbeat": sa.func.now(), **counts}
    statement = sa.update(TABLE).where(TABLE.c.job_id == job_id).values(**values)
    if _execute(statement.returning(TABLE.c.state)).scalar() == "aborted":
        raise RunAborted(job_id)


def close(job_id: str, state: str, **values: Any) -> None:
    """Note how a run ended; an aborted run stays aborted."""
    seconds = sa.func.extract("epoch", sa.func.now() - sa.func.coalesce(TABLE.c.started_at, sa.func.now()))
    ended = {"state": state, "phase": "done", "finished_at": sa.func.now(), "seconds": seconds, **values}
    _execute(sa.update(TABLE).where(TABLE.c.job_id == job_id, TABLE.c.state.in_(OPEN)).values(**ended))


def show(job_id: str) -> dict[str, Any] | None:
    """Give the row of a run."""
    row = _execute(sa.select(TABLE).where(TABLE.c.job_id == job_id)).mappings().first()
    return dict(row) if row else None


def ended_before(source_id: str, job_id: str = "") -> dict[str, Any] | None:
    """Give the run of a source that ended last, another than this job's, stopped ones left out."""
    query = sa.select(TABLE).where(
        TABLE.c.source_id == source_id, TABLE.c.job_id != job_id, TABLE.c.state.in_(("finished", "failed"))
    )
    row = _execute(query.order_by(TABLE.c.finished_at.desc()).limit(1)).mappings().first()
    return dict(row) if row else None


def show_all(job_ids: list[str]) -> dict[str, dict[str, Any]]:
    """Give the rows of several runs, by job."""
    rows = _execute(sa.select(TABLE).where(TABLE.c.job_id.in_(job_ids))).mappings()
    return {row["job_id"]: dict(row) for row in rows}


def silent(since: timedelta) -> list[dict[str, Any]]:
    """Give the open runs without sign of life for this time."""
    limit = datetime.now(UTC) - since
    query = sa.select(TABLE).where(TABLE.c.state.in_(OPEN), TABLE.c.heartbeat < limit)
    return [dict(row) for row in _execute(query.order_by(TABLE.c.heartbeat)).mappings()]


def _execute(statement: Any) -> Any:
    with rows.engine().begin() as connection:
        result = connection.execute(statement)
        return result.freeze()() if result.returns_rows else result
