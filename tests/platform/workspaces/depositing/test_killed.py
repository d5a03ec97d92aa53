"""kill -9 between each two steps of a deposit: it resumes, nothing is published half, nothing is there twice, nothing is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model as ckan_model
from ckan.lib import search
from ckan.tests import helpers

from ckanext.datagrandest.jobs import runner
from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.jobs.model import Job
from ckanext.datagrandest.jobs.supervision import supervise
from ckanext.datagrandest.quality import guard, tasks
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.depositing import links, looking, publishing, receiving, store
from ckanext.datagrandest.workspaces.depositing import tasks as deposits
from ckanext.datagrandest.workspaces.depositing.model import Deposit

from .conftest import SPOILED, VALID, act, show

Step = tuple[Any, str]
RECEIVING: list[Step] = [
    (store, "begin"),
    (receiving, "keep"),
    (receiving, "_dataset"),
    (audit, "record"),
    (ckan_model.Session, "commit"),
    (tasks, "ask_due"),
]
READING: list[Step] = [
    (tasks, "judge_resource"),
    (looking, "after_verdict"),
    (looking, "_preview"),
    (looking, "_proposals"),
    (store, "write"),
    (runner, "_finish"),
]
PUBLISHING: list[Step] = [
    (publishing, "_name"),
    (publishing, "_declare"),
    (guard, "settle"),
    (audit, "record"),
    (ckan_model.Session, "commit"),
    (publishing, "catalogue"),
    (search, "rebuild"),
    (store, "write"),
]
FETCHING: list[Step] = [
    (links, "_fetch"),
    (links, "_downloaded"),
    (receiving, "keep"),
    (ckan_model.Session, "commit"),
    (tasks, "ask_due"),
    (runner, "_finish"),
]


def killed(run: Callable[[], object], step: Step, *, after: bool = False) -> int:
    """Run in a child that kills itself, as the kernel would, before or after a step; give how it ended."""
    ckan_model.Session.remove()
    ckan_model.meta.engine.dispose()  # parent and child share no connection
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 1
    try:
        ckan_model.meta.engine.dispose(close=False)
        ckan_model.Session.registry.clear()
        _trap(*step, after=after)
        run()
        code = 0
    finally:
        os._exit(code)


def _trap(module: Any, name: str, *, after: bool) -> None:
    real = getattr(module, name)

    def trapped(*args: Any, **kwargs: Any) -> Any:
        if after:
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, trapped)


def set_back(column: Any, model: Any) -> None:
    """Make a moment of all rows of a table two hours older."""
    past = column - sa.func.make_interval(0, 0, 0, 0, 2)
    with jobs.transaction() as connection:
        connection.execute(sa.update(model).values({column.key: past}))


def carry_on() -> None:
    """Do what the platform does by itself: take jobs from dead workers, sweep, run what is queued."""
    set_back(Job.heartbeat, Job)
    set_back(Deposit.created_at, Deposit)
    supervise()
    tasks.sweep()
    deposits.sweep()
    while waiting := [job for job in jobs.latest(state="queued") if job.queue == "validation"]:
        for job in waiting:
            runner.run(job.id, job.attempt)
    ckan_model.Session.remove()


def bytes_kept(storage: Path) -> list[bytes]:
    """Give what the files in the storage hold."""
    return [path.read_bytes() for path in (storage / "resources").rglob("*") if path.is_file()]


def datasets() -> int:
    """Count the datasets that there are."""
    package = ckan_model.Package
    return ckan_model.Session.scalar(
        sa.select(sa.func.count()).where(package.state == "active", package.type == "dataset")
    )


@pytest.mark.parametrize("step", RECEIVING, ids=lambda step: step[1])
@pytest.mark.parametrize("after", [False, True])
def test_a_file_is_kept_whole_or_not_at_all(deposit, read, storage, step, after):
    assert killed(deposit, step, after=after) == -signal.SIGKILL
    carry_on()
    kept = datasets()
    committed = step[1] == "ask_due" or (step[1] in {"commit", "keep"} and after)
    assert kept == committed
    assert bytes_kept(storage) == [VALID] * kept
    rows = ckan_model.Session.scalars(sa.select(Deposit)).all()
    assert len(rows) == kept
    made = {"id": rows[0].id, "resource_id": rows[0].resource_id} if kept else deposit()
    assert read(made)["state"] == "ready"
    assert act("dge_deposit_publish", "agent", id=made["id"])["state"] == "published"
    assert datasets() == 1


@pytest.mark.parametrize("step", READING, ids=lambda step: step[1])
@pytest.mark.parametrize("after", [False, True])
def test_reading_goes_on_where_it_was(deposit, step, after):
    made = deposit(SPOILED)
    job = jobs.active(tasks.job_key(made["resource_id"]))
    assert killed(lambda: runner.run(job.id, job.attempt), step, after=after) == -signal.SIGKILL
    carry_on()
    found = show(made["id"])
    assert (found["state"], found["next"]) == ("choices", "correct")
    assert found["corrections"]["proposals"]
    assert found["preview"]["rows"]


@pytest.mark.parametrize("step", PUBLISHING, ids=lambda step: step[1])
@pytest.mark.parametrize("after", [False, True])
def test_nothing_is_published_half_or_twice(deposit, read, step, after):
    made = deposit()
    read(made)
    assert killed(lambda: act("dge_deposit_publish", "agent", id=made["id"]), step, after=after) == -signal.SIGKILL
    carry_on()
    dataset = helpers.call_action("package_show", {"ignore_auth": True}, id=made["dataset_id"])
    found = helpers.call_action("package_search", q="subventions")["count"]
    published = PUBLISHING.index(step) > PUBLISHING.index((ckan_model.Session, "commit")) or (
        step[1] == "commit" and after
    )
    assert (not dataset["private"], found, show(made["id"])["state"] == "published") == (
        published,
        published,
        published,
    )
    again = act("dge_deposit_publish", "agent", id=made["id"])
    assert (again["state"], bool(again["catalogued_at"])) == ("published", True)
    assert helpers.call_action("package_search", q="subventions")["count"] == 1
    assert [one.what for one in audit.about(made["id"])].count("deposit-published") == 1


@pytest.mark.parametrize("step", FETCHING, ids=lambda step: step[1])
@pytest.mark.parametrize("after", [False, True])
def test_a_link_is_fetched_once(workspace, monkeypatch, storage, step, after):
    def download(url: str, folder: Path) -> Path:
        (folder / "fetched").write_bytes(VALID)
        return folder / "fetched"

    monkeypatch.setattr(links, "_downloaded", download)
    made = act("dge_deposit_create", "agent", workspace="bruyeres", url="https://example.org/subventions.csv")
    assert (made["state"], made["queue"]["state"]) == ("fetching", "queued")
    job = jobs.active(links.job_key(made["id"]))
    assert killed(lambda: runner.run(job.id, job.attempt), step, after=after) == -signal.SIGKILL
    carry_on()
    assert show(made["id"])["state"] == "ready"
    assert datasets() == 1
    assert bytes_kept(storage) == [VALID]
