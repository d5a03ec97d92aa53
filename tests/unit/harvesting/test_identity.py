"""Which dataset a record is: priorities, who meets whom, and what is never merged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.datagrandest.harvesting.identity import Group, Holder, Match, identify, plan_merges
from ckanext.datagrandest.harvesting.ranks import ORDER, Standing
from ckanext.datagrandest.harvesting.twins import box_of, is_producer, probable, signature_of


def test_the_order_is_that_of_the_network():
    assert ORDER == ("producer", "epci", "departement", "region", "national")


@pytest.mark.parametrize(
    ("standing", "producer", "level"),
    [
        (Standing("region", "epci"), True, "region"),
        (Standing("", "epci"), False, "epci"),
        (Standing("", "region"), True, "producer"),
        (Standing("", "region"), False, "region"),
        (Standing("", "commune"), False, "producer"),
        (Standing("", "association"), False, "producer"),
        (Standing("", ""), False, "national"),
    ],
)
def test_ranks(standing, producer, level):
    assert standing.rank(producer=producer) == ORDER.index(level)


def test_a_source_that_is_no_longer_harvested_comes_last():
    assert Standing("producer", active=False).rank(producer=True) > Standing("national").rank(producer=False)


def holder(**changes) -> Holder:
    return Holder(**{"package_id": "p", "source_id": "a", "source_title": "A", "rank": 2, **changes})


@pytest.mark.parametrize(("rank", "fills"), [(1, True), (2, False), (3, False)])
def test_only_a_better_rank_takes_the_place(rank, fills):
    identity = identify("x", "b", rank, [holder()], set())
    assert (identity.verdict, identity.package_id, identity.fills) == ("merged", "p", fills)
    assert identity.reason


def test_a_closed_dataset_is_opened_again_and_a_living_one_comes_first():
    assert identify("x", "b", 4, [holder(closed=True)], set()).fills
    both = [holder(package_id="closed", closed=True, rank=0), holder(package_id="open")]
    assert identify("x", "b", 4, both, set()).package_id == "open"


def test_a_dataset_given_to_another_record_of_this_source_is_not_given_again():
    assert identify("x", "b", 0, [holder()], {"p"}).verdict == "new"


def match(mine: str, theirs: str, rule: str = "citation", **changes) -> Match:
    values = {"mine": ("me", mine), "theirs": ("a", theirs), "my_package": f"p-{mine}", "their_package": f"p-{theirs}"}
    return Match(**{**values, "rule": rule, "evidence": "e", **changes})


def groups(**records: list[tuple[str, str]]) -> dict[str, Group]:
    named = {f"p-{name}": some for name, some in records.items()}
    return {name: Group(name, f"{number}", frozenset(some)) for number, (name, some) in enumerate(named.items())}


def test_the_older_dataset_stays():
    [merge] = plan_merges([match("m", "x")], groups(x=[("a", "x")], m=[("me", "m")]))
    assert (merge.kept, merge.absorbed) == ("p-x", "p-m")
    [merge] = plan_merges([match("m", "x")], groups(m=[("me", "m")], x=[("a", "x")]))
    assert (merge.kept, merge.absorbed) == ("p-m", "p-x")


def test_two_records_of_one_source_never_meet_even_through_others():
    some = groups(x=[("a", "x"), ("me", "other")], m=[("me", "m")])
    assert plan_merges([match("m", "x")], some) == []
    chain = [match("m", "x"), match("n", "x")]
    merges = plan_merges(chain, groups(x=[("a", "x")], m=[("me", "m")], n=[("me", "n")]))
    assert [merge.absorbed for merge in merges] == ["p-m"]


def test_the_surest_reason_wins():
    both = [match("m", "y", "link"), match("m", "x", "identifier")]
    merges = plan_merges(both, groups(x=[("a", "x")], y=[("a", "y")], m=[("me", "m")]))
    assert [(merge.kept, merge.match.rule) for merge in merges] == [("p-x", "identifier")]


def test_what_a_person_parted_stays_apart_even_through_a_third():
    some = groups(x=[("a", "x"), ("c", "z")], m=[("me", "m")])
    assert plan_merges([match("m", "x")], some, [(("c", "z"), ("me", "m"))]) == []
    third = [match("m", "x", "identifier"), replace(match("m", "y"), theirs=("b", "y"))]
    apart = [(("a", "x"), ("b", "y"))]
    merges = plan_merges(third, groups(x=[("a", "x")], y=[("b", "y")], m=[("me", "m")]), apart)
    assert [merge.kept for merge in merges] == ["p-x"]


VOSGES = {"type": "Polygon", "coordinates": [[[5.4, 47.8], [7.2, 47.8], [7.2, 48.5], [5.4, 48.5], [5.4, 47.8]]]}


def signature(name: str = "", spatial: object = None, **fields) -> dict:
    contacts = [{"role": "pointOfContact", "name": "Autre"}, {"role": "owner", "name": name}] if name else []
    return signature_of({"contacts": contacts, "spatial": spatial, **fields})


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (
            signature("Département des Vosges"),
            signature("Conseil départemental — département des Vosges"),
            ["organization"],
        ),
        (signature("Vosges", VOSGES), signature("Vosges", VOSGES), ["organization", "extent"]),
        (signature("", VOSGES), signature("Vosges", VOSGES), ["extent"]),
        (signature("Vosges", VOSGES), signature("Ardennes", VOSGES), []),
        (signature("Vosges", VOSGES), signature("Vosges", {"type": "Point", "coordinates": [4.0, 49.0]}), []),
        (signature(), signature(), []),
        (signature("Vosges"), signature("Vosges", scope="service"), []),
    ],
)
def test_probable_twins(one, other, shared):
    assert probable(one, other) == shared
    assert probable(other, one) == shared


@pytest.mark.parametrize("spatial", [None, "", "no json", "{}", '{"type": "Point"}', '{"coordinates": []}', "[1]"])
def test_an_extent_that_cannot_be_read_is_none(spatial):
    assert box_of(spatial) is None


def test_the_producer_is_recognised_by_the_name_of_the_organisation():
    dataset = {"contacts": [{"role": "owner", "name": "Métropole du Grand Nancy"}]}
    assert is_producer(dataset, "Grand Nancy Métropole")
    assert not is_producer(dataset, "Région Grand Est")
    assert not is_producer(dataset, "")
