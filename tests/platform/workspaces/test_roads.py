"""By every road, what a workspace has no room for is refused before a byte of it is kept."""

import json
from pathlib import Path

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import config
from ckan.lib import files, uploader
from ckan.tests import factories

from ckanext.datagrandest.storage import beside
from ckanext.datagrandest.workspaces.hosting.usage import Usage, usage_of

from .hosting_ground import KB, call, dataset, file, platform, set_up, workspace

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "own_storage")


@pytest.fixture
def own_storage(tmp_path, monkeypatch):
    """Give the test a storage of its own, so that each file in it is one of the test."""
    monkeypatch.setitem(config, "ckan.storage_path", str(tmp_path))
    return tmp_path


def files_in(folder: Path) -> list[int]:
    return sorted(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def space():
    return workspace(storage_bytes=10 * KB, datasets=2, file_bytes=6 * KB)


def refused(road, *words, **values):
    with pytest.raises(tk.ValidationError) as caught:
        road(*words, **values)
    model.Session.rollback()
    return json.dumps(caught.value.error_dict, ensure_ascii=False)


def test_files_are_kept_up_to_the_limit_and_counted(space, own_storage):
    one = dataset(space)
    resource = call("resource_create", "agent-plombieres", package_id=one["id"], name="Budget", upload=file(4 * KB))
    assert usage_of(space["id"]) == Usage(4 * KB, 1)
    call("resource_patch", "agent-plombieres", id=resource["id"], upload=file(6 * KB))
    assert (usage_of(space["id"]).storage_bytes, files_in(own_storage)) == (6 * KB, [6 * KB])


def test_a_file_over_its_limit_or_without_room_is_not_kept(space, own_storage):
    one = dataset(space)
    call("resource_create", "agent-plombieres", package_id=one["id"], name="Budget", upload=file(6 * KB))
    sent = {"package_id": one["id"], "name": "Trop"}
    for size, said in ((6 * KB + 1, "may take 6 KB"), (5 * KB, "6 KB of 10 KB")):
        assert said in refused(call, "resource_create", "agent-plombieres", **sent, upload=file(size))
    assert files_in(own_storage) == [6 * KB]
    assert len(call("package_show", "agent-plombieres", id=one["id"])["resources"]) == 1


def test_replacing_a_file_asks_only_for_what_it_grows_by(space):
    one = dataset(space)
    resource = call("resource_create", "agent-plombieres", package_id=one["id"], name="Budget", upload=file(6 * KB))
    second = call("resource_create", "agent-plombieres", package_id=one["id"], name="Autre", upload=file(3 * KB))
    call("resource_update", "agent-plombieres", id=resource["id"], name="Budget", upload=file(5 * KB))
    sent = {"id": second["id"], "name": "A", "upload": file(6 * KB)}
    assert "8 KB of 10 KB" in refused(call, "resource_update", "agent-plombieres", **sent)


def test_several_files_in_one_edit_are_refused_together(space, own_storage):
    one = dataset(space)
    sent = [{"name": f"F{number}", "url": f"f{number}.csv", "upload": file(4 * KB)} for number in range(3)]
    edit = {**one, "resources": sent}
    assert "12 KB" in refused(call, "package_update", "agent-plombieres", **edit)
    assert files_in(own_storage) == []


def test_the_size_that_a_resource_tells_does_not_deceive(space):
    one = dataset(space)
    resource = call("resource_create", "agent-plombieres", package_id=one["id"], name="Budget", upload=file(6 * KB))
    call("resource_patch", "agent-plombieres", id=resource["id"], size=0)
    call("resource_patch", "agent-plombieres", id=resource["id"], url_type="", url="https://example.org/a.csv")
    assert usage_of(space["id"]).storage_bytes == 6 * KB


def test_a_dataset_too_many_is_not_created(space):
    for _ in range(2):
        dataset(space)
    new = {"name": "troisieme", "title": "Troisième"}
    for values in ({"owner_org": space["name"]}, {"owner_org": space["id"], "private": True, "state": "draft"}):
        assert "Datasets: 2 of the 2" in refused(call, "package_create", "agent-plombieres", **new, **values)
    assert model.Package.get("troisieme") is None


def test_a_deleted_dataset_comes_back_only_where_there_is_room(space):
    first = dataset(space)
    platform("package_delete", id=first["id"])
    for _ in range(2):
        dataset(space)
    assert "Datasets: 2" in refused(platform, "package_patch", id=first["id"], state="active")


@pytest.mark.parametrize("road", ["package_owner_org_update", "package_patch"])
def test_a_dataset_comes_from_elsewhere_with_its_files(space, road):
    former = factories.Organization(users=[{"name": "agent-plombieres", "capacity": "admin"}])
    one = dataset(former)
    for number in range(2):
        call("resource_create", "agent-plombieres", package_id=one["id"], name=f"F{number}", upload=file(6 * KB))
    target = {"organization_id" if road == "package_owner_org_update" else "owner_org": space["id"]}
    assert "12 KB" in refused(platform, road, id=one["id"], **target)
    assert model.Package.get(one["id"]).owner_org == former["id"]
    set_up(space, storage_bytes=12 * KB)
    platform(road, id=one["id"], **target)
    assert usage_of(space["id"]) == Usage(12 * KB, 1)
    assert usage_of(former["id"]) == Usage(0, 0)


def test_the_form_says_what_to_do(space, app, own_storage):
    one = dataset(space)
    token = factories.APIToken(user="agent-plombieres")["token"]
    sent = {
        "id": "",
        "name": "Budget",
        "url": "budget.csv",
        "save": "go-metadata",
        "upload": (file(7 * KB).stream, "b.csv"),
    }
    page = app.post(f"/dataset/{one['id']}/resource/new", data=sent, headers={"Authorization": token})
    assert "demandez plus de place" in page.body
    assert files_in(own_storage) == []


def test_the_api_says_what_to_do(space, app):
    one = dataset(space)
    token = factories.APIToken(user="agent-plombieres")["token"]
    sent = {"package_id": one["id"], "name": "Budget", "upload": (file(7 * KB).stream, "b.csv")}
    answer = app.post("/api/action/resource_create", data=sent, headers={"Authorization": token}, status=409)
    assert "7 Ko" in answer.json["error"]["upload"][0]


def test_a_stranger_is_not_told_how_full_a_workspace_is(space):
    one = dataset(space)
    dataset(space)
    factories.User(name="curieux")
    for action, values in (
        ("package_create", {"name": "x", "owner_org": space["id"]}),
        ("package_update", {"id": one["id"], "resources": [{"name": "F", "url": "f", "upload": file(9 * KB)}]}),
        ("resource_create", {"package_id": one["id"], "name": "F", "upload": file(9 * KB)}),
    ):
        with pytest.raises(tk.NotAuthorized):
            call(action, "curieux", **values)
        model.Session.rollback()


def test_what_the_uploader_removes_is_no_longer_counted(space, own_storage):
    one = dataset(space)
    resource = call("resource_create", "agent-plombieres", package_id=one["id"], name="Budget", upload=file(6 * KB))
    call("resource_patch", "agent-plombieres", id=resource["id"], clear_upload=True, url="https://example.org/a.csv")
    assert (usage_of(space["id"]).storage_bytes, files_in(own_storage)) == (0, [])
    assert isinstance(uploader.get_resource_uploader({"id": resource["id"]}), uploader.ResourceUpload)


def test_a_file_of_the_file_actions_is_given_only_where_there_is_room(space, tmp_path, monkeypatch):
    for name, value in (("type", "dge:disk"), ("path", str(tmp_path / "files")), ("initialize", True)):
        monkeypatch.setitem(config, f"ckan.files.storage.default.{name}", value)
    storage = beside.storage("given")
    monkeypatch.setitem(files.storages.members, "given", storage)
    one = dataset(space)
    made = [platform("file_create", name=f"{n}.csv", storage="given", upload=file(6 * KB, f"{n}.csv")) for n in "ab"]
    platform("file_ownership_transfer", id=made[0]["id"], owner_type="package", owner_id=one["id"])
    assert usage_of(space["id"]).storage_bytes == 6 * KB
    target = {"id": made[1]["id"], "owner_type": "organization", "owner_id": space["id"]}
    assert "6 KB of 10 KB" in refused(platform, "file_ownership_transfer", **target)
    assert usage_of(space["id"]).storage_bytes == 6 * KB
