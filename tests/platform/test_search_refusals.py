"""Hostile and clumsy searches: an answer in plain French, never Solr's own words, never what is private."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError
from ckan.tests import factories
from ckan.tests.helpers import call_action

FRENCH = {"Accept-Language": "fr"}
HOSTILE_FILTERS = {
    ") OR capacity:private": "parenthèse",
    "foo) OR (capacity:private": "parenthèse",
    'title:"eau': "guillemet",
    "territories:commune:88160": 'territories:"commune:88160"',
    "title:": "deux-points",
    "title:eau OR": "AND, OR et NOT",
    "{!join from=id to=id}*:*": "pas pu être comprise",
    '_query_:"{!lucene}capacity:private"': "pas pu être comprise",
    "metadata_modified:[hier TO demain]": "pas pu être comprise",
    "views_total:beaucoup": "pas pu être comprise",
    "a" * 20001: "20001 caractères",
}
HOSTILE_WORDS = [
    ") OR capacity:private",
    'eau "',
    "eau:",
    ":",
    "***",
    "/eau/",
    "{!lucene}capacity:private",
    '_query_:"{!lucene}*:*"',
    "eau\\",
    "[a TO",
    "((((((",
    "a^b~2 && || !",
    "<script>alert(1)</script>",
    "%00 \x00",
    "😀" * 200,
    "AND OR NOT",
    "-",
    "eau " * 1000,
]
OURS_NOT_SOLRS = ("solr", "SolrError", "org.apache", "http://", "HTTP 4", "edismax", "Traceback")


@pytest.mark.parametrize("text", HOSTILE_FILTERS)
def test_filter_is_refused_in_french(app, text: str):
    answer = app.get("/api/3/action/package_search", query_string={"fq": text}, headers=FRENCH, status=409)
    sentence = str(answer.json["error"])
    assert HOSTILE_FILTERS[text] in sentence.replace('\\"', '"')
    assert not [word for word in OURS_NOT_SOLRS if word.lower() in sentence.lower()]


@pytest.mark.parametrize("text", HOSTILE_WORDS)
def test_words_never_fail_and_never_show_what_is_private(app, text: str):
    owner = factories.Organization()
    factories.Dataset(title="eau lucene script secret", owner_org=owner["id"], private=True)
    answer = app.get("/api/3/action/package_search", query_string={"q": text}, headers=FRENCH)
    assert answer.status_code == 200 or set(answer.json["error"]) == {"q", "__type"}, answer.json
    assert answer.json.get("result", {"count": 0})["count"] == 0
    assert not [word for word in OURS_NOT_SOLRS if word.lower() in str(answer.json.get("error", "")).lower()]


@pytest.mark.parametrize("text", [*HOSTILE_WORDS, *HOSTILE_FILTERS])
def test_page_never_breaks(app, text: str):
    page = app.get("/dataset/", query_string={"q": text[:3000], "organization": text[:3000]}, headers=FRENCH)
    assert page.status_code in {200, 400}
    assert "org.apache" not in page.body
    assert "SOLR returned" not in page.body


@pytest.mark.parametrize(
    ("parameter", "value", "words"),
    [
        ("sort", "notes asc", "triés"),
        ("sort", "sum(1,2) desc", "triés"),
        ("start", "10001", "parcourir"),
        ("ext_bbox", "1,2,3", "emprise"),
        ("ext_bbox", "9,48,5,49", "emprise"),
    ],
)
def test_parameter_is_refused_under_its_name(app, parameter: str, value: str, words: str):
    answer = app.get("/api/3/action/package_search", query_string={parameter: value}, headers=FRENCH, status=409)
    assert words in answer.json["error"][parameter][0]


@pytest.mark.parametrize("query", ["sort=notes+asc", "page=600", "ext_bbox=1,2", "organization=a%22b"])
def test_page_says_what_is_wrong(app, query: str):
    page = app.get(f"/dataset/?{query}", headers=FRENCH, status=400)
    assert (
        "n’est pas une emprise" in page.body
        or "triés" in page.body
        or "parcourir" in page.body
        or "guillemet" in page.body
    )


def test_private_dataset_is_for_its_organization(app):
    member = factories.UserWithToken()
    owner = factories.Organization(users=[{"name": member["name"], "capacity": "member"}])
    factories.Dataset(title="Budget secret", owner_org=owner["id"], private=True)
    search = {"q": "budget", "include_private": "true"}
    outside = app.get("/api/3/action/package_search", query_string=search)
    inside = app.get("/api/3/action/package_search", query_string=search, headers={"Authorization": member["token"]})
    assert (outside.json["result"]["count"], inside.json["result"]["count"]) == (0, 1)


def test_alternatives_and_fields_of_the_api():
    owner = factories.Organization()["id"]
    factories.Dataset(name="a-one", title="Eau", owner_org=owner)
    factories.Dataset(name="b-two", title="Air", notes="Qualité", owner_org=owner)

    def found(**search: object) -> set[str]:
        return {dataset["name"] for dataset in call_action("package_search", **search)["results"]}

    assert found(q="name:a-one OR name:b-two") == {"a-one", "b-two"}
    assert found(q="eau OR air") == {"a-one", "b-two"}
    assert found(q="eau AND air") == set()
    assert found(q="title:air notes:qualité") == {"b-two"}
    assert found(q="air", fq_list=["name:b-two", "-name:a-one"]) == {"b-two"}
    assert found(fq='name:("a-one" OR "c")') == {"a-one"}


def test_links_from_newsletters_find_what_they_point_at(app):
    factories.Dataset(title="Eau du robinet", owner_org=factories.Organization()["id"])
    page = app.get("/dataset/?q=eau&utm_source=lettre&fbclid=abc")
    assert "Eau du robinet" in page.body


def test_solr_down_is_said_without_its_address(app, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "solr_url", "http://user:secret@127.0.0.1:9/solr/ckan")
    with pytest.raises((SearchError, tk.ValidationError, Exception)) as caught:
        call_action("package_search", q="eau")
    assert "secret" not in str(caught.value)
    assert "127.0.0.1" not in str(caught.value)


def test_package_autocomplete_finds_long_words_without_accents():
    factories.Dataset(name="plan", title="Aménagement du territoire", owner_org=factories.Organization()["id"])
    assert [found["name"] for found in call_action("package_autocomplete", q="amenagement")] == ["plan"]
