"""A job always ends: resumed after a kill, one at a time, closed with a reason."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.lib import jobs
from ckan.tests import factories, helpers

from ckanext.harvest.logic import HarvestJobExists
from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource

from ckanext.datagrandest.harvesting import runner, runs, store, supervision
from ckanext.datagrandest.harvesting.writer import Writer
from ckanext.datagrandest.jobs import store as job_store
from ckanext.datagrandest.jobs import supervision as job_supervision

from .running import counts, found


@pytest.fixture
def server(memory_server):
    server = memory_server()
    server.put_many(12)
    return server


@pytest.fixture
def source(server, make_source):
    return make_source(server.url, "dge-memory")


def silence(job_id: str, minutes: int = 11) -> None:
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    with model.meta.engine.begin() as connection:
        connection.execute(sa.update(runs.TABLE).where(runs.TABLE.c.job_id == job_id).values(heartbeat=since))


def queued() -> list[str]:
    waiting = (job_store.show(job.args[0]) for job in jobs.get_queue("harvest").jobs)
    return [job.args[0] for job in waiting if job]


def interrupt(source, after: int) -> str:
    """Stop a run as a kill does, once `after` batches were written: nothing is closed."""
    real, begun = Writer.write, itertools.count()

    def write(writer, steps):
        if next(begun) == after:
            raise KeyboardInterrupt
        return real(writer, steps)

    job_id = source.open_job()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "write", write)
        with pytest.raises(KeyboardInterrupt):
            runner.run_now(job_id)
    return job_id


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", 4)
def test_an_interrupted_run_goes_on_without_duplicate_and_counts_as_if_whole(server, source):
    server.page_size = 4
    job_id = interrupt(source, after=2)
    assert len(store.known_records(source.id)) == 8
    assert runs.show(job_id)["state"] == "running"
    silence(job_id)
    assert supervision.tick()["resumed"] == 1
    assert queued() == [job_id]
    run = runner.run_now(job_id)
    assert counts(run) == {"added": 12}
    assert run["attempts"] == 2
    assert len(found()) == 12
    assert model.Session.query(model.Package).filter_by(type="dataset").count() == 12
    assert model.Session.query(HarvestObject).filter_by(current=True).count() == 12
    assert HarvestJob.get(job_id).status == "Finished"


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", 4)
def test_errors_of_an_interrupted_run_are_not_counted_twice(server, source):
    server.page_size = 4
    server.break_record("rec-001")
    job_id = interrupt(source, after=2)
    run = runner.run_now(job_id)
    assert counts(run) == {"added": 11, "errored": 1}
    assert len(source.report()["object_errors"]) == 1


def test_a_run_that_is_alive_is_left_alone(server, source):
    job_id = source.open_job()
    runs.open_run(job_id, source.id)
    runs.start(job_id)
    silence(job_id)
    with runs.source_lock(source.id) as mine:
        assert mine
        assert supervision.tick()["resumed"] == 0
    assert queued() == []


def test_a_run_that_dies_each_time_is_closed_with_its_reason(server, source):
    job_id = source.open_job()
    runs.open_run(job_id, source.id)
    for _ in range(3):
        runs.start(job_id)
    silence(job_id)
    assert supervision.tick()["resumed"] == 0
    run = runs.show(job_id)
    assert run["state"] == "failed"
    assert "3" in run["fault"]
    assert HarvestJob.get(job_id).status == "Finished"
    assert source.report()["gather_errors"][0]["message"] == run["fault"]


def test_a_queue_that_was_flushed_is_filled_again(server, source, monkeypatch):
    source.job_id = helpers.call_action("harvest_job_create", {"ignore_auth": True}, source_id=source.id)["id"]
    assert queued() == [source.job_id]
    jobs.get_queue("harvest").empty()
    silence(source.job_id)
    supervision.tick()
    assert queued() == [], "one job of ours already waits: the room `jobs` hands it over again"
    monkeypatch.setattr(job_supervision, "_IN_TRANSIT", 0)
    job_supervision.supervise()
    assert queued() == [source.job_id]


def test_two_processes_never_harvest_one_source_at_once(server, source):
    job_id = source.open_job()
    with runs.source_lock(source.id):
        assert runner.run_now(job_id) is None
    assert counts(runner.run_now(job_id)) == {"added": 12}
    assert counts(runner.run_now(job_id)) == {"added": 12}, "a job sent twice runs once"
    assert len(found()) == 12


def test_the_background_worker_runs_a_job(server, source, monkeypatch):
    # The worker's child loads the plugins of the configuration again, and the in-memory type is not among them.
    monkeypatch.setattr(jobs, "load_environment", lambda config: None)
    job = helpers.call_action("harvest_job_create", {"ignore_auth": True}, source_id=source.id)
    assert HarvestJob.get(job["id"]).status == "Running"
    assert jobs.get_queue("harvest").jobs[0].timeout == 43200
    assert queued() == [job["id"]]
    jobs.Worker(["harvest"]).work(burst=True)
    model.Session.remove()
    assert len(found()) == 12
    assert HarvestJob.get(job["id"]).status == "Finished"


def test_due_sources_start_by_themselves_and_once(server, make_source):
    source = make_source(server.url, "dge-memory", frequency="DAILY")
    assert supervision.tick()["started"] == 1
    assert supervision.tick()["started"] == 0
    assert len(queued()) == 1
    model.Session.remove()
    assert HarvestSource.get(source.id).next_run > datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=23)


def test_manual_and_inactive_sources_do_not_start(server, make_source):
    make_source(server.url, "dge-memory")
    closed = make_source("http://memory.test/b", "dge-memory", frequency="DAILY")
    helpers.call_action("harvest_source_delete", {"user": factories.Sysadmin()["name"]}, id=closed.id)
    assert supervision.tick()["started"] == 0


def test_a_person_stops_a_run_and_the_next_one_goes_on(server, source):
    server.page_size = 4

    def abort(number: int) -> None:
        if number == 2:
            helpers.call_action("harvest_job_abort", {"ignore_auth": True}, id=source.job_id)

    server.before_page = abort
    run = source.run()
    assert run["state"] == "aborted"
    assert HarvestJob.get(source.job_id).status == "Finished"
    server.before_page = None
    assert sum(counts(source.run()).values()) == 12
    assert len(found()) == 12


def test_an_unexpected_fault_closes_the_run_with_a_sentence(server, source, monkeypatch):
    monkeypatch.setattr(store, "known_records", lambda source_id: {}[source_id])
    run = source.run()
    assert run["state"] == "failed"
    assert "KeyError" in run["fault"]
    assert HarvestJob.get(source.job_id).status == "Finished"


def test_a_job_is_open_until_its_run_ends(server, source):
    source.open_job()
    with pytest.raises(HarvestJobExists):
        source.open_job()
