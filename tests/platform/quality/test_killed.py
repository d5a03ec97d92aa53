"""kill -9 between each two steps of judging, repairing, masking and undoing: nothing is lost, half done or for ever "running"."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from ckan import model as ckan_model
from ckan.lib import mailer, search
from ckan.tests import helpers

from ckanext.datagrandest.jobs import runner
from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.jobs.model import Job
from ckanext.datagrandest.jobs.supervision import supervise
from ckanext.datagrandest.quality import (
    config,
    due,
    guard,
    judging,
    notices,
    originals,
    replacing,
    score_store,
    source,
    store,
    tasks,
)
from ckanext.datagrandest.quality.model import Repair
from ckanext.datagrandest.quality.privacy import notices as privacy_notices
from ckanext.datagrandest.quality.privacy import store as privacy

from .conftest import INVALID, SPOILED, VALID
from .test_guard import EMAIL, PERSONAL, is_public, stop, stored

#: The steps of judging, in their order: the process is killed before each; `judging.run` comes twice, `tick` last.
STEPS: list[tuple[Any, str, int]] = [
    (source, "fetch", 1),
    (judging, "run", 1),
    (judging, "run", 2),
    (store, "write_verdict", 1),
    (score_store, "touch_resources", 1),
    (search, "rebuild", 1),
    (notices, "after_verdict", 1),
    (privacy_notices, "after_look", 1),
    (store, "mark_told", 1),
    (guard, "release", 1),
    (privacy, "unwish", 1),
    (runner, "_finish", 1),
]
#: The steps of a replacement.
REPLACING: list[tuple[Any, str]] = [
    (originals, "keep"),
    (store, "begin_repair"),
    (store, "finish_repair"),
    (replacing, "upload"),
    (ckan_model.Session, "commit"),
]


def killed(run: Callable[[], object], module: Any, name: str, times: int = 1, *, after: bool = False) -> int:
    """Run in a child that kills itself as the kernel would when it comes to a step for the nth time; give how it ended."""
    ckan_model.Session.remove()
    ckan_model.meta.engine.dispose()  # parent and child share no connection
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 1
    try:
        ckan_model.meta.engine.dispose(close=False)
        ckan_model.Session.registry.clear()
        _trap(module, name, times, after=after)
        run()
        code = 0
    finally:
        os._exit(code)


def _trap(module: Any, name: str, times: int, *, after: bool) -> None:
    real, left = getattr(module, name), [times]

    def step(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if after and not left[0]:
            real(*args, **kwargs)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(module, name, step)


def set_back(column: Any, model: Any, seconds: int) -> None:
    """Make a moment of all rows of a table older."""
    past = column - sa.func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    with jobs.transaction() as connection:
        connection.execute(sa.update(model).values({column.key: past}))


def carry_out(resource_id: str) -> None:
    """Do what the platform does by itself: take jobs from dead workers, sweep, run what is queued."""
    set_back(Job.heartbeat, Job, 600)
    supervise()
    tasks.sweep()
    while job := jobs.active(tasks.job_key(resource_id)):
        assert job.state == "queued"
        runner.run(job.id, job.attempt)


@pytest.fixture
def mails(monkeypatch, ckan_config) -> list[tuple]:
    """Collect the mails that are sent in this process."""
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "data@example.org")
    sent: list[tuple] = []
    monkeypatch.setattr(mailer, "mail_recipient", lambda *mail, **_options: sent.append(mail))
    return sent


@pytest.mark.parametrize(("module", "name", "times"), STEPS)
def test_a_worker_killed_while_it_judges_leaves_nothing_half_done(
    upload, judge, organization, mails, module, name, times
):
    """The worse new file of a dataset that waits: judged, told, found, published, whatever step was cut short."""
    stop(organization)
    resource = upload(VALID, schema="scdl/subventions")
    judge(resource["id"])
    upload(INVALID, id=resource["id"])
    mails.clear()
    job = jobs.active(tasks.job_key(resource["id"]))
    assert killed(lambda: runner.run(job.id, job.attempt), module, name, times) == -signal.SIGKILL
    carry_out(resource["id"])
    ckan_model.Session.remove()
    shown = helpers.call_action("dge_quality_report_show", resource_id=resource["id"])
    assert (shown["state"], shown["pending"]) == ("invalid", None)
    assert is_public(resource)
    assert privacy.wishes() == []
    assert helpers.call_action("package_search", fq="conforms_to_ss:*")["count"] == 0
    assert list(due.due()) == []
    before_mail = [step[:2] for step in STEPS].index((module, name)) <= [step[1] for step in STEPS].index(
        "after_verdict"
    )
    assert (len(mails) >= 1) or not before_mail, "nobody was told that the file got worse"


def test_a_job_that_always_kills_its_worker_ends_as_a_verdict(upload):
    resource = upload(VALID)
    for _attempt in range(2):
        job = jobs.active(tasks.job_key(resource["id"]))
        assert killed(lambda job=job: runner.run(job.id, job.attempt), judging, "run") == -signal.SIGKILL
        set_back(Job.heartbeat, Job, 600)
        supervise()
    shown = helpers.call_action("dge_quality_report_show", resource_id=resource["id"])
    assert (shown["state"], shown["pending"]) == ("not_judged", None)
    assert shown["reason"]
    assert tasks.sweep() == {"queued": 0, "already": 0}, "it would take all workers, again and again"


def closed(resource: dict[str, Any]) -> None:
    """Let the time pass after which what was begun is nobody's, and let the platform act."""
    replacing.close_begun()  # a replacement that runs is left alone
    set_back(Repair.applied_at, Repair, 3600)
    with jobs.transaction() as connection:
        undoing = sa.func.jsonb_build_object(store.UNDOING, sa.func.clock_timestamp() - timedelta(hours=1))
        begun = sa.update(Repair).where(Repair.record.has_key(store.UNDOING))
        connection.execute(begun.values(record=Repair.record.op("||")(undoing)))
    carry_out(resource["id"])
    ckan_model.Session.remove()


def is_whole(resource: dict[str, Any], before: bytes) -> bool:
    """Check that file, log, description and verdict tell the same; tell whether the file was replaced."""
    shown = helpers.call_action("resource_show", {"ignore_auth": True}, id=resource["id"])
    replaced = stored(resource["id"]) != before
    made = [row for row in store.repairs(resource["id"]) if row["undone_at"] is None]
    assert len(made) == replaced
    assert store.begun_repairs(timedelta(0)) == store.begun_undoings(timedelta(0)) == []
    if replaced:
        kept = originals.chunks(config.originals(), made[0]["original_sha256"])
        assert b"".join(kept) == before
        assert shown["encoding"] == "UTF-8"
    report = helpers.call_action("dge_quality_report_show", {"ignore_auth": True}, resource_id=resource["id"])
    assert (report["state"], report["pending"]) == ("valid" if replaced else "invalid", None)
    return replaced


@pytest.mark.parametrize(("module", "name"), REPLACING)
@pytest.mark.parametrize("after", [False, True])
def test_a_repair_cut_short_is_made_or_not_made(upload, judge, editor, module, name, after):
    resource = upload(SPOILED, schema="scdl/subventions")
    judge(resource["id"])

    def repair() -> None:
        helpers.call_action("dge_quality_repair_apply", {"user": editor["name"]}, resource_id=resource["id"])

    assert killed(repair, module, name, after=after) == -signal.SIGKILL
    closed(resource)
    replaced = is_whole(resource, SPOILED)
    assert replaced is (name == "commit" or (name == "upload" and after))
    if not replaced:  # nothing keeps it from being repaired now
        repair()
        carry_out(resource["id"])
        assert is_whole(resource, SPOILED)


@pytest.mark.parametrize("after", [False, True])
def test_a_masking_cut_short_keeps_no_masked_cell_in_a_report(upload, judge, organization, editor, after):
    stop(organization)
    content = PERSONAL.replace(b"Arts,", b"Arts,x,")  # a fault whose row is quoted
    resource = upload(content + f"x,y,{EMAIL}\n".encode(), "contacts.csv")
    judge(resource["id"])
    assert EMAIL in str(store.latest(resource["id"], report=True)["report"])
    found = privacy.latest_look(resource["id"])["findings"]
    accepted = [{"kind": one["kind"], "field": one["field"]} for one in found]

    def mask() -> None:
        helpers.call_action(
            "dge_quality_privacy_mask", {"user": editor["name"]}, resource_id=resource["id"], accepted=accepted
        )

    assert killed(mask, ckan_model.Session, "commit", after=after) == -signal.SIGKILL
    closed(resource)
    assert EMAIL.encode() not in stored(resource["id"])
    assert is_public(resource)
    with jobs.transaction() as connection:
        reports = connection.execute(sa.select(store.Verdict.report)).scalars().all()
    assert EMAIL not in str(reports)


@pytest.mark.parametrize(("module", "name"), [(replacing, "upload"), (ckan_model.Session, "commit")])
@pytest.mark.parametrize("after", [False, True])
def test_an_undoing_cut_short_publishes_nothing(upload, judge, organization, editor, module, name, after):
    """What masking hid comes back half: the platform notices, and the dataset is private again."""
    stop(organization)
    resource = upload(PERSONAL, "contacts.csv")
    judge(resource["id"])
    act = {"user": editor["name"]}
    accepted = [{"kind": "email", "field": "contact"}]
    helpers.call_action("dge_quality_privacy_mask", dict(act), resource_id=resource["id"], accepted=accepted)
    judge(resource["id"])
    assert is_public(resource)

    def undo() -> None:
        helpers.call_action("dge_quality_repair_undo", dict(act), resource_id=resource["id"])

    assert killed(undo, module, name, after=after) == -signal.SIGKILL
    closed(resource)
    back = stored(resource["id"]) == PERSONAL
    assert back is (name == "commit" or after)
    assert is_public(resource) is not back
    assert store.begun_undoings(timedelta(0)) == []
    assert [row["undone_at"] is not None for row in store.repairs(resource["id"])] == [back]
