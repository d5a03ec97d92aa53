"""Datasets are found by place, in both directions, through the real index."""

import json

import pytest

import ckan.plugins.toolkit as tk
from ckan.tests import factories

DATASETS = {
    "epinal": ["commune:88160"],
    "saint-laurent": ["commune:88422"],  # merged into Épinal in 1964
    "strasbourg": ["commune:67482"],
    "agglo": ["epci:200068757"],
    "vosges": ["departement:88"],
    "bas-rhin": ["departement:67"],
    "region": ["region:44"],
    "both": ["commune:88160", "commune:67482"],
    "nowhere": [],
}
IN_EPINAL = {"epinal", "saint-laurent", "both"}
OVER_EPINAL = {"agglo", "vosges", "region"}


@pytest.fixture
def datasets():
    """One dataset for each way to declare territories."""
    organization = factories.Organization()
    for name, declared in DATASETS.items():
        factories.Dataset(name=name, owner_org=organization["id"], territories=declared)


@pytest.fixture
def names(app):
    """Search by the API with parameters; give the names found."""

    def search(**params) -> set[str]:
        response = app.get("/api/3/action/package_search", query_string={"rows": 50, **params})
        assert response.status_code == 200, response.body
        return {dataset["name"] for dataset in json.loads(response.body)["result"]["results"]}

    return search


def test_both_directions(datasets, names):
    assert names(ext_territory="commune:88160", ext_cover="within") == IN_EPINAL
    assert names(ext_territory="commune:88160", ext_cover="covers") == IN_EPINAL | OVER_EPINAL
    assert names(ext_territory="commune:88160", ext_cover="both") == IN_EPINAL | OVER_EPINAL
    assert names(ext_territory="commune:88160") == IN_EPINAL | OVER_EPINAL
    assert names(ext_territory="departement:88", ext_cover="within") == IN_EPINAL | {"agglo", "vosges"}
    assert names(ext_territory="departement:88", ext_cover="covers") == {"vosges", "region"}
    assert names(ext_territory="departement:88") == IN_EPINAL | OVER_EPINAL
    assert names(ext_territory="region:44", ext_cover="within") == set(DATASETS) - {"nowhere"}
    assert names(ext_territory="region:44", ext_cover="covers") == {"region"}


def test_a_merged_commune_is_its_successor(datasets, names):
    assert names(ext_territory="commune:88422", ext_cover="within") == IN_EPINAL
    assert names(ext_territory="88160", ext_cover="within") == IN_EPINAL


def test_the_quoted_filter_of_the_contract(datasets, names):
    assert names(fq='territories:"commune:88160"') == IN_EPINAL
    assert names(fq='territories_within:"departement:67"') == {"strasbourg", "bas-rhin", "both"}


def test_it_goes_with_words_and_other_filters(datasets, names):
    assert names(ext_territory="commune:88160", q="name:vosges") == {"vosges"}
    assert names(ext_territory="commune:88160", fq="name:strasbourg") == set()


def test_actions_and_extras(datasets):
    for params in ({"ext_territory": "commune:88160"}, {"extras": {"ext_territory": "commune:88160"}}):
        assert tk.get_action("package_search")({}, params)["count"] == len(IN_EPINAL | OVER_EPINAL)


def test_codes_are_kept_as_declared_and_shown_as_a_list(datasets):
    shown = tk.get_action("package_show")({}, {"id": "saint-laurent"})
    assert shown["territories"] == ["commune:88422"]


def test_facets_are_codes_in_force(datasets):
    found = tk.get_action("package_search")({}, {"facet.field": ["territories"], "rows": 0})
    counts = {item["name"]: item["count"] for item in found["search_facets"]["territories"]["items"]}
    assert counts["commune:88160"] == 3
    assert "commune:88422" not in counts


@pytest.mark.parametrize(
    "value", ["commune:99999", 'x" OR *:*', "*:*", "{!func}popularity", "commune:88160)", "\\", '"', "44", "a" * 9_000]
)
def test_hostile_and_unknown_values_are_refused_in_french(app, value):
    response = app.get("/api/3/action/package_search", query_string={"ext_territory": value})
    assert response.status_code == 409
    assert "n’est pas le code d’un territoire connu" in json.loads(response.body)["error"]["ext_territory"][0]


def test_an_unknown_cover_is_refused(app):
    response = app.get("/api/3/action/package_search", query_string={"ext_territory": "region:44", "ext_cover": "x"})
    assert response.status_code == 409
    assert "ext_cover" in json.loads(response.body)["error"]


def test_the_search_page(app, datasets):
    page = app.get("/dataset/?ext_territory=commune:88160&ext_cover=within")
    assert page.status_code == 200
    assert "/dataset/epinal" in page.body
    assert "/dataset/vosges" not in page.body
    wrong = app.get("/dataset/?ext_territory=commune:99999", status=400)
    assert "n’est pas le code d’un territoire connu" in wrong.body


def test_the_validator(datasets):
    organization = factories.Organization()
    made = factories.Dataset(owner_org=organization["id"], territories="commune:88160, Département:88\n88160")
    assert made["territories"] == ["commune:88160", "departement:88"]
    with pytest.raises(tk.ValidationError) as refused:
        factories.Dataset(owner_org=organization["id"], territories=["commune:99999"])
    assert "commune:99999" in str(refused.value.error_dict["territories"])


def test_a_page_of_results_asks_no_territory_of_the_database(app, datasets, statements):
    app.get("/dataset/?ext_territory=commune:88160")
    assert not [sql for sql in statements if "dge_territory" in sql]
