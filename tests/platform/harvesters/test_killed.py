"""A run of 500 records killed at twenty instants leaves, once resumed, the catalogue of a run that nobody killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from ckan import model
from ckan.common import config

from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.datagrandest.harvesting import runner, runs, store
from ckanext.datagrandest.harvesting.model import HarvestRecord

from . import killed
from .running import counts, found, questions

KILLS = 20
KEPT = -signal.SIGKILL
#: Seconds at most from the statement to the kill, so that it falls between statements too.
PAUSE = 0.05


@pytest.fixture
def source(memory_server, make_source):
    """Declare the source of 500 records in what is then an empty platform."""

    def make():
        killed.fill(memory_server(killed.URL))
        return make_source(killed.URL, "dge-memory")

    return make


@contextmanager
def runner_process(job_id: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start the process that carries out the job each time it is asked."""
    overlay = tmp_path / "killed.ini"
    use = f"use = config:{config['__file__']}"
    overlay.write_text(f"[DEFAULT]\n[app:main]\n{use}\nckanext.datagrandest.harvesting.batch_size = 20\n")
    command = [sys.executable, "-P", killed.__file__, str(overlay), job_id]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline().strip() == "ready"
        yield process
        process.stdin.close()


def kill_at(process: subprocess.Popen[str], statements: int, pause: float) -> int:
    """Have the job run; kill it so many seconds after it came to that statement. Give how it ended."""
    process.stdin.write(f"{statements}\n")
    process.stdin.flush()
    pid, told = int(process.stdout.readline()), process.stdout.readline()
    if told.strip() != "reached":
        return int(told)
    time.sleep(pause)
    with suppress(ProcessLookupError):  # it may have come to its end before
        os.kill(pid, signal.SIGKILL)
    return int(process.stdout.readline())


def catalogue() -> dict[str, Any]:
    """Give what the index shows of each dataset, without what differs from one writing to the next."""
    return {
        name: {
            "title": dataset["title"],
            "tags": sorted(tag["name"] for tag in dataset["tags"]),
            "links": [(link["url"], link["name"], link["format"]) for link in dataset["resources"]],
            "guid": [extra["value"] for extra in dataset["extras"] if extra["key"] == "guid"],
        }
        for name, dataset in found().items()
    }


def test_kill_9_at_twenty_instants_loses_nothing_and_repeats_nothing(source, tmp_path, reset_db, reset_index):
    whole, expected = _unkilled(source)
    reset_db()
    reset_index()
    draw = random.Random(2026)
    job_id = source().open_job()
    with runner_process(job_id, tmp_path) as process:
        ended = [kill_at(process, draw.randrange(1, whole // 12), draw.uniform(0, PAUSE)) for _ in range(KILLS)]
    assert ended.count(KEPT) >= KILLS // 2, "the instants fell after the end of the run"
    assert model.Session.query(model.Package).filter_by(type="dataset").count(), "no run came as far as a batch"
    run = runner.run_now(job_id)
    assert run is not None, "the lock of the source ends with the process that held it"
    _same_catalogue(run, expected)


def _unkilled(source) -> tuple[int, dict[str, Any]]:
    """Give how many statements a run sends that nobody kills, and its catalogue."""
    with questions() as sent:
        assert counts(source().run()) == {"added": killed.RECORDS}
    expected = catalogue()
    assert len(expected) == killed.RECORDS
    return len(sent), expected


def _same_catalogue(run: dict[str, Any], expected: dict[str, Any]) -> None:
    model.Session.remove()
    assert counts(run) == {"added": killed.RECORDS}
    assert run["state"] == "finished"
    assert catalogue() == expected
    assert model.Session.query(model.Package).filter_by(type="dataset").count() == killed.RECORDS
    assert model.Session.query(HarvestRecord).count() == killed.RECORDS
    assert HarvestObject.filter(harvest_job_id=run["job_id"], state="ERROR").count() == 0
    assert HarvestObject.filter(current=True).count() == killed.RECORDS
    assert store.pending() == []
    assert HarvestJob.get(run["job_id"]).status == "Finished"
    assert runs.show(run["job_id"])["attempts"] > KILLS // 2
