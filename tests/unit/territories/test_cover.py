"""Rectangles of records find the territory that they are the rectangle of, on the real contours, or nothing."""

import json
import random

import pytest
from shapely.geometry import box, mapping
from shapely.ops import unary_union

from ckanext.datagrandest.territories import codes, extent, geojson, hierarchy


@pytest.fixture(scope="module")
def bounds(shared_data):
    """Bounds of every territory of the région that is made of communes with a contour."""
    known = {code: codes.official_name(code) for code in ("region:44", *hierarchy.descendants("region:44"))}
    limits = geojson.ContourLimits()
    found = {}
    for path in sorted((shared_data / "geo" / "contours").glob("*communes*.geojson")):
        found |= geojson.contours(geojson.read_file(path, limits), known, limits).geometries
    rectangles = {code: geometry.bounds for code, geometry in found.items()}
    for code in known:
        parts = [rectangles.get(f"commune:{commune}") for commune in hierarchy.communes_of(code)]
        if all(parts):
            rectangles[code] = unary_union([box(*part) for part in parts]).bounds
    return rectangles


@pytest.fixture(scope="module")
def extents(bounds):
    return extent.Extents.of(bounds.items())


def sampled(bounds):
    """One commune of seven, and all larger territories."""
    communes = [item for item in bounds.items() if item[0].startswith("commune:")]
    return [*communes[::7], *(item for item in bounds.items() if not item[0].startswith("commune:"))]


def spatial(rectangle) -> str:
    return json.dumps(mapping(box(*rectangle)))


def test_every_territory_is_found_by_its_own_rectangle(bounds, extents):
    assert len(bounds) == 5_115 + 149 + 38 + 10 + 1
    wrong = [code for code, rectangle in sampled(bounds) if extents.territories_of(spatial(rectangle)) != [code]]
    assert len(wrong) <= 6, wrong  # an EPCI and an arrondissement of nearly the same communes are not told apart


@pytest.mark.parametrize("share", [0.02, 0.05])
def test_loose_rectangles_are_found_and_never_mistaken(bounds, extents, share):
    chance = random.Random(1)
    missed = 0
    for code, (west, south, east, north) in sampled(bounds):
        width, height = (east - west) * share, (north - south) * share
        loose = (
            west - width * chance.random(),
            south - height * chance.random(),
            east + width * chance.random(),
            north + height * chance.random(),
        )
        found = extents.territories_of(spatial(loose))
        assert found in ([], [code]), (code, found)
        missed += not found
    assert missed < 10


def test_rectangles_rounded_to_a_kilometre_are_never_mistaken(bounds, extents):
    found = {
        code: extents.territories_of(spatial([round(side, 2) for side in rectangle]))
        for code, rectangle in sampled(bounds)
    }
    assert all(codes_found in ([], [code]) for code, codes_found in found.items())
    assert found["departement:88"] == ["departement:88"]


def test_rectangles_drawn_at_random_find_next_to_nothing(extents):
    chance = random.Random(2)
    hits = 0
    for _ in range(2_000):
        x, y, width = chance.uniform(4, 8), chance.uniform(47.6, 49.9), chance.uniform(0.02, 1.5)
        height = width * chance.uniform(0.4, 1)
        hits += bool(extents.territories_of(spatial((x, y, x + width, y + height))))
    assert hits < 20


def test_a_region_of_before_2016_gives_its_departements(bounds, extents):
    alsace = tuple(
        chosen(bounds["departement:67"][side], bounds["departement:68"][side])
        for side, chosen in enumerate((min, min, max, max))
    )
    assert extents.territories_of(spatial(alsace)) == ["departement:67", "departement:68"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "{",
        "[]",
        "null",
        {"type": "Point", "coordinates": [6, 48]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": "x"},
        '{"type": "Polygon"}',
        spatial((-5.1, 41.3, 9.6, 51.1)),  # France
        spatial((-180, -90, 180, 90)),
        spatial((2.2, 48.8, 2.4, 48.9)),  # Paris
    ],
)
def test_what_is_unclear_or_unreadable_gives_nothing(extents, value):
    assert extents.territories_of(value) == []


def test_without_contours_nothing_is_found():
    assert extent.Extents.of([]).territories_of(spatial((6, 48, 7, 49))) == []
