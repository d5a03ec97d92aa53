"""What the search box proposes, and what it must not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.datagrandest.catalogue import suggest
from ckanext.datagrandest.territories import load


@pytest.fixture(autouse=True)
def fresh_memory() -> Iterator[None]:
    suggest.forget()
    yield
    suggest.forget()


@pytest.fixture
def owner() -> str:
    return factories.Organization(name="luneville", title="Ville de Lunéville")["id"]


def proposed(text: str, kind: str = "dataset", **more: int) -> list[str]:
    found = call_action("dge_search_suggest", q=text, **more)["results"]
    return [suggestion["label"] for suggestion in found if suggestion["kind"] == kind]


@pytest.mark.parametrize(
    "typed", ["amén", "amen", "AMEN", "terr amén", "l’amén", "d'aménagement", "aménagement du terr", "urban inter"]
)
def test_titles_by_the_beginnings_of_their_words(owner: str, typed: str):
    title = "Plan d’aménagement du territoire et d'urbanisme intercommunal"
    factories.Dataset(title=title, owner_org=owner)
    factories.Dataset(title="Budget", owner_org=owner)
    assert proposed(typed) == [title]


@pytest.mark.parametrize("typed", ["", "a", "nagement", "xyz", '")(:', "*:*", "amén xyz", "a" * 500])
def test_nothing_where_nothing_begins_so(owner: str, typed: str):
    factories.Dataset(title="Aménagement", owner_org=owner)
    assert proposed(typed) == []


def test_long_words_are_found_to_their_end(owner: str):
    factories.Dataset(title="Anticonstitutionnellement", owner_org=owner)
    assert proposed("anticonstitutionnellem") == ["Anticonstitutionnellement"]


def test_organizations(owner: str):
    assert proposed("lune", "organization") == ["Ville de Lunéville"]
    assert proposed("ville lun", "organization") == ["Ville de Lunéville"]
    assert proposed("metz", "organization") == []


def test_themes_lead_to_their_data(app, owner: str):
    factories.Dataset(title="Lignes de bus", owner_org=owner, themes=["TRAN"])
    answer = app.get(
        "/api/3/action/dge_search_suggest", query_string={"q": "transp"}, headers={"Accept-Language": "fr"}
    )
    [theme] = [item for item in answer.json["result"]["results"] if item["kind"] == "theme"]
    assert (theme["id"], theme["label"]) == ("TRAN", "Transports")
    assert "Lignes de bus" in app.get(theme["url"]).body


def test_limit_is_for_each_kind_and_capped(owner: str, ckan_config, monkeypatch):
    for number in range(4):
        factories.Dataset(title=f"Eau {number}", owner_org=owner)
    assert len(proposed("eau", limit=2)) == 2
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.catalogue.suggest_limit", 3)
    assert len(proposed("eau", limit=1000)) == 3


def test_private_and_draft_datasets_are_proposed_to_no_one(app):
    admin = factories.SysadminWithToken()
    owner = factories.Organization()["id"]
    factories.Dataset(title="Budget secret", owner_org=owner, private=True)
    factories.Dataset(title="Budget brouillon", owner_org=owner, state="draft")
    for headers in ({}, {"Authorization": admin["token"]}):
        answer = app.get("/api/3/action/dge_search_suggest?q=budget", headers=headers)
        assert answer.json["result"]["results"] == []


def test_endpoint_gives_pages(app, owner: str):
    factories.Dataset(name="eau-potable", title="Eau potable", owner_org=owner)
    answer = app.get("/api/3/action/dge_search_suggest", query_string={"q": "eau"})
    assert answer.json["result"] == {
        "q": "eau",
        "results": [{"kind": "dataset", "id": "eau-potable", "label": "Eau potable", "url": "/dataset/eau-potable"}],
    }


def test_territories_lead_to_what_is_about_them(app):
    with model.meta.engine.begin() as connection:
        load.load(connection, "44")
    answer = app.get("/api/3/action/dge_search_suggest", query_string={"q": "epinal"}).json["result"]["results"]
    places = [suggestion for suggestion in answer if suggestion["kind"] == "territory"]
    assert ("commune:88160", "Épinal (88)") in {(place["id"], place["label"]) for place in places}
    assert all(app.get(place["url"]).status_code == 200 for place in places)
