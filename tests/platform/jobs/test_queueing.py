"""Putting jobs into queues and running them."""

from __future__ import annotations

import math
import time

import pytest
import redis

from ckan.lib import jobs as ckan_jobs

from ckanext.datagrandest.jobs import queueing, runner, store
from ckanext.datagrandest.jobs.queueing import enqueue
from ckanext.datagrandest.messages import Message


def add(left: int, right: int = 0) -> dict[str, int]:
    runner.report_progress("Adding", left, right)
    return {"sum": left + right}


def explode() -> None:
    raise LookupError("secret-of-the-server")


class ExplainedError(Exception):
    message = Message("The source {name} is closed", {"name": "x"})


def explode_with_reason() -> None:
    raise ExplainedError


def test_job_is_run_and_its_outcome_is_kept(work):
    enqueued = enqueue(add, [2], {"right": 3}, queue="validation", title="Adding numbers")
    assert store.show(enqueued.id).state == "queued"
    work()
    job = store.show(enqueued.id)
    assert (job.state, job.outcome, job.title) == ("done", {"sum": 5}, "Adding numbers")
    assert job.progress == {"phase": "Adding", "done": 2, "total": 3}
    assert job.started
    assert job.finished


def test_time_limit_is_passed_to_the_worker():
    enqueued = enqueue(add, [1], timeout=7_200, queue="harvest")
    (job,) = ckan_jobs.get_queue("harvest").jobs
    assert job.timeout == 7_200
    assert store.show(enqueued.id).rq_id == job.id


def test_time_limit_ends_a_job_with_its_reason(work):
    enqueued = enqueue(time.sleep, [60], timeout=1)
    work()
    job = store.show(enqueued.id)
    assert job.state == "failed"
    assert "limit of 1 seconds" in str(job.message)


def test_failure_keeps_a_reason_without_internals(work):
    enqueued = enqueue(explode)
    work()
    job = store.show(enqueued.id)
    assert job.state == "failed"
    assert "LookupError" in str(job.message)
    assert "secret" not in str(job.message)


def test_failure_that_explains_itself_is_kept_as_it_is(work):
    enqueued = enqueue(explode_with_reason)
    work()
    assert str(store.show(enqueued.id).message) == "The source x is closed"


def test_one_active_job_of_a_key(work):
    first = enqueue(add, [1], key="source:1")
    second = enqueue(add, [1], key="source:1")
    other = enqueue(add, [1], key="source:2")
    assert (first.created, second.created, other.created) == (True, False, True)
    assert second.id == first.id
    assert store.active("source:1").id == first.id
    work()
    assert store.active("source:1") is None
    assert enqueue(add, [1], key="source:1").created


def test_place_in_the_queue_is_known():
    ids = [enqueue(add, [number]).id for number in range(3)]
    enqueue(add, [1], queue="harvest")
    assert [store.waiting_before(store.show(job_id)) for job_id in ids] == [0, 1, 2]


def test_cancelled_job_is_not_run(work):
    enqueued = enqueue(add, [1])
    assert store.cancel(enqueued.id)
    work()
    assert store.show(enqueued.id).state == "cancelled"
    assert not store.cancel(enqueued.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"queue": "priority"},
        {"timeout": 0},
        {"timeout": 10**6},
        {"args": [object()]},
        {"args": [math.nan]},
        {"function": lambda: None},
        {"function": ExplainedError("x").with_traceback},
    ],
)
def test_what_no_worker_could_run_is_refused(wrong):
    with pytest.raises(ValueError, match="."):
        enqueue(**({"function": add} | wrong))
    assert store.latest() == []


def test_redis_down_loses_nothing(monkeypatch, work):
    def refuse(*_args, **_kwargs):
        raise redis.exceptions.ConnectionError

    with monkeypatch.context() as down:
        down.setattr(queueing.tk, "enqueue_job", refuse)
        enqueued = enqueue(add, [1])
    assert store.show(enqueued.id).state == "queued"


def test_same_job_delivered_twice_runs_once(work):
    enqueued = enqueue(add, [1])
    queueing.push(enqueued.id)
    assert len(ckan_jobs.get_queue("default").jobs) == 2
    work()
    assert store.show(enqueued.id).attempt == 1
    assert store.claim(enqueued.id, 1) is None
