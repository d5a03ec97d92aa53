"""Reading ahead in a second process: the same run as without, whatever happens to that process."""

import os
import signal

import pytest

from ckanext.datagrandest.harvesting import ahead
from ckanext.datagrandest.harvesting.pipeline import Pipeline

from .running import counts, found

BATCHED = pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", "4")
pytestmark = [pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"), BATCHED]
NAMES = [f"rec-{number:03}" for number in range(23)]


@pytest.fixture
def server(memory_server):
    """Give a server of 23 records in pages of five."""
    made = memory_server("http://memory.test/a")
    made.page_size = 5
    for name in NAMES:
        made.put(name)
    return made


@pytest.fixture
def readers(monkeypatch, tmp_path):
    """Give the processes that map records, each once."""
    real, log = ahead.Planner.decide, tmp_path / "readers"

    def decide(planner, record, digest):
        with log.open("a") as lines:
            lines.write(f"{os.getpid()}\n")
        return real(planner, record, digest)

    monkeypatch.setattr(ahead.Planner, "decide", decide)
    return lambda: set(map(int, log.read_text().split()))


def test_the_rest_of_the_listing_is_read_by_another_process_which_ends(make_source, server, readers):
    source = make_source("http://memory.test/a", "dge-memory")
    assert counts(source.run()) == {"added": 23}
    assert sorted(found()) == NAMES
    (beside,) = readers() - {os.getpid()}
    with pytest.raises(ProcessLookupError):
        os.kill(beside, 0)


def test_what_it_learnt_of_the_listing_counts(make_source, server):
    """Records that it saw are not missing; those that it did not see are."""
    source = make_source("http://memory.test/a", "dge-memory")
    source.run()
    for name in NAMES:
        server.put(name, f"Autre {name}")
    server.remove(NAMES[-1])
    assert counts(source.run()) == {"updated": 22, "missing": 1}


def test_without_several_processes_nothing_differs(make_source, server, readers, ckan_config):
    ckan_config["ckanext.datagrandest.harvesting.several_processes"] = "false"
    assert counts(make_source("http://memory.test/a", "dge-memory").run()) == {"added": 23}
    assert readers() == {os.getpid()}


def test_a_listing_that_fails_there_removes_nothing_and_says_why(make_source, server):
    source = make_source("http://memory.test/a", "dge-memory")
    source.run()
    for name in NAMES:
        server.put(name, f"Autre {name}")
    server.fail_after(2)
    run = source.run()
    assert (run["state"], run["missing"]) == ("failed", 0)
    assert run["fault"]
    assert len(found()) == 23


def test_when_it_is_killed_nothing_is_removed_and_the_next_run_reads_on(make_source, server, monkeypatch):
    source, parent, real = make_source("http://memory.test/a", "dge-memory"), os.getpid(), ahead._parts

    def parts(page, planner):
        if os.getpid() != parent and len(planner.seen) > 12:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from real(page, planner)

    monkeypatch.setattr(ahead, "_parts", parts)
    run = source.run()
    assert run["state"] == "failed"
    assert "lisait" in run["fault"]
    assert 0 < len(found()) < 23
    monkeypatch.setattr(ahead, "_parts", real)
    assert sum(counts(source.run()).values()) == 23
    assert sorted(found()) == NAMES


def test_an_unexpected_fault_there_fails_the_run_in_words(make_source, server, monkeypatch):
    parent, real = os.getpid(), ahead._parts

    def parts(page, planner):
        if os.getpid() != parent:
            raise ZeroDivisionError
        yield from real(page, planner)

    monkeypatch.setattr(ahead, "_parts", parts)
    run = make_source("http://memory.test/a", "dge-memory").run()
    assert run["state"] == "failed"
    assert "ZeroDivisionError" in run["fault"]


def test_no_process_is_left_when_writing_fails(make_source, server, readers, monkeypatch):
    def flush(pipeline):
        if pipeline.report.counts["added"]:
            raise ZeroDivisionError
        return real(pipeline)

    real = Pipeline._flush
    monkeypatch.setattr(Pipeline, "_flush", flush)
    assert make_source("http://memory.test/a", "dge-memory").run()["state"] == "failed"
    for beside in readers() - {os.getpid()}:
        with pytest.raises(ProcessLookupError):
            os.kill(beside, 0)
