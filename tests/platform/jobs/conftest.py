"""A clean table of jobs, workers in this process and in processes of their own, and clocks set back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ckan.lib.jobs import Worker

from ckanext.datagrandest.jobs import store, tick
from ckanext.datagrandest.jobs.model import Job
from ckanext.datagrandest.jobs.recurring import QUEUES, RecurringJob


@pytest.fixture(autouse=True)
def _empty(clean_db, clean_queues):
    """Start without jobs, in the tables and in Redis."""


@pytest.fixture
def work() -> Callable[[], None]:
    """Run everything that is queued, in a child of this process for each job, as CKAN's worker does."""

    def run_all() -> None:
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
        try:
            Worker(list(QUEUES)).work(burst=True)
        finally:  # the worker's own would keep pytest from being stopped
            for number, handler in handlers.items():
                signal.signal(number, handler)

    return run_all


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Replace what the rooms declare."""

    def replace(*jobs: RecurringJob) -> None:
        monkeypatch.setattr(tick, "declared_jobs", lambda: list(jobs))

    return replace


@pytest.fixture
def age() -> Callable[..., None]:
    """Set columns of a job back by seconds: `age(job_id, heartbeat=600)`."""

    def set_back(job_id: str, **seconds: int) -> None:
        values = {
            name: getattr(Job, name) - sa.func.make_interval(0, 0, 0, 0, 0, 0, each) for name, each in seconds.items()
        }
        with store.transaction() as connection:
            connection.execute(sa.update(Job).where(Job.id == job_id).values(values))

    return set_back


class WorkerProcess:
    """`ckan jobs worker` in a process group of its own."""

    def __init__(self, ini: str) -> None:
        command = [str(Path(sys.executable).with_name("ckan")), "-c", ini, "jobs", "worker", *QUEUES]
        self._process = subprocess.Popen(
            command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def leave(self) -> None:
        """Ask the worker to end in good order, as the supervisor does, and wait for it."""
        os.kill(self._process.pid, signal.SIGTERM)
        self._process.wait(timeout=30)

    def kill(self) -> None:
        """End the worker and its work horse as the kernel does when memory is out."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def worker(pytestconfig: pytest.Config) -> Iterator[Callable[[], WorkerProcess]]:
    """Start workers that end with the test."""
    started: list[WorkerProcess] = []

    def start() -> WorkerProcess:
        started.append(WorkerProcess(pytestconfig.getoption("ckan_ini")))
        return started[-1]

    yield start
    for process in started:
        process.kill()


@pytest.fixture
def until() -> Callable[..., None]:
    """Wait for a job to be in a state."""

    def wait(job_id: str, state: str, seconds: float = 60) -> None:
        ends = time.monotonic() + seconds
        while (job := store.show(job_id)) and job.state != state:
            assert time.monotonic() < ends, f"job {job_id} is still {job.state}, not {state}"
            time.sleep(0.1)

    return wait
