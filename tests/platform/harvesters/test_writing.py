"""The ground that the batch writer stands on, and what it guarantees."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.harvesting import indexing, store
from ckanext.datagrandest.harvesting.model import HarvestRecord
from ckanext.datagrandest.harvesting.transaction import batch, savepoint

from .memory import MemoryPlugin
from .running import counts, found

FAST = {"defer_commit": True, "return_id_only": True, "ignore_auth": True}


@pytest.fixture
def dataset() -> dict:
    return factories.Dataset(title="Avant", owner_org=factories.Organization()["id"])


def title(dataset: dict) -> str:
    model.Session.remove()
    return model.Package.get(dataset["id"]).title


def context(**changes) -> dict:
    return {"user": factories.Sysadmin()["name"], **FAST, **changes}


def test_trap_package_update_with_defer_commit_alone_is_silently_lost(dataset):
    """If this fails, CKAN has mended it: `return_id_only` is no longer needed for the update to be kept."""
    lossy = context()
    del lossy["return_id_only"]
    tk.get_action("package_update")(lossy, {**dataset, "title": "Après"})
    model.repo.commit()
    assert title(dataset) == "Avant"


def test_with_both_flags_the_update_is_kept(dataset):
    flags = context()
    with batch(), savepoint():
        tk.get_action("package_update")({**flags}, {**dataset, "title": "Après"})
    assert title(dataset) == "Après"


def test_trap_a_validation_error_undoes_the_whole_transaction(dataset):
    """If this fails, a plain savepoint would do and `transaction.py` can be made simpler."""
    flags = context()
    tk.get_action("package_update")({**flags}, {**dataset, "title": "Après"})
    model.Session.begin_nested()
    with pytest.raises(tk.ValidationError):
        tk.get_action("package_create")({**flags}, {"name": "Nom Interdit", "title": "x"})
    model.repo.commit()
    assert title(dataset) == "Avant"


def test_in_a_batch_a_validation_error_undoes_its_record_alone(dataset):
    flags = context()
    with batch():
        with savepoint():
            tk.get_action("package_update")({**flags}, {**dataset, "title": "Après"})
        with pytest.raises(tk.ValidationError), savepoint():
            tk.get_action("package_create")({**flags}, {"name": "Nom Interdit", "title": "x"})
        with savepoint():
            owner_org = dataset["owner_org"]
            tk.get_action("package_create")({**flags}, {"name": "bon", "title": "Bon", "owner_org": owner_org})
    assert title(dataset) == "Après"
    assert model.Package.get("bon").title == "Bon"


def test_a_batch_that_is_interrupted_writes_nothing(dataset):
    flags = context()

    def write_and_stop() -> None:
        with batch():
            with savepoint():
                tk.get_action("package_update")({**flags}, {**dataset, "title": "Après"})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_and_stop()
    assert title(dataset) == "Avant"


def test_a_batch_is_indexed_in_one_request(memory_server, make_source, monkeypatch):
    server = memory_server()
    server.put_many(20)
    source = make_source(server.url, "dge-memory")
    sent = []
    real = indexing._connect

    class Counting:
        def __init__(self):
            self.connection = real()

        def add(self, docs, **options):
            sent.append(len(docs))
            return self.connection.add(docs=docs, **options)

        def __getattr__(self, name):
            return getattr(self.connection, name)

    monkeypatch.setattr(indexing, "_connect", Counting)
    source.run()
    assert sent == [20, 1], "the batch, then the status of the source"
    assert len(found()) == 20


def test_a_crash_between_commit_and_index_is_repaired(memory_server, make_source, monkeypatch):
    server = memory_server()
    server.put_many(5)
    source = make_source(server.url, "dge-memory")
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "_send", lambda ids: (_ for _ in ()).throw(OSError("Solr is down")))
        patch.setattr(indexing, "_is_up", lambda: False)
        assert counts(source.run()) == {"added": 5}
        assert found() == {}
        assert len(store.pending()) == 5
    assert indexing.sweep() == 5
    assert len(found()) == 5
    assert store.pending() == []


def test_a_document_that_solr_refuses_does_not_hide_the_others(memory_server, make_source, monkeypatch):
    server = memory_server()
    server.put_many(5)
    source = make_source(server.url, "dge-memory")
    real = indexing._send

    def send(ids):
        if any(model.Package.get(one).name == "rec-002" for one in ids):
            raise OSError("Solr refuses this document")
        real(ids)

    monkeypatch.setattr(indexing, "_send", send)
    source.run()
    assert set(found()) == {"rec-000", "rec-001", "rec-003", "rec-004"}
    assert [model.Package.get(one).name for one in store.pending()] == ["rec-002"]


def test_a_record_refused_by_the_catalogue_is_errored_alone(memory_server, make_source):
    server = memory_server()
    server.put_many(6)
    server.put("rec-002", "Défaut", resources=[{"url": "http://x", "format": {"not": "text"}}])
    server.put("rec-003", "Mot-clé", tags=[{"name": "!"}])
    source = make_source(server.url, "dge-memory")
    assert counts(source.run()) == {"added": 4, "errored": 2}
    said = {error["guid"]: error["errors"][0]["message"] for error in source.report()["object_errors"].values()}
    assert said["rec-002"].startswith("Cette fiche n’a pas pu être enregistrée à cause d’un défaut imprévu")
    assert said["rec-003"].startswith("Le catalogue refuse cette fiche : ")
    assert "longueur" in said["rec-003"], said


def test_an_unexpected_fault_of_the_mapping_costs_one_record(memory_server, make_source):
    server = memory_server()
    server.put_many(3)
    server.put("rec-001", crash=True)
    assert counts(make_source(server.url, "dge-memory").run()) == {"added": 2, "errored": 1}


def test_resources_and_privacy_are_kept_by_an_update(memory_server, make_source):
    server = memory_server()
    server.put("rec", "Avant", resources=[{"url": "http://x/a", "name": "A"}, {"url": "http://x/b", "name": "B"}])
    source = make_source(server.url, "dge-memory")
    source.run()
    before = found()["rec"]
    helpers.call_action("package_patch", {"user": factories.Sysadmin()["name"]}, id=before["id"], private=True)
    server.put("rec", "Après", resources=[{"url": "http://x/b", "name": "B"}, {"url": "http://x/c", "name": "C"}])
    assert counts(source.run()) == {"updated": 1}
    after = helpers.call_action("package_show", {"ignore_auth": True}, id=before["id"])
    assert after["private"] is True
    assert after["resources"][0]["id"] == before["resources"][1]["id"]
    assert len(after["resources"]) == 2


def test_a_dataset_that_a_person_deleted_stays_deleted(memory_server, make_source):
    server = memory_server()
    server.put("rec", "Avant")
    source = make_source(server.url, "dge-memory")
    source.run()
    helpers.call_action("package_delete", {"user": factories.Sysadmin()["name"]}, id="rec")
    server.put("rec", "Après")
    source.run()
    assert found() == {}


def test_a_dataset_that_was_purged_is_added_again(memory_server, make_source):
    server = memory_server()
    server.put("rec", "Titre")
    source = make_source(server.url, "dge-memory")
    source.run()
    package_id = found()["rec"]["id"]
    model.Session.execute(sa.text("UPDATE harvest_object SET package_id = NULL"))
    model.Session.commit()
    helpers.call_action("dataset_purge", {"user": factories.Sysadmin()["name"]}, id=package_id)
    assert counts(source.run()) == {"added": 1}
    assert found()["rec"]["id"] != package_id


def test_a_new_mapping_writes_only_the_datasets_that_it_changes(memory_server, make_source, monkeypatch):
    server = memory_server()
    server.put_many(3)
    source = make_source(server.url, "dge-memory")
    source.run()
    monkeypatch.setattr(MemoryPlugin, "harvester_type", replace(MemoryPlugin.harvester_type, mapping_version=2))
    server.mapped.clear()
    assert counts(source.run()) == {"unchanged": 3}
    assert len(server.mapped) == 3
    server.mapped.clear()
    assert counts(source.run()) == {"unchanged": 3}
    assert server.mapped == [], "the new version is noted"
    monkeypatch.setattr(MemoryPlugin, "harvester_type", replace(MemoryPlugin.harvester_type, mapping_version=3))
    server.mapping_suffix = " (v3)"
    assert counts(source.run()) == {"updated": 3}
    versions = set(model.Session.scalars(sa.select(HarvestRecord.mapping_version)))
    assert versions == {3}


def test_remarks_are_written_on_the_dataset_in_french(memory_server, make_source):
    server = memory_server()
    server.put("rec", "Titre", remarks=["This source does not exist any more."])
    source = make_source(server.url, "dge-memory")
    source.run()
    assert found()["rec"]["harvest_remarks"] == ["Cette source n’existe plus."]
