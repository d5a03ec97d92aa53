"""What reaches Solr is made of known codes only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.datagrandest.territories import search

EPINAL_AND_ABOVE = '"commune:88160" OR "epci:200068757" OR "arrondissement:881" OR "departement:88" OR "region:44"'


@pytest.mark.parametrize(
    ("cover", "query"),
    [
        ("within", 'territories_within:("commune:88160")'),
        ("covers", f"territories:({EPINAL_AND_ABOVE})"),
        ("both", f'territories_within:("commune:88160") OR territories:({EPINAL_AND_ABOVE})'),
        (None, f'territories_within:("commune:88160") OR territories:({EPINAL_AND_ABOVE})'),
        ("", f'territories_within:("commune:88160") OR territories:({EPINAL_AND_ABOVE})'),
    ],
)
def test_three_covers(cover, query):
    assert search.place_filter({"ext_territory": "commune:88160", "ext_cover": cover}) == query


def test_a_merged_commune_is_searched_as_its_successor():
    merged, now = ({"ext_territory": f"commune:{code}", "ext_cover": "within"} for code in ("88422", "88160"))
    assert search.place_filter(merged) == search.place_filter(now)


def test_several_places_are_alternatives():
    asked = {"ext_territory": ["commune:88160", "commune:67482"], "ext_cover": "within"}
    assert search.place_filter(asked) == 'territories_within:("commune:88160" OR "commune:67482")'


@pytest.mark.parametrize("parameters", [{}, {"ext_territory": ""}, {"ext_territory": None}, {"ext_cover": "within"}])
def test_no_place_no_filter(parameters):
    assert search.place_filter(parameters) is None


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"ext_territory": "commune:99999"}, "ext_territory"),
        ({"ext_territory": 'x" OR *:*'}, "ext_territory"),
        ({"ext_territory": {"a": 1}}, "ext_territory"),
        ({"ext_territory": ["commune:88160"] * 21}, "ext_territory"),
        ({"ext_territory": "commune:88160", "ext_cover": "all"}, "ext_cover"),
        ({"ext_cover": "all"}, "ext_cover"),
    ],
)
def test_wrong_parameters_are_named(parameters, field):
    with pytest.raises(search.SearchByPlaceError) as caught:
        search.place_filter(parameters)
    assert caught.value.field == field
    assert caught.value.message.render(str)


@given(st.text())
def test_hostile_texts_never_reach_solr(text):
    try:
        query = search.place_filter({"ext_territory": text, "ext_cover": "within"})
    except search.SearchByPlaceError:
        return
    assert query is None or query.replace('territories_within:("', "").replace('")', "").replace(":", "").isalnum()


@pytest.mark.parametrize(
    ("value", "declared"),
    [
        ('["commune:88422", "commune:88160"]', ["commune:88160"]),
        (["departement:88", "unknown"], ["departement:88"]),
        ("[broken", []),
        (None, []),
    ],
)
def test_indexed(value, declared):
    assert search.indexed(value)["territories"] == declared


def test_the_index_holds_the_ancestors():
    assert search.indexed(["commune:88160"])["territories_within"] == [
        "commune:88160",
        "epci:200068757",
        "arrondissement:881",
        "departement:88",
        "region:44",
    ]
