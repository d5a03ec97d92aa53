"""Reading and writing the tables, each step in a transaction of its own.

These transactions are not those of CKAN's session: a job stays queued when the request that asked for it
fails later, and a worker's outcome is kept when its own work is rolled back.
"""

from __future__ import annotations

import uuid
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.model import ACTIVE, CANCELLED, QUEUED, RUNNING, Job, Recurrence
from ckanext.datagrandest.messages import Message

_IS_ACTIVE = sa.text("state IN ('queued', 'running')")


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it stands in the table; moments are in UTC."""

    id: str
    key: str | None
    title: str
    function: str
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    queue: str
    timeout: int
    state: str
    attempt: int
    max_attempts: int
    recurrence: str | None
    rq_id: str | None
    created: datetime
    pushed: datetime | None
    started: datetime | None
    heartbeat: datetime | None
    finished: datetime | None
    progress: Mapping[str, Any] | None
    outcome: Any
    reason: Mapping[str, Any] | None

    @property
    def message(self) -> Message | None:
        """Why it failed, as a sentence to translate."""
        return Message(self.reason["msgid"], self.reason["params"]) if self.reason else None


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is needed to put a job into the table."""

    title: str
    function: str
    queue: str
    timeout: int
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    max_attempts: int = 3
    recurrence: str | None = None


@contextmanager
def transaction() -> Generator[sa.Connection]:
    """Open a transaction beside CKAN's session."""
    with ckan_model.meta.engine.begin() as connection:  # type: ignore[union-attr]
        yield connection


def add(connection: sa.Connection, job: NewJob) -> str | None:
    """Insert a job; None when one with the same key is queued or running."""
    values = {name: getattr(job, name) for name in NewJob.__dataclass_fields__}
    values |= {"args": list(job.args), "kwargs": dict(job.kwargs)}
    statement = (
        insert(Job)
        .values(id=str(uuid.uuid4()), state=QUEUED, attempt=1, **values)
        .on_conflict_do_nothing(index_elements=["key"], index_where=_IS_ACTIVE)
        .returning(Job.id)
    )
    return connection.execute(statement).scalar()


def show(job_id: str) -> JobRow | None:
    """Give one job."""
    return next(iter(_select(Job.id == job_id)), None)


def active(key: str) -> JobRow | None:
    """Give the job of a key that is queued or running."""
    return next(iter(_select(Job.key == key, Job.state.in_(ACTIVE))), None)


def latest(
    *, queue: str | None = None, state: str | None = None, key: str | None = None, limit: int = 100
) -> list[JobRow]:
    """Give jobs, the latest first."""
    wanted = {Job.queue: queue, Job.state: state, Job.key: key}
    return _select(*(column == value for column, value in wanted.items() if value is not None), limit=limit)


def waiting_before(job: JobRow) -> int:
    """Count the jobs that the job's queue takes before it."""
    statement = sa.select(sa.func.count()).where(Job.queue == job.queue, Job.state == QUEUED, Job.created < job.created)
    with transaction() as connection:
        return connection.execute(statement).scalar_one()


def claim(job_id: str, attempt: int) -> JobRow | None:
    """Take a queued job to run it; None when it is not to be run (any more)."""
    now = sa.func.clock_timestamp()
    return _update_one(
        sa.update(Job)
        .where(Job.id == job_id, Job.attempt == attempt, Job.state == QUEUED)
        .values(state=RUNNING, started=now, heartbeat=now, progress=None)
    )


def beat(job: JobRow, progress: Mapping[str, Any] | None = None) -> bool:
    """Say that a job is alive, and how far it is; False when it is no longer this worker's."""
    values: dict[str, Any] = {"heartbeat": sa.func.clock_timestamp()}
    if progress is not None:
        values["progress"] = dict(progress)
    return _update_one(sa.update(Job).where(*_owned(job)).values(values)) is not None


def finish(job: JobRow, state: str, outcome: Any = None, reason: Message | None = None) -> bool:
    """Write how a job ended; False when it is no longer this worker's."""
    kept = {"msgid": reason.msgid, "params": dict(reason.params)} if reason else None
    with transaction() as connection:
        values = {"state": state, "outcome": outcome, "reason": kept, "finished": sa.func.clock_timestamp()}
        ended = connection.execute(sa.update(Job).where(*_owned(job)).values(values)).rowcount == 1
        if ended and job.recurrence:
            connection.execute(
                sa.update(Recurrence)
                .where(Recurrence.name == job.recurrence)
                .values(last_state=state, last_finished=sa.func.clock_timestamp())
            )
    return ended


def cancel(job_id: str) -> bool:
    """Cancel a job that has not started; False when it has."""
    now = sa.func.clock_timestamp()
    statement = sa.update(Job).where(Job.id == job_id, Job.state == QUEUED).values(state=CANCELLED, finished=now)
    return _update_one(statement) is not None


def mark_pushed(job_id: str, rq_id: str) -> None:
    """Note that a job was handed to the workers."""
    with transaction() as connection:
        values = {"rq_id": rq_id, "pushed": sa.func.clock_timestamp()}
        connection.execute(sa.update(Job).where(Job.id == job_id).values(values))


def delete_finished(days: int) -> int:
    """Delete jobs that ended more than `days` days ago; give their number."""
    old = sa.func.now() - sa.func.make_interval(0, 0, 0, days)
    with transaction() as connection:
        return connection.execute(sa.delete(Job).where(Job.finished < old)).rowcount


def _owned(job: JobRow) -> tuple[sa.ColumnElement[bool], ...]:
    return Job.id == job.id, Job.attempt == job.attempt, Job.state == RUNNING


def _select(*where: sa.ColumnElement[bool], limit: int = 1) -> list[JobRow]:
    statement = sa.select(Job.__table__).where(*where).order_by(Job.created.desc(), Job.id).limit(limit)
    with transaction() as connection:
        return [JobRow(**row) for row in connection.execute(statement).mappings()]


def _update_one(statement: sa.Update) -> JobRow | None:
    with transaction() as connection:
        row = connection.execute(statement.returning(Job.__table__)).mappings().first()
        return JobRow(**row) if row else None
