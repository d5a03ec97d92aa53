"""Places that people ask about: read with limits, cut into small pieces without loss."""

import json
import math
import random

import pytest
import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box, mapping

from ckanext.datagrandest.territories import geometry

LIMITS = geometry.GeometryLimits(points=1_000, length=20_000)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("6,48,7,49", "Polygon"),
        ([6, 48, 7, 49], "Polygon"),
        (" 6 , 48 , 6 , 48 ", "Point"),
        ("6,48,6,49", "LineString"),
    ],
)
def test_rectangles(value, kind):
    assert geometry.read_bbox(value).geom_type == kind


@pytest.mark.parametrize(
    "value",
    ["", "6,48", "7,48,6,49", "6,49,7,48", "nan,48,7,49", "-inf,-90,inf,90", "6,48,7,91", "a,b,c,d", None, 4, {"a": 1}],
)
def test_what_is_no_rectangle(value):
    with pytest.raises(geometry.GeometryError):
        geometry.read_bbox(value)


@pytest.mark.parametrize(
    "place", [Point(6, 48), MultiPoint([(6, 48), (7, 49)]), LineString([(6, 48), (7, 49)]), box(6, 48, 7, 49)]
)
def test_geometries_as_text_object_and_feature(place):
    content = mapping(place)
    for value in (content, json.dumps(content), {"type": "Feature", "properties": {}, "geometry": content}):
        assert geometry.read_geometry(value, LIMITS).equals(place)


def test_heights_are_left_out():
    assert not geometry.read_geometry({"type": "Point", "coordinates": [6, 48, 320]}, LIMITS).has_z


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "",
        "{",
        "[" * 10_000,
        '{"type": "Point", "coordinates": [NaN, 48]}',
        '{"type": "Point", "coordinates": [1e999, 48]}',
        {"type": "Point"},
        {"type": "Point", "coordinates": None},
        {"type": "Point", "coordinates": [6]},
        {"type": "Point", "coordinates": [900_000, 6_700_000]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[6, 48], [7, 48]]]},
        {"type": "Polygon", "coordinates": [[[6, 48], [7, 49], [7, 48], [6, 49], [6, 48]]]},
        {"type": "LineString", "coordinates": {"0": [6, 48]}},
        {"type": "Sphere", "coordinates": [6, 48]},
        {"type": ["Point"], "coordinates": [6, 48]},
        {"type": "Feature", "geometry": None},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "MultiPoint", "coordinates": [[6, 48]] * 1_001},
        {"type": "MultiPolygon", "coordinates": [[[[[[6, 48]]]]]]},
    ],
)
def test_what_is_no_geometry(value):
    with pytest.raises(geometry.GeometryError):
        geometry.read_geometry(value, LIMITS)


def comb(teeth: int) -> Polygon:
    """Thin teeth side by side, as long as the whole is high: every cut meets all of them."""
    upper = [(6 + (index // 2) / teeth / 2, 48.4 if index % 4 in {1, 2} else 48) for index in range(4 * teeth)]
    return Polygon([*upper, (7, 47.9), (6, 47.9)])


def spiral(points: int) -> LineString:
    """A long track that crosses itself now and then."""
    steps = [index / 150 for index in range(points)]
    return LineString([(6.5 + math.cos(step) * step / 200, 48.5 + math.sin(step * 1.1) * step / 300) for step in steps])


def test_pieces_are_the_whole():
    for place, size in ((comb(200), "area"), (spiral(5_000), "length")):
        assert place.is_valid
        cut = geometry.pieces(place)
        assert 5 < len(cut) <= geometry.MOST_PIECES
        assert all(shapely.get_num_coordinates(piece) <= geometry.PIECE for piece in cut)
        assert sum(getattr(piece, size) for piece in cut) == pytest.approx(getattr(place, size))
    assert geometry.pieces(box(6, 48, 7, 49)) == [box(6, 48, 7, 49)]


def test_what_would_be_dear_everywhere_is_refused():
    chance = random.Random(1)
    scribble = LineString([(6 + chance.random(), 48 + chance.random()) for _ in range(5_000)])
    for place in (comb(2_400), scribble):
        with pytest.raises(geometry.GeometryError) as refused:
            geometry.pieces(place)
        assert "too dense" in str(refused.value.message)


def test_points_are_cut_too_even_when_they_are_all_one():
    points = MultiPoint([(6 + index / 5_000, 48.5) for index in range(5_000)])
    cut = geometry.pieces(points)
    assert all(shapely.get_num_coordinates(piece) <= geometry.PIECE for piece in cut)
    assert shapely.union_all(cut).equals(points)
    assert len(geometry.pieces(MultiPoint([(6, 48)] * 5_000))) == 1
