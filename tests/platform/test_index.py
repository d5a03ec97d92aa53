"""The running index is recognised, kept equal to the database, and reindexed without being cleared."""

from __future__ import annotations

from datetime import datetime

import pytest

from ckan import model
from ckan.lib import search as ckan_search
from ckan.lib.search.common import make_connection
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.datagrandest.catalogue import configset, index_check, organizations, sweep


def in_index() -> set[str]:
    return {document["id"] for document in make_connection().search("entity_type:package", fl="id", rows=100)}


def test_running_index_is_ours():
    assert index_check.loaded_mark() == configset.expected()
    assert list(index_check.findings()) == []


def test_other_index_is_said_with_the_remedy(monkeypatch, caplog):
    monkeypatch.setattr(configset, "expected", lambda: "0" * 16)
    [found] = index_check.findings()
    assert "another release" in found.message
    assert "ckan dge search reindex" in found.remedy
    index_check.log_problems()
    assert "another release" in caplog.text
    assert "autre version" in caplog.text


def test_foreign_schema_is_said(monkeypatch):
    monkeypatch.setattr(configset, "FIELD", "no_such_field_anywhere")
    [found] = index_check.findings()
    assert "is not this platform's" in found.message


def test_solr_that_is_down_is_said_and_stops_nothing(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "solr_url", "http://user:secret@127.0.0.1:9/solr/ckan")
    [found] = index_check.findings()
    assert "does not answer" in found.message
    assert "secret" not in found.message + found.remedy
    index_check.log_problems()


def test_core_is_reloaded():
    index_check.reload_core()
    assert index_check.loaded_mark() == configset.expected()


@pytest.fixture
def three() -> list[str]:
    owner = factories.Organization()["id"]
    return [factories.Dataset(owner_org=owner)["id"] for _ in range(3)]


def test_sweep_finds_nothing_where_all_is_well(three: list[str]):
    assert sweep.sweep() == sweep.Sweep(compared=3)


def test_sweep_repairs_what_is_missing_outdated_and_orphaned(three: list[str]):
    missing, outdated, orphaned = three
    ckan_search.clear(missing)
    make_connection().commit()
    model.Package.get(outdated).metadata_modified = datetime.fromisoformat("2030-01-01T12:00:00.120")
    model.Session.query(model.Package).filter_by(id=orphaned).update({"state": "deleted"})
    model.Session.commit()
    assert sweep.sweep() == sweep.Sweep(compared=2, missing=1, outdated=1, orphaned=1)
    assert in_index() == {missing, outdated}
    assert sweep.sweep() == sweep.Sweep(compared=2)


def test_reindex_goes_by_batches_and_clears_nothing(three: list[str], ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.catalogue.sweep_batch", 2)
    seen: list[tuple[int, int, int]] = []
    found = sweep.reindex(lambda done, total: seen.append((done, total, len(in_index()))))
    assert found == sweep.Sweep(compared=3)
    assert seen == [(2, 3, 3), (3, 3, 3)]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime.fromisoformat("2024-01-02T03:04:05"), "2024-01-02T03:04:05Z"),
        (datetime.fromisoformat("2024-01-02T03:04:05.120999"), "2024-01-02T03:04:05.120Z"),
        (datetime.fromisoformat("2024-01-02T03:04:05.000999"), "2024-01-02T03:04:05Z"),
    ],
)
def test_dates_are_written_as_solr_does(moment: datetime, text: str):
    assert sweep._stamp(moment) == text


def test_renamed_organization_is_found_and_shown_by_its_new_name(monkeypatch):
    jobs: list[list[str]] = []
    monkeypatch.setattr(organizations.queueing, "enqueue", lambda function, args, **_named: jobs.append(args))
    admin = {"user": factories.Sysadmin()["name"]}
    organization = factories.Organization(title="Mairie de Trémont")
    factories.Dataset(title="Budget", owner_org=organization["id"])
    call_action("organization_patch", dict(admin), id=organization["id"], description="Inchangé par ailleurs")
    assert jobs == [], "nothing that datasets show has changed"
    call_action("organization_patch", dict(admin), id=organization["id"], title="Ville de Liverdun")
    assert jobs == [[organization["id"]]]
    assert organizations.reindex(*jobs[0]) == {"indexed": 1, "failed": 0}
    [found] = call_action("package_search", q="liverdun")["results"]
    assert found["organization"]["title"] == "Ville de Liverdun"
    assert call_action("package_search", q="trémont")["count"] == 0
