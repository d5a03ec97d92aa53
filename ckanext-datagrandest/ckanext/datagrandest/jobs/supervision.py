"""No job stays "running", none stays lost: what workers and Redis forgot is found again.

Workers die, Redis is flushed, `blpop` loses what it took: all of it shows in the table as a job that is
running without a heartbeat, or queued without being in any queue.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import sqlalchemy as sa
from redis.exceptions import RedisError

from ckan.lib.jobs import get_queue

from ckanext.datagrandest.jobs import config, store
from ckanext.datagrandest.jobs.model import FAILED, QUEUED, RUNNING, Job, Recurrence
from ckanext.datagrandest.jobs.queueing import push
from ckanext.datagrandest.jobs.recurring import QUEUES
from ckanext.datagrandest.messages import N_

log = logging.getLogger(__name__)

#: Seconds that a job handed to the workers may be in no queue: the time between leaving it and being claimed.
_IN_TRANSIT = 30
LOST = N_("The job was given up: its worker stopped {count} times before the end.")


@dataclass(frozen=True, slots=True)
class Supervised:
    """What a round of supervision did, by the ids of jobs."""

    restarted: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()
    pushed: tuple[str, ...] = ()


def supervise() -> Supervised:
    """Restart or close jobs whose worker died, and hand queued jobs again to the workers if they were lost."""
    restarted, given_up = _take_from_dead_workers()
    pushed = tuple(job_id for job_id in _in_no_queue() if push(job_id))
    for name, ids in (("restarted", restarted), ("given up", given_up), ("pushed again", pushed)):
        if ids:
            log.warning("Jobs %s: %s", name, ", ".join(ids))
    return Supervised(restarted, given_up, pushed)


def _take_from_dead_workers() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Queue jobs without a heartbeat for their next attempt; close those that had enough."""
    silent = sa.func.clock_timestamp() - sa.func.make_interval(0, 0, 0, 0, 0, 0, config.stale_seconds())
    dead = (
        sa.select(Job.id, Job.attempt, Job.max_attempts, Job.recurrence)
        .where(Job.state == RUNNING, Job.heartbeat < silent)
        .with_for_update(skip_locked=True)
    )
    restarted: list[str] = []
    given_up: list[str] = []
    with store.transaction() as connection:
        for row in connection.execute(dead).all():
            if row.attempt < row.max_attempts:
                restarted.append(row.id)
                values = {"state": QUEUED, "attempt": row.attempt + 1, "pushed": None, "rq_id": None}
                connection.execute(sa.update(Job).where(Job.id == row.id).values(values))
            else:
                given_up.append(row.id)
                _close(connection, row.id, row.recurrence, row.attempt)
    return tuple(restarted), tuple(given_up)


def _close(connection: sa.Connection, job_id: str, recurrence: str | None, attempts: int) -> None:
    """Close a job as failed, with its reason."""
    now, reason = sa.func.clock_timestamp(), {"msgid": LOST, "params": {"count": attempts}}
    connection.execute(sa.update(Job).where(Job.id == job_id).values(state=FAILED, finished=now, reason=reason))
    if recurrence:
        values = {"last_state": FAILED, "last_finished": now}
        connection.execute(sa.update(Recurrence).where(Recurrence.name == recurrence).values(values))


def _in_no_queue() -> list[str]:
    """Give queued jobs that no worker would ever take."""
    in_transit = sa.func.clock_timestamp() - sa.func.make_interval(0, 0, 0, 0, 0, 0, _IN_TRANSIT)
    waiting = (
        sa.select(Job.id, Job.rq_id)
        .where(Job.state == QUEUED, sa.or_(Job.pushed.is_(None), Job.pushed < in_transit))
        .order_by(Job.created)
    )
    with store.transaction() as connection:
        rows = connection.execute(waiting).all()
    if not rows:
        return []
    try:
        known = {rq_id for queue in QUEUES for rq_id in get_queue(queue).job_ids}
    except RedisError:
        log.warning("Redis does not answer: %s jobs wait for it", len(rows))
        return []
    return [row.id for row in rows if row.rq_id not in known]
