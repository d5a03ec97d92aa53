"""A bench prints the object of the contract, and is known by its name without anything installed."""

from __future__ import annotations

import json

import pytest
from benches.measure import Measure
from local import bench
from local.errors import DeployError


def test_a_line_has_the_fields_of_the_contract():
    line = json.loads(Measure("a.b", 2.0, "s", 10, 2.0, "peer 1.0", 8.0).line())
    assert list(line) == ["name", "value", "unit", "peer", "peer_value", "ratio", "n", "seconds"]
    assert line["ratio"] == 4.0


@pytest.mark.parametrize(("unit", "ratio"), [("s", 0.5), ("ms", 0.5), ("records/s", 2.0)])
def test_a_ratio_above_one_means_that_we_are_better(unit, ratio):
    assert Measure("a.b", 20.0, unit, 1, 1.0, "peer 1.0", 10.0).ratio == ratio


def test_without_a_peer_there_is_no_ratio():
    assert json.loads(Measure("a.b", 2.0, "s", 1, 2.0).line())["ratio"] is None


def test_every_bench_is_named_after_its_module():
    assert bench.benches()
    assert [name for name in bench.benches() if not (bench.BENCHES / f"{name.partition('.')[0]}.py").exists()] == []


def test_an_unknown_bench_lists_the_known_ones():
    with pytest.raises(DeployError, match="no bench 'nothing'") as told:
        bench.main(["nothing"])
    assert "search.action" in told.value.remedy
