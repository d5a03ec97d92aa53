"""A source limited to a territory keeps what touches it, says what it leaves out, and removes nothing by mistake."""

import json

import pytest
from shapely.geometry import box, mapping, shape

from ckanext.datagrandest.harvesting import guard, options
from ckanext.datagrandest.harvesting.contract import Draft, Page, RemoteRecord
from ckanext.datagrandest.harvesting.plan import Action, Known, Planner, content_hash, left_out
from ckanext.datagrandest.harvesting.touching import (
    RECTANGLES,
    TERRITORY,
    Touch,
    WrongTerritory,
    area_of,
    asked_bounds,
    touches,
)

GRAND_EST = area_of("region:44")
EPINAL = (6.40, 48.15, 6.52, 48.22)
BREST = (-4.6, 48.35, -4.4, 48.45)


def extent(*bounds):
    return {"spatial": json.dumps(mapping(box(*bounds)))}


def point(longitude, latitude):
    return {"spatial": json.dumps({"type": "Point", "coordinates": [longitude, latitude]})}


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ({"territories": ["commune:88160"]}, Touch.INSIDE),
        ({"territories": ["departement:29", "departement:67"]}, Touch.INSIDE),
        ({"territories": ["region:42"]}, Touch.INSIDE),  # Alsace, of before 2016
        ({"territories": ["commune:29019"]}, Touch.OUTSIDE),
        ({"territories": ["commune:29019"], **extent(*EPINAL)}, Touch.OUTSIDE),  # codes are more precise than a box
        ({"territories": ["unknown"], **extent(*EPINAL)}, Touch.INSIDE),
        (extent(*EPINAL), Touch.INSIDE),
        (extent(-5.2, 41.3, 9.6, 51.1), Touch.INSIDE),  # the whole country
        (extent(*BREST), Touch.OUTSIDE),
        (extent(2.0, 47.5, 3.38, 49.0), Touch.OUTSIDE),  # shares a border only
        (extent(3.5, 49.6, 3.9, 50.1), Touch.OUTSIDE),  # inside the rectangle of the région, but in the Aisne
        (point(7.75, 48.58), Touch.INSIDE),
        (point(2.35, 48.85), Touch.OUTSIDE),
        ({"tags": [{"name": "alsace"}]}, Touch.INSIDE),
        ({"tags": [{"name": "Haut-Rhin"}]}, Touch.INSIDE),
        ({"tags": [{"name": "France entière"}]}, Touch.INSIDE),
        ({"title": "Zones humides en Champagne-Ardenne (2012)"}, Touch.INSIDE),
        ({"title": "Base nationale des bibliothèques"}, Touch.UNTOLD),
        ({"title": "Routes de Seine-et-Marne"}, Touch.UNTOLD),
        ({"tags": [{"name": "bretagne"}], **extent(*BREST)}, Touch.OUTSIDE),
        ({"spatial": "{broken", "title": "x"}, Touch.UNTOLD),
        (
            {"spatial": {"type": "Polygon", "coordinates": [[[6, 48], [7, 49], [7, 48], [6, 49], [6, 48]]]}},
            Touch.INSIDE,
        ),
    ],
)
def test_how_a_dataset_lies_to_the_region(dataset, expected):
    assert touches(dataset, GRAND_EST) is expected


@pytest.mark.parametrize("code", ["departement:88", "commune:88160", "epci:200068757"])
def test_a_part_of_the_region_has_the_rectangles_of_its_departement(code):
    assert touches(extent(*EPINAL), area_of(code)) is Touch.INSIDE
    assert touches(extent(7.7, 48.5, 7.8, 48.6), area_of(code)) is Touch.OUTSIDE


def test_the_codes_of_a_larger_territory_touch_its_parts():
    assert touches({"territories": ["region:44"]}, area_of("commune:88160")) is Touch.INSIDE
    assert touches({"territories": ["departement:67"]}, area_of("commune:88160")) is Touch.OUTSIDE


def test_a_territory_whose_outline_nobody_knows_goes_by_codes_and_names():
    bretagne = area_of("region:53")
    assert bretagne.bounds is None
    assert touches({"territories": ["commune:29019"]}, bretagne) is Touch.INSIDE
    assert touches(extent(*BREST), bretagne) is Touch.OUTSIDE
    assert touches({"tags": [{"name": "Finistère"}]}, bretagne) is Touch.INSIDE


def test_a_box_goes_by_extents():
    area = area_of("3.38; 47.42; 8.24; 50.17")
    assert touches(extent(*EPINAL), area) is Touch.INSIDE
    assert touches(extent(*BREST), area) is Touch.OUTSIDE
    assert touches({"territories": ["commune:88160"]}, area) is Touch.OUTSIDE, "a box has no code"
    assert area.bounds == (3.38, 47.42, 8.24, 50.17)


@pytest.mark.parametrize(
    "text", ["region:99", "Grand Est", "1,2,3", "8,47,3,50", "3,50,8,47", "3,47,nan,50", "200,1,300,2", "1e999,1,2,3"]
)
def test_what_is_no_territory_is_refused_with_a_sentence(text):
    with pytest.raises(WrongTerritory):
        area_of(text)
    with pytest.raises(options.InvalidOptions):
        options.check([TERRITORY], {"territory": text})


def test_the_option_is_checked_and_may_be_a_list():
    assert options.check([TERRITORY], {}) == {"territory": ""}
    given = options.check([TERRITORY], {"territory": ["departement:67", "departement:68"]})
    assert area_of(given["territory"]).codes == ("departement:67", "departement:68")
    assert area_of("") is None
    assert asked_bounds(given) == (6.84, 47.42, 8.24, 49.08)
    assert asked_bounds({"territory": ""}) is None


def test_the_rectangles_are_around_the_official_contours(shared_data):
    contours = json.loads((shared_data / "geo/contours/france-geojson__departements-grand-est.geojson").read_text())
    found = {f"departement:{one['properties']['code']}": shape(one["geometry"]) for one in contours["features"]}
    assert set(found) == set(RECTANGLES)
    for code, contour in found.items():
        rectangle = box(*RECTANGLES[code])
        assert rectangle.covers(contour), code
        assert rectangle.area < box(*contour.bounds).area * 1.05, code


def test_the_exact_outline_is_used_where_it_is_known(shared_data):
    contours = json.loads((shared_data / "geo/contours/france-geojson__departements-grand-est.geojson").read_text())
    known = {f"departement:{one['properties']['code']}": shape(one["geometry"]) for one in contours["features"]}
    exact = area_of("departement:54", lambda codes: known[next(iter(codes))])
    in_the_rectangle_but_in_moselle = extent(6.6, 49.1, 6.7, 49.2)
    assert touches(in_the_rectangle_but_in_moselle, area_of("departement:54")) is Touch.INSIDE
    assert touches(in_the_rectangle_but_in_moselle, exact) is Touch.OUTSIDE


# the plan

HERE, ELSEWHERE, NOWHERE = extent(*EPINAL), extent(*BREST), {}


def planner(records, known=None, **settings):
    plan = Planner(known or {}, lambda record: Draft({"title": record.identifier, **records[record.identifier]}), 1, "job",
                   **{"area": GRAND_EST, **settings})  # fmt: skip
    page = Page(tuple(RemoteRecord(name, name.encode()) for name in records), len(records))
    return plan, {step.identifier: step.action for step in plan.steps(page)}


def held(name, **changes):
    return Known(**{"package_id": name, "content_hash": content_hash(name.encode()), "draft_hash": "h",
                    "mapping_version": 1, **changes})  # fmt: skip


def test_what_lies_elsewhere_is_left_out_and_told():
    plan, actions = planner({"a": HERE, "b": ELSEWHERE, "c": NOWHERE, "d": ELSEWHERE})
    assert actions == {"a": Action.ADD, "b": Action.LEFT_OUT, "c": Action.LEFT_OUT, "d": Action.LEFT_OUT}
    plan.listing.complete = True
    assert plan.missing() == {}
    notes = [str(note) for note in left_out(plan.listing, plan.area)]
    assert len(notes) == 2
    assert notes[0].startswith("2 records do not touch Grand Est")
    assert notes[1].startswith("1 records do not say")


def test_without_a_territory_nothing_is_left_out():
    plan, actions = planner({"a": HERE, "b": ELSEWHERE, "c": NOWHERE}, area=None)
    assert set(actions.values()) == {Action.ADD}
    assert left_out(plan.listing, None) == []


def test_the_guard_counts_what_was_left_out_as_read():
    """The server announces 10 and 8 are left out: nothing vanished."""
    records = {"a": HERE, "b": HERE, **{f"x{number}": ELSEWHERE for number in range(8)}}
    plan, _ = planner(records, {"a": held("a"), "b": held("b"), "gone": held("gone")})
    plan.listing.complete = True
    missing = plan.missing()
    assert set(missing) == {"gone"}
    assert guard.objection(plan.listing, 3, len(missing), guard.Limits()) is None


def test_a_dataset_that_no_longer_touches_goes_the_way_of_missing_ones():
    """Its record changed, or the territory was given later (another version of the mapping): grace, then archived."""
    known = {"a": held("a"), "b": held("b", content_hash="old"), "c": held("c", mapping_version=0)}
    plan, actions = planner({"a": HERE, "b": ELSEWHERE, "c": NOWHERE}, known)
    assert actions == {"a": Action.UNCHANGED, "b": Action.LEFT_OUT, "c": Action.LEFT_OUT}
    assert set(plan.missing()) == {"b", "c"}


def test_a_territory_given_by_mistake_is_held_by_the_guard():
    records = {f"r{number}": ELSEWHERE for number in range(20)}
    plan, _ = planner(records, {name: held(name, mapping_version=0) for name in records})
    plan.listing.complete = True
    assert guard.objection(plan.listing, 20, len(plan.missing()), guard.Limits()) is not None
