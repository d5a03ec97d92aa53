"""New versions of a published file: same address, what changed, the former file kept; nothing lost when a process is killed."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.tests import factories, helpers

from ckanext.datagrandest.jobs.model import Job
from ckanext.datagrandest.quality import originals
from ckanext.datagrandest.quality import replacing as placing
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces import store as workspaces
from ckanext.datagrandest.workspaces.hosting import ledger
from ckanext.datagrandest.workspaces.model import CLOSED
from ckanext.datagrandest.workspaces.versions import differences, files, replacing, store
from ckanext.datagrandest.workspaces.versions.model import Version

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
HEADER = "id,nom,places\n"
FIRST = f"{HEADER}1,Mairie,20\n2,École,40\n3,Gare,15\n".encode()
SECOND = f"{HEADER}1,Mairie,25\n2,École,40\n4,Stade,300\n".encode()


@pytest.fixture
def people() -> dict[str, dict[str, Any]]:
    """A publisher of the space, and somebody of another one."""
    return {name: factories.UserWithToken(name=name, fullname=name.title()) for name in ("anne", "voisine")}


@pytest.fixture
def published(people) -> dict[str, Any]:
    """A published resource of a workspace, with its first file."""
    organization = factories.Organization(name="plombieres", users=[{"name": "anne", "capacity": "editor"}])
    factories.Organization(name="ailleurs", users=[{"name": "voisine", "capacity": "admin"}])
    workspaces.add(organization["id"], "commune:88351", "21880351800016")
    ckan_model.Session.commit()
    dataset = factories.Dataset(name="parkings", owner_org=organization["id"], user=people["anne"])
    file = FileStorage(io.BytesIO(FIRST), filename="parkings.csv")
    return helpers.call_action(
        "resource_create", {"user": "anne", "ignore_auth": False}, package_id=dataset["id"], upload=file,
        url="parkings.csv", format="CSV", name="Parkings",
    )  # fmt: skip


@pytest.fixture
def sent(tmp_path: Path):
    def write(content: bytes, name: str = "envoi.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def context(user: str = "anne") -> Any:
    return {"user": user, "ignore_auth": False, "auth_user_obj": ckan_model.User.get(user)}


def compare_all() -> None:
    """Do the comparisons that are queued."""
    jobs = ckan_model.Session.execute(sa.select(Job.args).where(Job.function.like("%compare_files"))).scalars()
    for arguments in list(jobs):
        differences.compare_files(*arguments)


def listed(resource: dict[str, Any], user: str = "anne") -> dict[str, Any]:
    return helpers.call_action("dge_resource_versions", context(user), resource_id=resource["id"])


def served(app, resource: dict[str, Any]) -> bytes:
    """Give the bytes that the public address of the file serves."""
    url = helpers.call_action("resource_show", id=resource["id"])["url"]
    return app.get(url.partition("://")[2].partition("/")[2].join(["/", ""])).data


def test_a_new_version_keeps_all_addresses_and_tells_what_changed(app, published, sent):
    done = replacing.replace(
        context(), published["id"], sent(SECOND, "stationnement 2026.csv"), "stationnement 2026.csv"
    )
    assert done["version"] == 2
    now = helpers.call_action("resource_show", id=published["id"])
    assert now["url"] == published["url"]
    assert now["package_id"] == published["package_id"]
    assert served(app, published) == SECOND
    assert {one["state"] for one in listed(published)["versions"]} == {"waiting", "first"}
    compare_all()
    found = listed(published)
    assert [one["number"] for one in found["versions"]] == [2, 1]
    assert found["current"] == 2
    difference = found["versions"][0]["difference"]
    assert {key: difference[key] for key in ("added", "removed", "modified", "same")} == {
        "added": 1, "removed": 1, "modified": 1, "same": 1,
    }  # fmt: skip
    assert difference["modified_rows"] == [
        {"key": {"id": "1"}, "changes": [{"column": "places", "before": "20", "after": "25"}]}
    ]
    former = app.get(found["versions"][1]["url"], headers={"Authorization": factories_token("anne")})
    assert former.data == FIRST
    said = [str(audit.sentence(event.what, event.actor_name, event.details)) for event in audit.about(published["id"])]
    assert said == ["Anne replaced the file “parkings.csv” by a new version (version 2)."]


def factories_token(name: str) -> str:
    return helpers.call_action("api_token_create", context(name), user=name, name="again")["token"]


def test_undoing_is_putting_an_earlier_version_back(app, published, sent):
    replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv")
    done = helpers.call_action("dge_resource_version_restore", context(), resource_id=published["id"], number=1)
    assert done["version"] == 3
    assert served(app, published) == FIRST
    found = listed(published)
    assert [(one["number"], one["restores"]) for one in found["versions"]] == [(3, 1), (2, None), (1, None)]
    helpers.call_action("dge_resource_version_restore", context(), resource_id=published["id"], number=2)
    assert served(app, published) == SECOND


def test_visitors_see_counts_and_no_rows_nor_former_files(app, published, sent, people):
    replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv")
    compare_all()
    for user in ("voisine", ""):
        found = helpers.call_action(
            "dge_resource_versions", {"user": user, "ignore_auth": False}, resource_id=published["id"]
        )
        assert found["may_change"] is False
        assert found["versions"][0]["difference"]["added"] == 1
        assert not {"added_rows", "removed_rows", "modified_rows"} & set(found["versions"][0]["difference"])
        assert [(one["author"], one["url"]) for one in found["versions"][1:]] == [(None, None)]
    page = app.get(f"/dataset/parkings/resource/{published['id']}/versions")
    assert "Lignes ajoutées" in page.body
    assert "Stade" not in page.body
    address = f"/dataset/parkings/resource/{published['id']}/versions/1"
    headers = {"Authorization": people["voisine"]["token"]}
    app.get(f"{address}/fichier", status=403)
    app.get(f"{address}/fichier", headers=headers, status=403)
    app.post(f"{address}/remettre", headers=headers, status=403)
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("dge_resource_version_restore", context("voisine"), resource_id=published["id"], number=1)
    with pytest.raises(tk.NotAuthorized):
        replacing.replace(context("voisine"), published["id"], sent(FIRST), "envoi.csv")
    assert served(app, published) == SECOND


def test_members_see_all_of_it_on_the_page(app, published, sent, people):
    replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv")
    headers = {"Authorization": people["anne"]["token"]}
    address = f"/dataset/parkings/resource/{published['id']}"
    waiting = app.get(f"{address}/versions", headers=headers)
    assert "data-dge-follow" in waiting.body
    compare_all()
    page = app.get(f"{address}/versions", headers=headers)
    assert 'data-difference="1 1 1 1"' in page.body
    assert "Stade" in page.body
    assert f"{address}/versions/1/remettre" in page.body
    assert f"{address}/versions" in app.get(address).body
    app.post(f"{address}/versions/1/remettre", headers=headers, follow_redirects=False, status=302)
    assert served(app, published) == FIRST
    app.get(f"{address}/versions/9/fichier", headers=headers, status=404)


def test_the_same_file_replaces_nothing(published, sent):
    with pytest.raises(tk.ValidationError, match="published already"):
        replacing.replace(context(), published["id"], sent(FIRST), "envoi.csv")
    assert listed(published)["versions"][0]["number"] == 1


def test_a_deposit_replaces_once_however_often_it_is_asked(app, published, sent):
    first = replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv", "deposit-1")
    again = replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv", "deposit-1")
    assert first == again
    assert len(listed(published)["versions"]) == 2


def test_a_link_has_no_versions(people, published, sent):
    link = helpers.call_action(
        "resource_create",
        context(),
        package_id=published["package_id"],
        url="https://exemple.example.org/a.csv",
        name="Ailleurs",
    )
    with pytest.raises(tk.ValidationError, match="another server"):
        replacing.replace(context(), link["id"], sent(SECOND), "envoi.csv")


def test_a_closed_workspace_keeps_its_file(app, published, sent):
    workspaces.find("plombieres").state = CLOSED
    ckan_model.Session.commit()
    with pytest.raises(tk.NotAuthorized):
        replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv")
    assert served(app, published) == FIRST


def test_former_files_count_for_the_room_that_is_taken(published, sent):
    before = ledger.of_dataset(published["package_id"])
    replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv")
    assert ledger.of_dataset(published["package_id"]) == before + len(SECOND)
    workspaces.find("plombieres").storage_bytes = before + len(SECOND)
    ckan_model.Session.commit()
    with pytest.raises(tk.ValidationError):
        replacing.replace(context(), published["id"], sent(SECOND + b"5,Pont,1\n"), "envoi.csv")
    assert store.begun() == []
    assert listed(published)["current"] == 2


def test_another_format_keeps_the_stem_of_the_name(app, published, sent):
    image = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
    replacing.replace(context(), published["id"], sent(image, "plan.png"), "plan.png")
    now = helpers.call_action("resource_show", id=published["id"])
    assert now["url"].endswith("/parkings.png")
    assert (now["format"], now["mimetype"]) == ("PNG", "image/png")
    compare_all()
    (latest, _) = listed(published)["versions"]
    assert latest["state"] == "unknown"
    assert "image" in latest["reason"]


def test_what_is_changed_with_it_is_changed_or_not_with_it(app, published, sent, monkeypatch):
    def also() -> None:
        workspaces.find("plombieres").reason = "said with it"
        ckan_model.Session.flush()

    def fails(*_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(replacing, "upload", fails)
    with pytest.raises(OSError, match="full"):
        replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv", also=also)
    assert workspaces.find("plombieres").reason is None
    assert store.begun() == []
    monkeypatch.undo()
    replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv", also=also)
    ckan_model.Session.rollback()
    assert workspaces.find("plombieres").reason == "said with it"


STEPS: list[tuple[Any, str]] = [
    (originals, "keep"), (store, "begin"), (store, "finish"), (ledger, "keep"), (audit, "record"), (replacing, "upload"),
    (placing.tk, "get_action"), (ckan_model.Session, "commit"), (differences, "ask"),
]  # fmt: skip


def killed(run, module: Any, name: str, *, after: bool) -> int:
    """Run in a child that kills itself before or after a step; give how it ended."""
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


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("module", "name"), STEPS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_killed_replacement_is_done_or_is_not_and_can_be_asked_again(app, published, sent, module, name, after):
    path = sent(SECOND)
    ckan_model.Session.commit()
    ended = killed(
        lambda: replacing.replace(context(), published["id"], path, "envoi.csv", "deposit-1"), module, name, after=after
    )
    assert ended == -signal.SIGKILL
    now = served(app, published)
    assert now in {FIRST, SECOND}
    replacing.close_all_begun()
    assert store.begun() == []
    rows = ckan_model.Session.execute(sa.select(Version.number, Version.sha256)).all()
    assert len(rows) == (1 if now == SECOND else 0)
    assert all(files.has(sha256) for _, sha256 in rows)
    again = replacing.replace(context(), published["id"], path, "envoi.csv", "deposit-1")
    assert again["version"] == 2
    assert served(app, published) == SECOND
    compare_all()
    found = listed(published)["versions"]
    assert [(one["number"], one["state"]) for one in found] == [(2, "known"), (1, "first")]
    assert app.get(found[1]["url"], headers={"Authorization": factories_token("anne")}).data == FIRST


def test_two_at_once_are_one_after_the_other(published, sent):
    with store.replacing(published["id"]) as free:
        assert free
        with pytest.raises(tk.ValidationError, match="in a minute"):
            replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv")
    assert replacing.replace(context(), published["id"], sent(SECOND), "envoi.csv")["version"] == 2


def test_a_deposit_is_compared_before_it_is_published(people, published):
    draft = factories.Dataset(owner_org="plombieres", private=True, user=people["anne"])
    file = FileStorage(io.BytesIO(SECOND), filename="depot.csv")
    other = helpers.call_action(
        "resource_create", context(), package_id=draft["id"], upload=file, url="depot.csv", format="CSV"
    )
    assert differences.between(published["id"], other["id"])["state"] == "waiting"
    compare_all()
    found = differences.between(published["id"], other["id"])
    assert found["state"] == "known"
    assert found["difference"]["modified"] == 1
