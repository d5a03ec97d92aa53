"""Fault 64 on a harvest: what the platform stands on goes away in the middle of a run, and comes back."""

from __future__ import annotations

import errno
import itertools
import multiprocessing
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, PendingRollbackError

from ckan import model
from ckan.lib.redis import connect_to_redis

from ckanext.harvest.model import HarvestObject

from ckanext.datagrandest.harvesting import indexing, runner, runs, store, supervision
from ckanext.datagrandest.harvesting.relay import relay

from .running import counts, found
from .test_running import silence

RECORDS = 12
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"


@pytest.fixture
def server(memory_server):
    server = memory_server()
    server.page_size = 4
    server.put_many(RECORDS)
    return server


@pytest.fixture
def source(server, make_source):
    return make_source(server.url, "dge-memory")


@pytest.fixture
def closed_port():
    """Give a port of the loopback interface where nobody listens, and nobody else can."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def at_page(server, number: int, happens) -> None:
    """Have something happen once, when a page is asked for."""
    happened = multiprocessing.Value("b", 0)  # the page may be asked for by the process that reads ahead

    def before(asked: int) -> None:
        if asked == number and not happened.value:
            happened.value = 1
            happens()

    server.before_page = before


def cut_database() -> None:
    """End every connection but this one, as a restart of PostgreSQL does."""
    engine = sa.create_engine(model.meta.engine.url)
    with engine.begin() as connection:
        connection.execute(sa.text(OTHERS))
    engine.dispose()


@contextmanager
def at_insert(number: int, happens) -> Iterator[None]:
    """Have something happen once, when the transaction of a batch inserts its dataset of this number."""
    inserted = itertools.count(1)

    def before(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("INSERT INTO package ") and next(inserted) == number:
            happens()

    sa.event.listen(model.meta.engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        sa.event.remove(model.meta.engine, "before_cursor_execute", before)


def whole() -> None:
    """Tell that the catalogue is that of a run which nothing disturbed."""
    model.Session.remove()
    assert len(found()) == RECORDS
    assert model.Session.query(model.Package).filter_by(type="dataset").count() == RECORDS
    assert model.Session.query(HarvestObject).filter_by(current=True).count() == RECORDS
    assert store.pending() == []


def finish(job_id: str) -> None:
    """Carry out a job; when PostgreSQL ended it, as the supervision does once the run is silent."""
    try:
        runner.run_now(job_id)
    except OperationalError:
        model.Session.remove()
        model.meta.engine.dispose()
        assert runs.show(job_id)["state"] == "running", "closed, nobody would resume it"
        silence(job_id)
        assert supervision.tick()["resumed"] == 1
        runner.run_now(job_id)


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", 4)
@pytest.mark.parametrize("page", [0, 2])
def test_fault_64_postgresql_restarts_between_two_pages(server, source, page):
    at_page(server, page, cut_database)
    job_id = source.open_job()
    finish(job_id)
    run = runs.show(job_id)
    assert (run["state"], counts(run)) == ("finished", {"added": RECORDS})
    whole()


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", 4)
def test_fault_64_postgresql_restarts_in_the_middle_of_a_batch(source):
    job_id = source.open_job()
    with at_insert(6, cut_database):
        finish(job_id)
    run = runs.show(job_id)
    assert (run["state"], run["attempts"], counts(run)) == ("finished", 2, {"added": RECORDS})
    whole()


def test_fault_64_what_ended_a_run_is_told_though_nothing_can_be_indexed_after_it(monkeypatch):
    def broken(_ids) -> None:
        raise PendingRollbackError

    monkeypatch.setattr(indexing, "post", broken)

    def run() -> None:
        with relay() as post:
            post(["a-dataset"])
            raise OperationalError("SELECT 1", {}, Exception())

    with pytest.raises(OperationalError):
        run()


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", 4)
def test_fault_64_solr_is_down_during_a_whole_run(source, monkeypatch, ckan_config, closed_port):
    with monkeypatch.context() as patch:
        patch.setitem(ckan_config, "solr_url", f"http://127.0.0.1:{closed_port}/solr/ckan")
        run = source.run()
        assert (run["state"], counts(run)) == ("finished", {"added": RECORDS})
        assert len(store.pending()) == RECORDS
    assert counts(source.run()) == {"unchanged": RECORDS}
    whole()


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", 4)
def test_fault_64_redis_is_flushed_in_the_middle_of_a_run(server, source):
    at_page(server, 1, lambda: connect_to_redis().flushdb())
    assert counts(source.run()) == {"added": RECORDS}
    whole()


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", 4)
def test_fault_64_a_full_disk_ends_the_run_with_a_sentence_and_removes_nothing(server, source):
    source.run()

    def fill() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    server.remove("rec-011")
    at_page(server, 1, fill)
    run = source.run()
    assert run["state"] == "failed"
    assert "disk" in run["fault"] or "disque" in run["fault"]
    whole()
    assert counts(source.run()) == {"unchanged": RECORDS - 1, "missing": 1}


LOCKS = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = :class"


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", 4)
def test_a_run_that_lost_its_lock_stops_and_is_resumed(server, source):
    """Another process may have taken the source meanwhile: two runs of it at once would write everything twice."""

    def lose() -> None:
        engine = sa.create_engine(model.meta.engine.url)
        with engine.begin() as connection:
            assert connection.execute(sa.text(LOCKS), {"class": runs.LOCK_CLASS}).rowcount == 1
        engine.dispose()

    at_page(server, 1, lose)
    job_id = source.open_job()
    with pytest.raises(OperationalError):
        runner.run_now(job_id)
    finish(job_id)
    whole()
