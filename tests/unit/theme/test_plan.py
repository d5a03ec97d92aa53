"""The plan of the Grand Est shows an extent where it is, or nothing."""

import json

import pytest

from ckanext.datagrandest.theme import plan


def square(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_an_extent_lies_around_its_town():
    drawn = plan.plan_of(json.dumps(square(7.69, 48.49, 7.84, 48.65)))
    strasbourg = next(town for town in drawn.towns if town.name == "Strasbourg")
    assert drawn.box.x <= strasbourg.x <= drawn.box.x + drawn.box.width
    assert drawn.box.y <= strasbourg.y <= drawn.box.y + drawn.box.height
    assert (drawn.west, drawn.north) == ("7,69°", "48,65°")


def test_a_point_stays_visible():
    box = plan.plan_of({"type": "Point", "coordinates": [6.95, 48.28]}).box
    assert (box.width, box.height) == (plan.SMALLEST, plan.SMALLEST)


def test_an_extent_that_goes_beyond_is_cut_and_said():
    drawn = plan.plan_of(square(-5, 41, 10, 51))
    assert drawn.outside
    assert (drawn.box.x, drawn.box.y) == (0, 0)
    assert drawn.box.width == pytest.approx(plan.WIDTH, abs=1)


def test_an_extent_elsewhere_has_no_box():
    drawn = plan.plan_of(square(-62, 15, -61, 16))
    assert drawn.box is None
    assert drawn.outside


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        "",
        "not json",
        "[]",
        {},
        {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": ["x", 1]},
    ],
)
def test_what_is_no_extent_has_no_plan(geometry):
    assert plan.plan_of(geometry) is None


def test_all_parts_of_a_collection_count():
    shapes = {"type": "GeometryCollection", "geometries": [square(5, 48, 6, 49), square(7, 48, 8, 49)]}
    assert (plan.plan_of(shapes).west, plan.plan_of(shapes).east) == ("5,00°", "8,00°")


def test_towns_lie_within_the_region():
    from shapely import Point, Polygon

    region = Polygon(plan.OUTLINE)
    assert region.is_valid
    assert [name for name, lon, lat in plan.TOWNS if not region.contains(Point(lon, lat))] == []


def test_the_outline_is_that_of_the_region(shared_data):
    """Drawn by hand: it must cover the real départements to within one part in twenty."""
    from shapely import Polygon
    from shapely.geometry import shape

    path = shared_data / "geo/contours/france-geojson__region-grand-est.geojson"
    real = shape(json.loads(path.read_text(encoding="utf-8"))["geometry"])
    drawn = Polygon(plan.OUTLINE)
    assert real.intersection(drawn).area / real.union(drawn).area > 0.95
