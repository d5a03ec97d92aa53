"""What recurs is queued when it is due, once, whatever happens around it."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.jobs import overview, store
from ckanext.datagrandest.jobs import tick as ticking
from ckanext.datagrandest.jobs.model import Recurrence
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.jobs.tick import tick

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def count() -> dict[str, int]:
    return {"counted": 1}


def fail() -> None:
    raise RuntimeError


HOURLY = RecurringJob("test.count", "Count", Every(HOUR), count, queue="harvest", timeout=1_800)


def recurrence(name: str = "test.count"):
    with store.transaction() as connection:
        return connection.execute(sa.select(Recurrence.__table__).where(Recurrence.name == name)).one()


def test_due_job_is_queued_once_and_runs(declare, work):
    declare(HOURLY)
    assert tick(NOW).queued == ("test.count",)
    assert tick(NOW).queued == ()
    work()
    (job,) = store.latest()
    assert (job.state, job.outcome, job.queue, job.timeout) == ("done", {"counted": 1}, "harvest", 1_800)
    row = recurrence()
    assert (row.next_due, row.last_enqueued, row.last_job, row.last_state) == (NOW + HOUR, NOW, job.id, "done")
    assert tick(NOW + HOUR).queued == ("test.count",)


def test_failure_is_kept_and_the_next_occurrence_comes(declare, work):
    declare(RecurringJob("test.fail", "Fail", Every(HOUR), fail))
    tick(NOW)
    work()
    assert recurrence("test.fail").last_state == "failed"
    assert tick(NOW + HOUR).queued == ("test.fail",)


def test_missed_occurrences_are_made_up_for_once(declare, work):
    declare(HOURLY)
    tick(NOW)
    work()
    assert tick(NOW + timedelta(days=3)).queued == ("test.count",)
    assert len(store.latest()) == 2


def test_job_that_still_runs_is_not_queued_again(declare):
    declare(HOURLY)
    tick(NOW)
    assert tick(NOW + HOUR).queued == ()
    assert recurrence().next_due == NOW + 2 * HOUR


def test_two_ticks_at_once_queue_once(declare):
    declare(*(RecurringJob(f"test.{number}", "Count", Every(HOUR), count) for number in range(20)))
    tick(NOW - HOUR * 2)
    for job in store.latest():
        store.cancel(job.id)
    barrier, ticked = threading.Barrier(4), []

    def at_once() -> None:
        barrier.wait()
        ticked.append(tick(NOW))

    threads = [threading.Thread(target=at_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queued = [name for each in ticked for name in each.queued]
    assert len(ticked) == 4
    assert sorted(queued) == sorted(f"test.{number}" for number in range(20))
    assert len(store.latest(state="queued")) == 20


def test_flushed_redis_forgets_no_recurrence(declare, work):
    declare(HOURLY)
    tick(NOW)
    work()
    connect_to_redis().flushdb()
    assert tick(NOW + HOUR).queued == ("test.count",)
    work()
    assert {job.state for job in store.latest()} == {"done"}


def test_schedule_that_changed_counts_from_now(declare):
    declare(HOURLY)
    tick(NOW)
    declare(RecurringJob("test.count", "Count", Every(timedelta(minutes=1)), count))
    tick(NOW + timedelta(minutes=5))
    assert recurrence().next_due == NOW + timedelta(minutes=6)


def test_what_is_no_longer_declared_rests(declare):
    declare(HOURLY)
    tick(NOW)
    declare()
    assert tick(NOW + HOUR).queued == ()
    assert not recurrence().declared
    assert overview.recurrences() == []


def test_clock_that_ran_ahead_is_corrected(declare, work):
    declare(HOURLY)
    tick(NOW + timedelta(days=3_000))
    work()
    tick(NOW)
    assert recurrence().next_due == NOW + HOUR


def test_servers_that_are_down_are_waited_for(monkeypatch):
    stop, calls = threading.Event(), []

    def down():
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        raise OperationalError("select", {}, Exception("server closed the connection"))

    monkeypatch.setattr(ticking, "tick", down)
    ticking.keep_ticking(stop, 0.01)
    assert len(calls) == 3


def test_overdue_shows_that_no_tick_runs(declare):
    declare(HOURLY)
    tick(datetime.now(UTC) - timedelta(hours=5))
    assert overview.overdue(600) == ["test.count"]
    for job in store.latest():
        store.cancel(job.id)
    tick()
    assert overview.overdue(600) == []


def test_rooms_declare_what_recurs():
    names = {job.name for job in ticking.declared_jobs()}
    assert {"jobs.forget", "catalogue.sweep"} <= names


def test_index_is_swept_every_night(work, package_factory, organization_factory, reset_index):
    dataset = package_factory(owner_org=organization_factory()["id"])
    reset_index()
    tick(NOW)
    tick(NOW + timedelta(days=1))
    for job in store.latest():
        if job.recurrence != "catalogue.sweep":  # other rooms index what they compute: the sweep alone is looked at
            store.cancel(job.id)
    work()
    swept = next(job for job in store.latest() if job.recurrence == "catalogue.sweep")
    assert (swept.state, swept.outcome["missing"]) == ("done", 1)
    assert tk.get_action("package_search")({}, {"q": f"id:{dataset['id']}"})["count"] == 1


def test_commands(cli, declare):
    declare(HOURLY)
    result = cli.invoke(dge, ["tick", "--once"])
    assert not result.exit_code, result.output
    assert json.loads(result.output.splitlines()[-1])["queued"] == ["test.count"]
    listed = cli.invoke(dge, ["jobs"])
    assert "test.count" in listed.output
    assert "queued" in listed.output


def test_actions_are_for_administrators(declare, work, sysadmin_factory, user_factory):
    declare(HOURLY)
    tick(NOW)
    admin, user = sysadmin_factory()["name"], user_factory()["name"]
    (job,) = tk.get_action("dge_job_list")({"user": admin}, {"state": "queued", "limit": 5})
    assert (job["title"], job["before"], job["key"]) == ("Count", 0, "recurring:test.count")
    assert tk.get_action("dge_job_show")({"user": admin}, {"id": job["id"]})["state"] == "queued"
    (row,) = tk.get_action("dge_recurrence_list")({"user": admin}, {})
    assert row["next_due"] == "2026-11-22T11:00:00+00:00"
    for name in ("dge_job_list", "dge_job_show", "dge_recurrence_list"):
        for context in ({"user": user}, {"user": ""}):
            with pytest.raises(tk.NotAuthorized):
                tk.get_action(name)(context, {"id": job["id"]})
    with pytest.raises(tk.ObjectNotFound):
        tk.get_action("dge_job_show")({"user": admin}, {"id": "none"})
    with pytest.raises(tk.ValidationError):
        tk.get_action("dge_job_list")({"user": admin}, {"queue": "none"})
