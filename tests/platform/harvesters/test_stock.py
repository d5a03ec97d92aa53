"""The faults of ckanext-harvest that we mend.

A test `…_is_still_there` that fails says: upstream has mended it, delete our mend and this test.
"""

from __future__ import annotations

import json

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import query
from ckan.tests import factories, helpers

from ckanext.harvest.logic import validators as stock_validators
from ckanext.harvest.logic.action import get as stock_get
from ckanext.harvest.logic.action import update as stock_update
from ckanext.harvest.logic.auth import get as stock_auth
from ckanext.harvest.model import HarvestJob, HarvestObject

from ckanext.datagrandest.harvesting import language, runs

from .running import counts, found


@pytest.fixture
def source(memory_server, make_source):
    server = memory_server()
    server.put_many(3)
    return make_source(server.url, "dge-memory", config='{"filter": "x"}', frequency="DAILY")


@pytest.fixture
def spoken():
    with language.spoken():
        yield


def sysadmin() -> dict:
    return {"user": factories.Sysadmin()["name"], "model": model, "session": model.Session}


def indexed(source_id: str) -> dict:
    """Give the source as the index shows it, which is what every page and command reads."""
    found_ = query.PackageSearchQuery().get_index(source_id)
    return json.loads(found_["validated_data_dict"])


def test_reindex_fault_is_still_there(source):
    """stock/reindex.py: upstream indexes a source without its type."""
    stock_update.harvest_source_reindex(sysadmin(), {"id": source.id})
    assert "source_type" not in indexed(source.id), "upstream has mended it: delete stock/reindex.py"


def test_reindex_keeps_the_source_whole(source):
    source.run()
    shown = indexed(source.id)
    assert (shown["source_type"], shown["frequency"]) == ("dge-memory", "DAILY")
    assert helpers.call_action("harvest_source_show", sysadmin(), id=source.id)["source_type"] == "dge-memory"
    assert helpers.call_action("harvest_sources_reindex", sysadmin())
    assert indexed(source.id)["source_type"] == "dge-memory"


def test_reindex_asks_for_the_right(source):
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "harvest_source_reindex", {"user": factories.User()["name"], "ignore_auth": False}, id=source.id
        )


def test_object_privacy_fault_is_still_there(source):
    """auth.py: upstream shows everybody the record behind a private dataset."""
    assert stock_auth.harvest_object_show({"user": ""}, {})["success"], (
        "upstream has mended it: delete our auth function"
    )


def test_the_record_of_a_private_dataset_is_private(source, app):
    source.run()
    package_id = found()["rec-000"]["id"]
    current = HarvestObject.filter(package_id=package_id, current=True).first().id
    for address in (f"/harvest/object/{current}", f"/dataset/harvest_object/{package_id}"):
        assert app.get(address).status_code == 200
    helpers.call_action("package_patch", sysadmin(), id=package_id, private=True)
    for address in (f"/harvest/object/{current}", f"/dataset/harvest_object/{package_id}"):
        assert app.get(address).status_code in (403, 404), address


def test_unchanged_counts_fault_is_still_there(source):
    """counts.py: upstream counts rows, and an unchanged record writes none."""
    source.run()
    source.run()
    assert stock_get.harvest_job_show(sysadmin(), {"id": source.job_id})["stats"]["not modified"] == 0


def test_jobs_show_the_exact_counts(source):
    source.run()
    source.run()
    for job in (
        helpers.call_action("harvest_job_show", sysadmin(), id=source.job_id),
        helpers.call_action("harvest_job_list", sysadmin(), source_id=source.id)[0],
        helpers.call_action("harvest_source_show_status", sysadmin(), id=source.id)["last_job"],
    ):
        assert job["stats"]["not modified"] == 3
        assert job["stats"]["errored"] == 0
        assert job["run"]["unchanged"] == 3


def test_clear_empties_the_source_through_actions_and_index(source):
    source.run()
    helpers.call_action("harvest_source_clear", sysadmin(), id=source.id)
    assert found() == {}
    assert model.Session.query(model.Package).filter_by(type="dataset").count() == 0
    assert HarvestJob.filter(source_id=source.id).count() == 0
    assert HarvestObject.filter(harvest_source_id=source.id).count() == 0
    assert helpers.call_action("harvest_source_show", sysadmin(), id=source.id)["status"]["job_count"] == 0
    assert counts(source.run()) == {"added": 3}
    assert set(found()) == {"rec-000", "rec-001", "rec-002"}, "names are free again"


def test_clear_waits_for_the_end_of_a_run(source):
    source.run()
    with runs.source_lock(source.id), pytest.raises(tk.ValidationError, match="moissonn|harvested"):
        helpers.call_action("harvest_source_clear", sysadmin(), id=source.id)
    assert len(found()) == 3


def test_clear_asks_for_the_right(source):
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "harvest_source_clear", {"user": factories.User()["name"], "ignore_auth": False}, id=source.id
        )


def test_objects_are_imported_again_without_the_server(source, memory_server):
    source.run()
    helpers.call_action("package_patch", sysadmin(), id="rec-001", title="Changé ici")
    memory_server("http://memory.test/a")  # an empty server: nothing is asked of it
    assert helpers.call_action("harvest_objects_import", sysadmin(), package_id="rec-001") == 1
    assert found()["rec-001"]["title"] == "Changé ici"  # what a person edited is kept
    assert helpers.call_action("harvest_objects_import", sysadmin(), source_id=source.id) == 3
    assert len(found()) == 3


def test_an_object_that_failed_can_be_imported_once_the_mapping_reads_it(memory_server, make_source, monkeypatch):
    from ckanext.datagrandest.harvesting.contract import Draft

    from .memory import MemoryCatalogue

    server = memory_server()
    server.break_record("rec")
    source = make_source(server.url, "dge-memory")
    source.run()
    object_id = next(iter(source.report()["object_errors"]))
    monkeypatch.setattr(MemoryCatalogue, "draft", lambda self, record: Draft({"title": "Lu"}))
    assert helpers.call_action("harvest_objects_import", sysadmin(), harvest_object_id=object_id) == 1
    assert found()["rec"]["title"] == "Lu"


@pytest.mark.parametrize("action", ["harvest_objects_import", "harvest_jobs_run", "harvest_job_abort"])
def test_only_sysadmins_drive_the_machine(source, action):
    source.run()
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(action, {"user": factories.User()["name"], "ignore_auth": False}, id=source.id)


def test_abort_takes_a_source_or_a_job_and_says_when_there_is_none(source):
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("harvest_job_abort", sysadmin(), id=source.id)
    job_id = source.open_job()
    assert helpers.call_action("harvest_job_abort", sysadmin(), source_id=source.name)["id"] == job_id
    assert HarvestJob.get(job_id).status == "Finished"
    assert counts(source.run()) == {"added": 3}


def test_a_job_of_an_inactive_source_is_refused(source):
    job_id = source.open_job()
    helpers.call_action("harvest_source_delete", sysadmin(), id=source.id)
    with pytest.raises(tk.ValidationError):
        helpers.call_action("harvest_send_job_to_gather_queue", sysadmin(), id=job_id)


def test_wrong_options_are_refused_in_the_form(memory_server, make_source):
    with pytest.raises(tk.ValidationError) as caught:
        make_source(memory_server().url, "dge-memory", config='{"page": "many", "nothing": 1}')
    said = " ".join(caught.value.error_dict["config"])
    assert "page" in said
    assert "nothing" in said


def test_types_are_described_with_their_options():
    types = {kind["name"]: kind for kind in helpers.call_action("harvesters_info_show")}
    assert [option["name"] for option in types["dge-memory"]["options"]] == ["filter", "page", "territory", "priority"]


def test_preview_is_for_those_who_may_create_sources(source):
    data = {"type": "dge-memory", "url": "http://memory.test/a"}
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("dge_harvest_preview", {"user": factories.User()["name"], "ignore_auth": False}, **data)
    shown = helpers.call_action("dge_harvest_preview", sysadmin(), **data, limit=2)
    assert [record["identifier"] for record in shown["records"]] == ["rec-000", "rec-001"]
    for wrong in ({"limit": "x"}, {"options": "["}):
        with pytest.raises(tk.ValidationError):
            helpers.call_action("dge_harvest_preview", sysadmin(), **data, **wrong)
    assert helpers.call_action("dge_harvest_preview", sysadmin(), type="nothing", url="x")["fault"]


def test_a_run_is_shown_to_those_who_may_edit_its_source(source):
    source.run()
    shown = helpers.call_action("dge_harvest_run_show", sysadmin(), id=source.job_id)
    assert (shown["state"], shown["added"], shown["done"], shown["total"]) == ("finished", 3, 3, 3)
    user = factories.User()["name"]
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("dge_harvest_run_show", {"user": user, "ignore_auth": False}, id=source.job_id)


def test_sentences_fault_is_still_there():
    """stock/sentences.py: upstream writes what its validators say outside gettext."""
    with pytest.raises(tk.Invalid, match="Unknown harvester type: nothing"):
        stock_validators.harvest_source_type_exists("nothing", {})
    with pytest.raises(tk.Invalid, match="Frequency often not recognised"):
        stock_validators.harvest_source_frequency_exists("often")


def test_what_the_validators_say_is_in_french(source, make_source, spoken):
    expected = {
        "source_type": ("nothing", "Il n’y a pas de type de source « nothing »"),
        "frequency": ("often", "« often » n’est pas une fréquence"),
        "config": ('{"page": "x"}', "L’option « page » doit être un nombre entier."),
    }
    for field, (value, sentence) in expected.items():
        fields = {"source_type": "dge-memory", field: value}
        with pytest.raises(tk.ValidationError) as caught:
            make_source("http://memory.test/other", fields.pop("source_type"), **fields)
        assert caught.value.error_dict[field][0].startswith(sentence)
    with pytest.raises(tk.ValidationError) as caught:
        make_source("http://memory.test/a", "dge-memory", config='{"filter": "x"}')
    assert caught.value.error_dict["url"] == ["Une source avec cette adresse et les mêmes options existe déjà."]
