"""Contours simplified by zoom, on the real communes of a département."""

import json

import pytest
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

from ckanext.datagrandest.territories import drawing


@pytest.fixture(scope="module")
def communes(shared_data) -> dict[str, shapely.Geometry]:
    """Contours of the communes of Haut-Rhin by code."""
    (file,) = (shared_data / "geo" / "contours").glob("*communes-68-*.geojson")
    features = json.loads(file.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}


@pytest.mark.parametrize("level", drawing.LEVELS)
def test_a_level_is_light_true_to_half_a_pixel_and_without_gaps(communes, level):
    drawn = {code: shape(json.loads(text)) for code, text in drawing.simplified(communes, level).items()}
    assert drawn.keys() == communes.keys()
    shapes = list(drawn.values())
    assert shapely.coverage_is_valid(shapes)
    assert shapely.get_num_coordinates(shapes).sum() <= shapely.get_num_coordinates(list(communes.values())).sum()
    whole, simpler = shapely.union_all(list(communes.values())), shapely.union_all(shapes)
    assert whole.symmetric_difference(simpler).area < whole.area * 0.02


@pytest.mark.parametrize(("zoom", "found"), [(0, 6), (6, 6), (7, 8), (9, 10), (12, 12), (13, None), (22, None)])
def test_the_lightest_level_that_is_sharp(zoom, found):
    level = drawing.level_of(zoom)
    assert (level.zoom if level else None) == found


def test_small_zooms_are_much_lighter(communes):
    sizes = [sum(map(len, drawing.simplified(communes, level).values())) for level in drawing.LEVELS]
    assert sizes == sorted(sizes)
    assert sizes[0] * 3 < sizes[-1]


def test_positions_that_fall_together_are_written_once_and_small_rings_stay_rings():
    tiny = Polygon([(6, 48), (6.000001, 48), (6.000001, 48.000001), (6, 48)])
    square = Polygon([(6, 48), (6.1, 48), (6.1000001, 48), (6.1, 48.1), (6, 48.1)], holes=[tiny.exterior.coords])
    written = json.loads(drawing.geojson(MultiPolygon([square, tiny]), 4))
    (outer, *holes), (small,) = written["coordinates"]
    assert outer == [[6, 48], [6.1, 48], [6.1, 48.1], [6, 48.1], [6, 48]]
    assert holes == []
    assert len(small) == 4
    assert small[0] == small[-1]
