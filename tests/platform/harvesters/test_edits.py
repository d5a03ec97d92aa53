"""A title or a field edited here is kept by the following harvests, until a person gives it back."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.harvesting import locking

from .contract import as_sysadmin
from .running import counts, found

FILE = {"url": "https://sig.example.org/a.csv", "name": "A", "kind": "download"}


@pytest.fixture
def server(memory_server):
    server = memory_server()
    server.put("rec", "De la source", notes="Avant", lineage="Relevé", resources=[FILE])
    return server


@pytest.fixture
def source(server, make_source):
    source = make_source(server.url, "dge-memory", title="Vosges")
    source.run()
    return source


def edit(action: str = "package_patch", **fields) -> dict:
    user = factories.Sysadmin()["name"]
    return helpers.call_action(action, {"user": user, "ignore_auth": False}, **{"id": "rec", **fields})


def locked() -> dict[str, object]:
    package = model.Package.by_name("rec")
    return {lock["field"]: lock["harvested"] for lock in locking.described(package.id)}


def test_an_edited_field_is_kept_and_the_others_follow_the_source(server, source):
    edit(title="Le nôtre", tag_string="forêt,eau")
    assert set(locked()) == {"title", "tags"}
    server.put("rec", "De la source, 2", notes="Après", lineage="Relevé", resources=[FILE])
    assert counts(source.run()) == {"updated": 1}
    dataset = found()["rec"]
    assert (dataset["title"], dataset["notes"]) == ("Le nôtre", "Après")
    assert sorted(tag["name"] for tag in dataset["tags"]) == ["eau", "forêt"]
    assert locked()["title"] == "De la source, 2", "what the source says is known, and given back on demand"


def test_the_name_and_the_organisation_chosen_here_stay(server, source):
    owner = factories.Organization()["id"]
    edit("package_patch", name="pistes-cyclables", owner_org=owner)
    server.put("rec", "Changé", resources=[FILE])
    assert counts(source.run()) == {"updated": 1}
    dataset = found()["pistes-cyclables"]
    assert (dataset["title"], dataset["owner_org"]) == ("Changé", owner)


def test_a_form_saved_without_a_change_locks_nothing(app, server, source):
    shown = helpers.call_action("package_show", {"ignore_auth": True}, id="rec")
    edit("package_update", **{key: value for key, value in shown.items() if key != "id"}, id=shown["id"])
    assert locked() == {}


def test_harvests_and_the_machine_lock_nothing(server, source):
    server.put("rec", "Changé", resources=[FILE])
    source.run()
    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    helpers.call_action("package_patch", {"user": site}, id="rec", title="Par la machine")
    assert locked() == {}


def test_a_resource_added_here_is_kept_beside_those_of_the_source(server, source):
    package_id = found()["rec"]["id"]
    mine = {"package_id": package_id, "url": "https://example.org/mine.csv", "name": "La nôtre", "kind": "download"}
    edit("resource_create", **{**mine, "id": ""})
    assert set(locked()) == {"added_resources"}
    server.put("rec", "De la source", resources=[{**FILE, "url": "https://sig.example.org/b.csv"}])
    assert counts(source.run()) == {"updated": 1}
    assert [one["url"][-5:] for one in found()["rec"]["resources"]] == ["b.csv", "e.csv"]


def test_a_field_is_given_back_at_once(app, server, source):
    edit(title="Le nôtre", notes="Les nôtres")
    server.put("rec", "De la source, 2", notes="Après", resources=[FILE])
    source.run()
    body = app.get("/dataset/rec", headers=as_sysadmin()).body
    assert "La source dit : De la source, 2" in body
    assert "La source dit" not in app.get("/dataset/rec").body
    form = app.get("/dataset/edit/rec", headers=as_sysadmin()).body
    assert "Les champs que vous modifiez sont gardés" in form
    app.post("/dataset/rec/unlock", headers=as_sysadmin(), data={"field": "title"}, status=200)
    assert found()["rec"]["title"] == "De la source, 2"
    assert set(locked()) == {"notes"}
    server.put("rec", "De la source, 3", notes="Encore", resources=[FILE])
    source.run()
    assert (found()["rec"]["title"], found()["rec"]["notes"]) == ("De la source, 3", "Les nôtres")


def test_only_those_who_may_edit_see_and_free_the_edits(server, source):
    edit(title="Le nôtre")
    stranger = {"user": factories.User()["name"], "ignore_auth": False}
    assert helpers.call_action("dge_harvest_origin_show", stranger, id="rec")["locks"] == []
    assert [one["title"] for one in helpers.call_action("dge_harvest_origin_show", stranger, id="rec")["sources"]] == [
        "Vosges"
    ]
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("dge_harvest_field_unlock", stranger, id="rec", field="title")
    with pytest.raises(tk.ObjectNotFound):
        edit("dge_harvest_field_unlock", field="lineage")


def test_a_dataset_that_is_not_harvested_has_no_lock():
    mine = factories.Dataset(name="mine", title="Avant", owner_org=factories.Organization()["id"])
    edit(id=mine["id"], title="Après")
    assert locking.described(mine["id"]) == []
