"""The tick: looks at what is due, queues it, and looks after what was lost.

Two ticks at once do no harm: a due row is locked by one of them and skipped by the other.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from redis.exceptions import RedisError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins as p

from ckanext.datagrandest.jobs import store
from ckanext.datagrandest.jobs.interfaces import IRecurringJobs
from ckanext.datagrandest.jobs.model import Recurrence
from ckanext.datagrandest.jobs.queueing import function_name, push
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import next_due
from ckanext.datagrandest.jobs.supervision import Supervised, supervise

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did: names of the recurring jobs it queued, and what supervision did."""

    queued: tuple[str, ...]
    supervised: Supervised


def tick(now: datetime | None = None) -> Ticked:
    """Queue what is due, then supervise."""
    now = now or datetime.now(UTC)
    jobs = {job.name: job for job in declared_jobs()}
    _write_declarations(jobs.values(), now)
    queued = _queue_due(jobs, now)
    for job_id in queued.values():
        push(job_id)
    return Ticked(tuple(queued), supervise())


def declared_jobs() -> list[RecurringJob]:
    """Ask every room what recurs.

    Raises:
        ValueError: two jobs have the same name.
    """
    jobs = [job for plugin in p.PluginImplementations(IRecurringJobs) for job in plugin.recurring_jobs()]
    names = [job.name for job in jobs]
    if len(set(names)) < len(names):
        raise ValueError(f"recurring jobs of the same name: {sorted(name for name in names if names.count(name) > 1)}")
    return jobs


def keep_ticking(stop: threading.Event, seconds: float) -> None:
    """Tick until told to stop; servers that are down are waited for."""
    while not stop.is_set():
        try:
            ticked = tick()
        except (SQLAlchemyError, RedisError) as error:
            log.warning("A server does not answer (%s): trying again in %s s", type(error).__name__, seconds)
        else:
            if ticked.queued:
                log.info("Queued: %s", ", ".join(ticked.queued))
        stop.wait(seconds)


def _write_declarations(jobs: Iterable[RecurringJob], now: datetime) -> None:
    """Bring the table in line with what the rooms declare; what was due stays due."""
    with store.transaction() as connection:
        known = {row.name: row for row in connection.execute(sa.select(Recurrence.__table__))}
        for job in jobs:
            row = known.pop(job.name, None)
            if row is None:
                values = {"name": job.name, "schedule": str(job.schedule), "declared": True}
                new = insert(Recurrence).values(next_due=job.schedule.first(now), checked=now, **values)
                connection.execute(new.on_conflict_do_nothing())
                continue
            kept = row.declared and row.schedule == str(job.schedule)
            due = next_due(job.schedule, row.next_due, now) if kept else job.schedule.first(now)
            values = {"schedule": str(job.schedule), "declared": True, "next_due": due, "checked": now}
            same_due = Recurrence.next_due == row.next_due  # another tick may have moved it meanwhile
            connection.execute(sa.update(Recurrence).where(Recurrence.name == job.name, same_due).values(values))
        if known:
            gone = sa.update(Recurrence).where(Recurrence.name.in_(known)).values(declared=False)
            connection.execute(gone)


def _queue_due(jobs: dict[str, RecurringJob], now: datetime) -> dict[str, str]:
    """Write a job for each recurrence that is due; give their ids by name.

    One that is still running from the last time is left out this time.
    """
    due = (
        sa.select(Recurrence.name)
        .where(Recurrence.declared, Recurrence.next_due <= now, Recurrence.name.in_(jobs))
        .order_by(Recurrence.next_due)
        .with_for_update(skip_locked=True)
    )
    queued: dict[str, str] = {}
    with store.transaction() as connection:
        for name in connection.execute(due).scalars().all():
            job = jobs[name]
            values: dict[str, object] = {"next_due": job.schedule.after(now)}
            job_id = store.add(connection, _new_job(job))
            if job_id:
                queued[name] = job_id
                values |= {"last_enqueued": now, "last_job": job_id}
            connection.execute(sa.update(Recurrence).where(Recurrence.name == name).values(values))
    return queued


def _new_job(job: RecurringJob) -> store.NewJob:
    """Turn a declaration into a job."""
    return store.NewJob(
        job.title, function_name(job.function), job.queue, job.timeout, key=f"recurring:{job.name}", recurrence=job.name
    )
