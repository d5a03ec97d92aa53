"""A territory among its neighbours as SVG paths."""

import json
import re

from ckanext.datagrandest.territories import sketch


def square(west: float, south: float, side: float = 0.1) -> str:
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return json.dumps({"type": "MultiPolygon", "coordinates": [[ring]]})


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


def test_the_territory_fills_the_drawing_and_its_neighbours_reach_in():
    drawn = sketch.of("a", {"b": square(6.1, 48), "a": square(6, 48)})
    assert drawn
    xs, ys = zip(*points(drawn.own), strict=True)
    assert 0 < min(xs) < max(xs) < drawn.width
    assert 0 < min(ys) < max(ys) < drawn.height
    assert max(drawn.width, drawn.height) == sketch.TALLEST
    assert drawn.width < drawn.height, "a degree of longitude is narrower than one of latitude here"
    (other,) = drawn.others
    assert min(x for x, _ in points(other)) == max(xs)
    assert drawn.own.count("M") == drawn.own.count("Z") == 1


def test_without_contour_there_is_no_drawing():
    assert sketch.of("a", {"b": square(6, 48)}) is None
