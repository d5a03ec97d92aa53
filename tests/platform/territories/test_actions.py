"""`dge_territory_search` and `dge_territory_show` by the API, for anonymous visitors."""

import json

import pytest
from sqlalchemy import text

from ckan import model

KEYS = {"code", "kind", "insee", "name", "department", "siren", "population"}


@pytest.fixture
def ask(app):
    """Call an action by GET; give status and body."""

    def call(action: str, **params):
        response = app.get(f"/api/3/action/{action}", query_string=params)
        return response.status_code, json.loads(response.body)

    return call


@pytest.fixture
def search(territories, ask):
    """Search by the API; give the codes found."""

    def call(q: str, **params) -> list[str]:
        status, body = ask("dge_territory_search", q=q, **params)
        assert status == 200, body
        return [result["code"] for result in body["result"]["results"]]

    return call


def test_the_contract(territories, ask):
    status, body = ask("dge_territory_search", q="epinal", kind="commune", limit=1)
    assert status == 200
    assert body["result"]["count"] >= 1
    result = body["result"]["results"][0]
    assert result.keys() >= KEYS
    assert {key: result[key] for key in KEYS} == {
        "code": "commune:88160",
        "kind": "commune",
        "insee": "88160",
        "name": "Épinal",
        "department": "88",
        "siren": "218801603",
        "population": 32251,
    }


def test_finds_what_people_type(search):
    """One load for all spellings: what is asked, what must come first."""
    for q, first in {
        "Épinal": "commune:88160",
        "epinal": "commune:88160",
        "EPI": "commune:88160",
        "St-Dié": "commune:88413",
        "saint die des vosges": "commune:88413",
        "Saint Dié Vosges": "commune:88413",
        "ste marie aux mines": "commune:68298",
        "L'Hôpital": "commune:57336",
        "hopital": "commune:57336",
        "bar s/ aube": "commune:10033",
        "88160": "commune:88160",
        "218801603": "commune:88160",
        "218 801 603": "commune:88160",
        "21880160300014": "commune:88160",
        "commune:88160": "commune:88160",
        "88000": "commune:88160",
        "88422": "commune:88160",
        "Juzancourt": "commune:08024",
        "Châlons-sur-Marne": "commune:51108",
        "Briey": "commune:54099",
        "saint-laurent epinal": "commune:88160",
        "Vosges": "departement:88",
        "88": "departement:88",
        "grand est": "region:44",
        "Alsace": "region:44",
        "ouest vosgien": "epci:200068559",
        "communauté de communes de l'ouest vosgien": "epci:200068559",
        "200068559": "epci:200068559",
        "strasbourg": "commune:67482",
        "eurometropole": "epci:246700488",
        "Epinnal": "commune:88160",
        "Mulhousse": "commune:68224",
        "Strassbourg": "commune:67482",
    }.items():
        assert search(q)[:1] == [first], q


def test_a_departement_narrows(search):
    assert search("Saint-Laurent 08")[0] == "commune:08385"
    found = search("neuville vosges")
    assert found
    assert all(code.startswith(("commune:88", "epci:")) for code in found)


def test_a_former_name_is_told(territories, ask):
    result = ask("dge_territory_search", q="juzancourt")[1]["result"]["results"][0]
    assert (result["name"], result["matched"]) == ("Asfeld", "Juzancourt")
    assert ask("dge_territory_search", q="asfeld")[1]["result"]["results"][0]["matched"] is None


def test_kind_and_limit(search, ask):
    assert search("epinal", kind="epci") == ["epci:200068757"]
    assert len(search("saint", limit=25)) == 25
    assert len(search("a", limit=100_000)) == 100
    assert ask("dge_territory_search", q="saint", limit=5)[1]["result"]["count"] > 100


def test_larger_places_come_first(search):
    assert search("mul", kind="commune", limit=1) == ["commune:68224"]


def test_nothing_found_is_no_error(search):
    for q in ("Nulle-part-sur-Rien", "%", "_", "'; DROP TABLE dge_territory; --", "東京", "x" * 5_000, "\x00", "—"):
        assert search(q) == [], q


def test_wrong_questions_are_refused_in_french(territories, ask):
    for params, field in (
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "a", "kind": "pays"}, "kind"),
        ({"q": "a", "limit": "x"}, "limit"),
    ):
        status, body = ask("dge_territory_search", **params)
        assert status == 409
        assert field in body["error"]
        assert body["error"]["__type"] in {"Validation Error", "Erreur de validation"}


def test_a_search_is_two_queries_at_most(territories, statements):
    import ckan.plugins.toolkit as tk

    for q in ("epinal", "epinnal", "nulle part du tout"):
        statements.clear()
        tk.get_action("dge_territory_search")({}, {"q": q})
        assert len([sql for sql in statements if "dge_territory" in sql]) <= 2, q


class TestShow:
    def test_a_commune(self, territories, ask):
        status, body = ask("dge_territory_show", id="commune:88160")
        assert status == 200
        shown = body["result"]
        assert (shown["name"], shown["label"], shown["population"]) == ("Épinal", "Épinal (88)", 32251)
        assert shown["siren"] == "218801603"
        assert shown["postcodes"] == ["88000"]
        assert (shown["epci"], shown["arrondissement"], shown["department"], shown["region"]) == (
            "200068757",
            "881",
            "88",
            "44",
        )
        assert [parent["code"] for parent in shown["parents"]][-1] == "region:44"
        assert {"insee": "88422", "name": "Saint-Laurent", "kind": "ancienne", "until": "1964-07-01"} in shown["former"]
        assert shown["successor"] is None
        assert shown["bbox"] is None
        assert shown["cog"] == {"version": "6.0.0", "date": "2026-01-01"}

    def test_a_merged_commune_names_its_successor(self, territories, ask):
        shown = ask("dge_territory_show", id="commune:88422")[1]["result"]
        assert (shown["name"], shown["successor"], shown["until"]) == ("Saint-Laurent", "commune:88160", "1964-07-01")
        assert shown["parents"][0]["code"] == "commune:88160"

    def test_the_extent_is_that_of_the_contour(self, territories, ask):
        square = "ST_Multi(ST_MakeEnvelope(6, 48, 7, 49, 4326))"
        with model.meta.engine.begin() as connection:
            connection.execute(text(f"UPDATE dge_territory SET geometry = {square} WHERE code = 'commune:88160'"))
        assert ask("dge_territory_show", id="88160")[1]["result"]["bbox"] == [6, 48, 7, 49]

    def test_every_kind_is_shown_also_elsewhere(self, ask):
        for code in (
            "epci:200070332",
            "arrondissement:881",
            "departement:88",
            "region:44",
            "region:42",
            "commune:75056",
            "commune:75101",
        ):
            status, body = ask("dge_territory_show", id=code)
            assert status == 200, code
            assert body["result"]["code"] == code

    def test_an_unknown_code_is_a_french_404(self, ask):
        status, body = ask("dge_territory_show", id="commune:99999")
        assert status == 404
        assert "commune:99999" in body["error"]["message"]
        assert "Aucun territoire" in body["error"]["message"]


def test_the_documentation_is_served(ask):
    for action in ("dge_territory_search", "dge_territory_show"):
        assert ":param" in ask("help_show", name=action)[1]["result"]


def test_the_checks_say_what_is_missing(clean_platform):
    from ckanext.datagrandest.territories import checks

    assert [finding.remedy for finding in checks.territories_are_loaded()] == ["Run: ckan dge territories load"]
    assert list(checks.codes_are_there()) == []


def test_the_checks_are_content_once_loaded(territories):
    from ckanext.datagrandest.territories import checks

    assert list(checks.territories_are_loaded()) == []
    with model.meta.engine.begin() as connection:
        connection.execute(text("UPDATE dge_territory_loaded SET version = '5.3.0'"))
    model.Session.rollback()
    assert "5.3.0" in next(iter(checks.territories_are_loaded())).message
