"""Nothing stays "running" and nothing is lost: kill -9, a flushed Redis, workers thought dead."""

from __future__ import annotations

import time

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from ckan.lib.redis import connect_to_redis

from ckanext.datagrandest.jobs import runner, store
from ckanext.datagrandest.jobs.model import DONE
from ckanext.datagrandest.jobs.queueing import enqueue
from ckanext.datagrandest.jobs.supervision import supervise


def test_killed_worker_is_replaced_and_the_job_done(worker, until, age):
    enqueued = enqueue(time.sleep, [3], queue="harvest")
    first = worker()
    until(enqueued.id, "running")
    first.kill()
    assert supervise().restarted == (), "a heartbeat that is seconds old is no sign of death"
    age(enqueued.id, heartbeat=600)
    assert supervise().restarted == (enqueued.id,)
    worker()
    until(enqueued.id, "done")
    assert store.show(enqueued.id).attempt == 2


def test_job_that_kills_its_workers_is_given_up_with_a_reason(age):
    enqueued = enqueue(time.sleep, [1], attempts=3)
    for attempt in (1, 2, 3):
        assert store.claim(enqueued.id, attempt)
        age(enqueued.id, heartbeat=600)
        supervise()
    job = store.show(enqueued.id)
    assert job.state == "failed"
    assert "3 times" in str(job.message)
    assert supervise() == supervise()


def test_flushed_redis_loses_no_job(work, age):
    ids = [enqueue(time.sleep, [0]).id for _ in range(3)]
    connect_to_redis().flushdb()
    assert supervise().pushed == (), "it may just be on its way to a worker"
    for job_id in ids:
        age(job_id, pushed=60)
    assert set(supervise().pushed) == set(ids)
    work()
    assert {store.show(job_id).state for job_id in ids} == {"done"}


def test_job_in_a_queue_is_not_pushed_again(age):
    enqueued = enqueue(time.sleep, [0])
    age(enqueued.id, pushed=6_000)
    assert supervise().pushed == ()


def test_worker_thought_dead_cannot_write_over_the_next_one(age):
    enqueued = enqueue(time.sleep, [0])
    ghost = store.claim(enqueued.id, 1)
    age(enqueued.id, heartbeat=600)
    supervise()
    heir = store.claim(enqueued.id, 2)
    assert not store.beat(ghost)
    assert not store.finish(ghost, DONE)
    assert store.beat(heir)
    assert store.finish(heir, DONE)


def test_redis_flushed_in_the_middle_of_a_job(worker, until):
    first = enqueue(time.sleep, [2])
    worker()
    until(first.id, "running")
    connect_to_redis().flushdb()
    until(first.id, "done")
    second = enqueue(time.sleep, [0])
    worker()
    until(second.id, "done")
    assert store.show(first.id).attempt == 1


def test_database_connections_lost_in_the_middle_of_a_job(worker, until):
    enqueued = enqueue(time.sleep, [3])
    worker()
    until(enqueued.id, "running")
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    with store.transaction() as connection:
        connection.execute(sa.text(others))
    until(enqueued.id, "done")
    assert store.show(enqueued.id).attempt == 1


def test_outcome_is_written_when_the_database_is_back(monkeypatch, work):
    real, refusals = store.finish, []

    def finish(*args, **kwargs):
        if len(refusals) < 2:
            refusals.append(args)
            raise OperationalError("update", {}, Exception("the database system is starting up"))
        return real(*args, **kwargs)

    monkeypatch.setattr(store, "finish", finish)
    monkeypatch.setattr(runner, "_PATIENCE", (0, 0, 0))
    enqueued = enqueue(time.sleep, [0])
    work()
    assert store.show(enqueued.id).state == "done"


def test_running_job_beats(monkeypatch, work):
    monkeypatch.setattr(runner.config, "beat_seconds", lambda: 0.2)
    enqueued = enqueue(time.sleep, [1])
    work()
    job = store.show(enqueued.id)
    assert (job.heartbeat - job.started).total_seconds() > 0.5


def test_a_worker_that_is_asked_to_leave_ends_its_job_first(worker, until):
    """What a deployment does: stop the workers in good order, start those of the new version."""
    enqueued = enqueue(time.sleep, [3], queue="harvest")
    waiting = enqueue(time.sleep, [0], queue="harvest")
    leaving = worker()
    until(enqueued.id, "running")
    leaving.leave()
    assert store.show(enqueued.id).state == "done"
    assert store.show(waiting.id).state == "queued", "a worker that leaves takes no other job"
    worker()
    until(waiting.id, "done")
    assert store.show(enqueued.id).attempt == 1
