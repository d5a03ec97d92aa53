"""A deposit that is a new version of a published file: shown before, one commit, nothing half done when it is killed."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.tests import factories, helpers

from ckanext.datagrandest.jobs.model import Job
from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality import guard
from ckanext.datagrandest.workspaces.depositing import newer, tasks
from ckanext.datagrandest.workspaces.versions import differences, replacing
from ckanext.datagrandest.workspaces.versions import store as versions

from .conftest import ROW, VALID, act, show

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
NEWER = VALID + f"{ROW.format(date='2024-05-01', amount='300', number=2)}\n".encode()


def compare_all() -> None:
    """Do the comparisons that are queued."""
    jobs = ckan_model.Session.execute(sa.select(Job.args).where(Job.function.like("%compare_files"))).scalars()
    for arguments in list(jobs):
        differences.compare_files(*arguments)


@pytest.fixture
def published(deposit, read) -> dict[str, Any]:
    """A deposit that was published."""
    first = deposit()
    read(first)
    return act("dge_deposit_publish", "agent", id=first["id"])


@pytest.fixture
def newer_deposit(deposit, read, published):
    """A deposit of a new version, read."""
    sent = deposit(NEWER, "subventions-2025.csv", replaces=published["resource_id"])
    return read(sent)


def test_a_new_version_is_shown_then_published_at_the_same_addresses(app, people, published, newer_deposit):
    before = helpers.call_action("resource_show", id=published["resource_id"])
    page = f"/espaces/bruyeres/depots/{newer_deposit['id']}"
    headers = {"Authorization": people["agent"]["token"]}
    assert "Une nouvelle version de" in app.get(page, headers=headers).body
    compare_all()
    body = app.get(page, headers=headers).body
    assert 'data-difference="1 0 0 1"' in body
    assert "Changer la description" not in body
    done = act("dge_deposit_publish", "agent", id=newer_deposit["id"])
    assert done["state"] == "published"
    assert done["dataset_id"] == published["dataset_id"]
    now = helpers.call_action("resource_show", id=published["resource_id"])
    assert now["url"] == before["url"]
    assert now["schema"] == "scdl/subventions"
    found = act("dge_resource_versions", "agent", resource_id=published["resource_id"])
    assert found["current"] == 2
    assert found["versions"][0]["difference"]["added"] == 1
    drafts = ckan_model.Session.scalars(
        sa.select(ckan_model.Package.state).where(ckan_model.Package.id == newer_deposit["dataset_id"])
    )
    assert list(drafts) == ["deleted"]
    public = helpers.call_action("package_search", {"user": ""}, q="*:*")
    assert [one["id"] for one in public["results"]] == [published["dataset_id"]]
    assert 'data-difference="1 0 0 1"' in app.get(page, headers=headers).body


def test_publishing_again_changes_nothing(published, newer_deposit):
    first = act("dge_deposit_publish", "agent", id=newer_deposit["id"])
    assert act("dge_deposit_publish", "agent", id=newer_deposit["id"])["published_at"] == first["published_at"]
    assert act("dge_resource_versions", "agent", resource_id=published["resource_id"])["current"] == 2


def test_the_same_file_is_refused_and_the_deposit_stays(deposit, read, published):
    same = read(deposit(replaces=published["resource_id"]))
    with pytest.raises(tk.ValidationError, match="published already"):
        act("dge_deposit_publish", "agent", id=same["id"])
    assert show(same["id"])["state"] == "ready"


def test_a_contributor_asks_and_a_publisher_replaces(deposit, read, published):
    sent = read(deposit(NEWER, replaces=published["resource_id"], user="stagiaire"))
    assert act("dge_deposit_publish", "stagiaire", id=sent["id"])["state"] == "waiting"
    assert act("dge_resource_versions", "agent", resource_id=published["resource_id"])["current"] == 1
    assert act("dge_deposit_approve", "maire", id=sent["id"])["state"] == "published"
    assert act("dge_resource_versions", "agent", resource_id=published["resource_id"])["current"] == 2


def test_a_file_of_another_workspace_is_not_replaced(published, elsewhere):
    with pytest.raises(tk.ValidationError, match="not one of this workspace"):
        helpers.call_action(
            "dge_deposit_create", {"user": "voisin", "ignore_auth": False}, workspace="epinal",
            upload=_file(VALID), replaces=published["resource_id"],
        )  # fmt: skip


def test_the_page_of_the_file_leads_members_to_a_new_version(app, people, published):
    page = f"/dataset/{published['dataset_id']}/resource/{published['resource_id']}"
    link = f"/espaces/bruyeres/deposer?replaces={published['resource_id']}"
    assert link in app.get(page, headers={"Authorization": people["agent"]["token"]}).body
    assert link not in app.get(page).body
    drop = app.get(link, headers={"Authorization": people["agent"]["token"]}).body
    assert f'name="replaces" value="{published["resource_id"]}"' in drop


@pytest.mark.parametrize("module_name", ["upload", "close", "ask"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_killed_publication_is_finished_or_did_not_begin(published, newer_deposit, module_name, after):
    module = {"upload": replacing, "close": newer, "ask": differences}[module_name]
    ended = _killed(
        lambda: act("dge_deposit_publish", "agent", id=newer_deposit["id"]), module, module_name, after=after
    )
    assert ended == -signal.SIGKILL
    ckan_model.Session.remove()
    replacing.close_all_begun()
    tasks.sweep()
    assert versions.begun() == []
    current = act("dge_resource_versions", "agent", resource_id=published["resource_id"])["current"]
    assert (show(newer_deposit["id"])["state"] == "published") == (current == 2)
    act("dge_deposit_publish", "agent", id=newer_deposit["id"])
    assert show(newer_deposit["id"])["state"] == "published"
    assert act("dge_resource_versions", "agent", resource_id=published["resource_id"])["current"] == 2


def _killed(run: Any, module: Any, name: str, *, after: bool) -> int:
    ckan_model.Session.remove()
    ckan_model.meta.engine.dispose()
    child = os.fork()
    if child == 0:
        ckan_model.meta.engine.dispose(close=False)
        ckan_model.Session.registry.clear()
        real = getattr(module, name)

        def die(*args: Any, **kwargs: Any) -> Any:
            if after:
                real(*args, **kwargs)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(module, name, die)
        try:
            run()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _file(content: bytes) -> Any:
    import io

    from werkzeug.datastructures import FileStorage

    return FileStorage(io.BytesIO(content), filename="a.csv")


@pytest.fixture
def stopping(workspace):
    """The commune stops personal data before publication."""
    team = factories.Sysadmin()
    helpers.call_action("organization_patch", {"user": team["name"]}, id=workspace["id"], privacy_guard="stop")


@pytest.fixture
def privacy_at_commits():
    """Note after each commit of CKAN's session whether a dataset is private."""
    listeners = []

    def watch(dataset_id: str) -> list[bool]:
        seen: list[bool] = []

        def look(_session: Any) -> None:
            package = ckan_model.Package
            with transaction() as connection:
                seen.append(bool(connection.scalar(sa.select(package.private).where(package.id == dataset_id))))

        event.listen(ckan_model.Session, "after_commit", look)
        listeners.append(look)
        return seen

    yield watch
    for look in listeners:
        event.remove(ckan_model.Session, "after_commit", look)


def test_a_new_version_that_was_looked_at_never_hides_the_dataset(
    stopping, published, newer_deposit, privacy_at_commits
):
    seen = privacy_at_commits(published["dataset_id"])
    act("dge_deposit_publish", "agent", id=newer_deposit["id"])
    assert seen
    assert not any(seen)
    assert helpers.call_action("package_search", {"user": ""}, q="*:*")["count"] == 1


def test_a_new_version_that_was_found_clear_nowhere_waits(stopping, published, newer_deposit, monkeypatch):
    monkeypatch.setattr(guard, "_is_clear_elsewhere", lambda _known: False)
    act("dge_deposit_publish", "agent", id=newer_deposit["id"])
    dataset = helpers.call_action("package_show", {"ignore_auth": True}, id=published["dataset_id"])
    assert dataset["private"]


def test_a_file_that_is_refused_at_the_last_moment_leaves_deposit_and_draft_as_they_were(
    published, newer_deposit, monkeypatch
):
    def refuse(*_args: Any) -> None:
        raise tk.ValidationError({"upload": ["no"]})

    monkeypatch.setattr(replacing, "upload", refuse)
    with pytest.raises(tk.ValidationError):
        act("dge_deposit_publish", "agent", id=newer_deposit["id"])
    assert show(newer_deposit["id"])["state"] == "ready"
    draft = helpers.call_action("package_show", {"ignore_auth": True}, id=newer_deposit["dataset_id"])
    assert draft["state"] == "active"
    assert versions.begun() == []
