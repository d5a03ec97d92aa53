"""Which territory lies in which."""

import json

import pytest

from ckanext.datagrandest.territories import cog, hierarchy


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("commune:88160", ("epci:200068757", "arrondissement:881", "departement:88", "region:44")),
        ("commune:88422", ("epci:200068757", "arrondissement:881", "departement:88", "region:44")),
        ("epci:200068559", ("departement:52", "departement:88", "region:44")),
        ("epci:200070332", ("departement:52", "departement:70", "region:44", "region:27")),
        ("arrondissement:881", ("departement:88", "region:44")),
        ("departement:88", ("region:44",)),
        ("region:44", ()),
        ("region:42", ()),
        ("commune:99999", ()),
        ("junk", ()),
    ],
)
def test_ancestors(code, above):
    assert hierarchy.ancestors(code) == above


def test_a_district_lies_in_its_city():
    assert hierarchy.covering("commune:69381")[:2] == ["commune:69381", "commune:69123"]


def test_covering_begins_with_the_place_in_force():
    assert hierarchy.covering("commune:88422")[0] == "commune:88160"
    assert hierarchy.covering("junk") == []


def test_closure_names_each_once():
    assert hierarchy.closure(["commune:88160", "departement:88", "junk"]) == [
        "commune:88160",
        "epci:200068757",
        "arrondissement:881",
        "departement:88",
        "region:44",
    ]


def test_members_are_those_of_the_official_list(shared_data):
    official = json.loads((shared_data / "geo/grand-est/epci-grand-est.json").read_text(encoding="utf-8"))
    assert len(official) == 150
    for epci in official:
        members = {member["code"] for member in epci["membres"]}
        assert set(hierarchy.communes_of(f"epci:{epci['code']}")) == members


def test_communes_of_a_place():
    assert len(hierarchy.communes_of("region:44")) == 5_115
    assert hierarchy.communes_of("commune:88422") == ("88160",)
    assert "88160" in hierarchy.communes_of("departement:88")
    assert hierarchy.communes_of("junk") == ()


def test_descendants_are_the_other_direction():
    below = hierarchy.descendants("departement:88")
    assert "commune:88160" in below
    assert "epci:200068559" in below
    assert all("departement:88" in hierarchy.ancestors(code) for code in below)
    assert len(hierarchy.descendants("region:44")) > 5_115 + 150 + 10
    assert hierarchy.descendants("commune:88160") == ()


def test_every_commune_of_the_country_lies_in_a_region():
    table = cog.table()
    for code in table.communes:
        assert (
            hierarchy.ancestors(f"commune:{code}")[-1] == f"region:{table.departement_region[cog.departement_of(code)]}"
        )
