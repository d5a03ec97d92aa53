"""Putting jobs into queues: first into the table, then to the workers."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.jobs import store
from ckanext.datagrandest.jobs.recurring import DEFAULT, QUEUES

log = logging.getLogger(__name__)

MAX_TIMEOUT = 24 * 3600


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What became of a request for a job.

    Attributes:
        id: of the job.
        created: False when a job of the same key was already queued or running, and is given instead.
    """

    id: str
    created: bool


def enqueue(  # noqa: PLR0913 - named options, each with a default
    function: Callable[..., object],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    queue: str = DEFAULT,
    timeout: int = 180,
    key: str | None = None,
    title: str | None = None,
    attempts: int = 3,
) -> Enqueued:
    """Have a function called in the background; call it after the commit of what the job reads.

    Args:
        function: module-level. It must bear being run again: when its worker dies it is started once more.
        args: JSON values.
        kwargs: JSON values.
        queue: one of `recurring.QUEUES`.
        timeout: seconds; the job is stopped and fails after that.
        key: at most one job of a key is queued or running.
        title: what an administrator reads.
        attempts: how often it is started when its worker dies.

    Raises:
        ValueError: unknown queue, a function or values that cannot be stored, a timeout out of bounds.
    """
    name = function_name(function)
    _check(queue, timeout, args, kwargs or {})
    job = store.NewJob(title or name, name, queue, timeout, args, kwargs or {}, key, attempts)
    while True:
        with store.transaction() as connection:
            job_id = store.add(connection, job)
        if job_id:
            push(job_id)
            return Enqueued(job_id, created=True)
        current = store.active(key) if key else None
        if current:
            return Enqueued(current.id, created=False)


def push(job_id: str) -> bool:
    """Hand a queued job to the workers; False when Redis is down, then the next tick does it."""
    from ckanext.datagrandest.jobs.runner import run

    job = store.show(job_id)
    if job is None:
        return False
    rq_id = str(uuid.uuid4())
    store.mark_pushed(job_id, rq_id)
    try:
        rq_kwargs = {"timeout": job.timeout, "job_id": rq_id, "result_ttl": 3600, "failure_ttl": 86_400}
        tk.enqueue_job(run, [job.id, job.attempt], title=job.title, queue=job.queue, rq_kwargs=rq_kwargs)
    except RedisError:
        log.warning("Redis does not answer: job %s waits for the next tick", job_id)
        return False
    return True


def function_name(function: Callable[..., object]) -> str:
    """Give the name that a worker finds a function by: `module:function`.

    Raises:
        ValueError: it is no module-level function.
    """
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", "<")
    if not module or "<" in name or "." in name:
        raise ValueError(f"{function!r} cannot be found by a worker: give a function of a module")
    return f"{module}:{name}"


def _check(queue: str, timeout: int, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Refuse what would be lost or never run."""
    if queue not in QUEUES:
        raise ValueError(f"no worker reads the queue {queue!r}: use one of {', '.join(QUEUES)}")
    if not 0 < timeout <= MAX_TIMEOUT:
        raise ValueError(f"a time limit is between 1 and {MAX_TIMEOUT} seconds, not {timeout}")
    try:
        json.dumps([list(args), dict(kwargs)], allow_nan=False)
    except TypeError as error:
        raise ValueError(f"arguments of a job are JSON values: {error}") from error
