"""Running one job in a worker: the boundary where whatever happens becomes an outcome in the table."""

from __future__ import annotations

import importlib
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import rq
from rq.timeouts import BaseTimeoutException
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ckanext.datagrandest.jobs import config, store
from ckanext.datagrandest.jobs.model import DONE, FAILED
from ckanext.datagrandest.jobs.store import JobRow
from ckanext.datagrandest.messages import N_, Message

log = logging.getLogger(__name__)

#: Seconds between attempts to write an outcome while PostgreSQL is down.
_PATIENCE = (1, 2, 5, 10, 20)
_current: ContextVar[JobRow | None] = ContextVar("job", default=None)


def run(job_id: str, attempt: int) -> None:
    """Run a queued job; quietly do nothing when this attempt was already taken, or the job cancelled."""
    job = store.claim(job_id, attempt)
    if job is None:
        log.info("Job %s is not to be run (any more): attempt %s", job_id, attempt)
        return
    with _beating(job), _known(job):
        try:
            outcome = _load(job.function)(*job.args, **job.kwargs)
        except Exception as error:
            log.exception("Job %s (%s) failed", job.id, job.function)
            _finish(job, FAILED, reason=explain(error, job))
            raise
        _finish(job, DONE, outcome=_storable(outcome))


def report_progress(phase: str, done: int, total: int | None = None) -> None:
    """Say from inside a job how far it is; does nothing outside of one.

    Args:
        phase: English msgid.
        done: units done.
        total: units in all, if known.
    """
    job = _current.get()
    if job is not None:
        store.beat(job, {"phase": phase, "done": done, "total": total})


def explain(error: Exception, job: JobRow) -> Message:
    """Give the sentence for a failure: the error's own if it has one, never its text."""
    own = getattr(error, "message", None)
    if isinstance(own, Message):
        return own
    if isinstance(error, BaseTimeoutException):
        return Message(
            N_("The job was stopped: it took longer than its limit of {seconds} seconds."), {"seconds": job.timeout}
        )
    return Message(
        N_("The job failed ({kind}). The details are in the log of the worker, under {id}."),
        {"kind": type(error).__name__, "id": job.id},
    )


def _finish(job: JobRow, state: str, outcome: Any = None, reason: Message | None = None) -> None:
    """Write how a job ended; a database that restarts is waited for, or the job would be done twice."""
    for seconds in _PATIENCE:
        try:
            store.finish(job, state, outcome, reason)
        except OperationalError:
            log.warning("The database does not answer: trying again to write how job %s ended", job.id)
            time.sleep(seconds)
        else:
            return
    store.finish(job, state, outcome, reason)


def _load(name: str) -> Callable[..., Any]:
    """Find a function by the name that `queueing.function_name` gave it."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def _storable(outcome: Any) -> Any:
    """Keep an outcome if it is JSON."""
    try:
        return json.loads(json.dumps(outcome))
    except (TypeError, ValueError):
        return None


@contextmanager
def _known(job: JobRow) -> Generator[None]:
    """Let `report_progress` know which job it is in."""
    token = _current.set(job)
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def _beating(job: JobRow) -> Generator[None]:
    """Write a heartbeat from a thread while the job runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat_until, args=(stop, job, config.beat_seconds()), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat_until(stop: threading.Event, job: JobRow, seconds: int) -> None:
    """Beat until told to stop; end the process when the job was given to another worker."""
    while not stop.wait(seconds):
        try:
            owned = store.beat(job)
        except SQLAlchemyError as error:
            log.warning("No heartbeat for job %s: %s", job.id, type(error).__name__)
            continue
        if not owned and not stop.is_set() and rq.get_current_job() is not None:
            log.error("Job %s was given to another worker: this one stops", job.id)
            os.kill(os.getpid(), signal.SIGKILL)
