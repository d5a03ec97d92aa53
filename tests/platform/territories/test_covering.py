"""Which territories a place lies in, who lives next door, what lies in what: on real contours."""

import json

import pytest
import shapely
from shapely.geometry import Point, box, mapping
from sqlalchemy import func, select, text

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.territories import covering
from ckanext.datagrandest.territories.model import Territory

ALL = ("08", "10", "51", "52", "54", "55", "57", "67", "68", "88")
EPINAL = {"type": "Point", "coordinates": [6.4495, 48.1742]}
OVER_EPINAL = ["commune:88160", "epci:200068757", "arrondissement:881", "departement:88"]
AROUND_EPINAL = "6.40,48.14,6.50,48.21"


@pytest.fixture
def cover(app):
    """Ask `dge_territory_cover` by POST; give its result."""

    def ask(status: int = 200, **params):
        response = app.post("/api/3/action/dge_territory_cover", json=params, status=status)
        body = json.loads(response.body)
        return body["result"] if status == 200 else body["error"]

    return ask


def codes_of(found) -> list[str]:
    return [result["code"] for result in found["results"]]


class TestVosges:
    @pytest.fixture(autouse=True)
    def vosges(self, contoured):
        contoured("88")

    def test_a_point_and_a_contour_lie_in_the_smallest_first(self, cover):
        found = cover(geometry=EPINAL)
        assert codes_of(found) == OVER_EPINAL
        assert {result["share"] for result in found["results"]} == {1.0}
        assert found["results"][0]["within"] is None
        assert codes_of(cover(bbox=[6.4495, 48.1742, 6.4495, 48.1742])) == OVER_EPINAL

        shape = model.Session.scalar(
            select(func.ST_AsGeoJSON(Territory.geometry)).where(Territory.code == "commune:88160")
        )
        found = cover(geometry=shape)
        assert codes_of(found) == OVER_EPINAL
        assert found["results"][0]["within"] == pytest.approx(1, abs=1e-3)

    def test_shares_add_up(self, cover, app):
        found = cover(bbox=AROUND_EPINAL, kinds=["commune"])["results"]
        assert len(found) > 5
        assert sum(result["share"] for result in found) == pytest.approx(1, abs=0.05)
        assert found == sorted(found, key=lambda result: -round(result["share"], 3))
        within = cover(bbox="6.0,47.8,7.2,48.5", kinds="commune", limit=1000)["results"]
        assert "commune:88160" in [result["code"] for result in within if result["within"] == 1.0]

        line = {"type": "LineString", "coordinates": [[6.4495, 48.1742], [6.9475, 48.2847]]}
        found = cover(geometry=line, kinds="commune")["results"]
        assert {"commune:88160", "commune:88413"} <= {result["code"] for result in found}
        assert sum(result["share"] for result in found) == pytest.approx(1, abs=0.02)

        params = {"bbox": AROUND_EPINAL, "kinds": "commune,epci", "limit": 3}
        body = json.loads(app.get("/api/3/action/dge_territory_cover", query_string=params).body)["result"]
        assert len(body["results"]) == 3
        assert body["count"] > 3

    def test_neighbours_share_a_border(self, app):
        def neighbours(code: str, **params) -> list[str]:
            asked = {"id": code, **params}
            body = json.loads(app.get("/api/3/action/dge_territory_neighbour_list", query_string=asked).body)["result"]
            assert body["count"] == len(body["results"])
            return [place["code"] for place in body["results"]]

        around = neighbours("commune:88160")
        assert {"commune:88209", "commune:88136", "commune:88132"} <= set(around)  # Golbey, Dinozé, Deyvillers
        assert "commune:88160" not in around
        assert all("commune:88160" in neighbours(code) for code in around)
        assert "commune:88422" not in around
        assert all(code.startswith("epci:") for code in neighbours("epci:200068757"))
        outside = neighbours("epci:200068757", kind="commune")
        members = tk.get_action("dge_territory_member_list")({}, {"id": "epci:200068757"})
        assert outside
        assert not {place["code"] for place in members["results"]} & set(outside)
        expected = exact_neighbours()
        assert set(around) == expected

        refused = app.get("/api/3/action/dge_territory_neighbour_list?id=commune:67482", status=404)
        assert "Strasbourg" in json.loads(refused.body)["error"]["message"]
        app.get("/api/3/action/dge_territory_neighbour_list?id=commune:99999", status=404)
        app.get("/api/3/action/dge_territory_neighbour_list?id=commune:88160&kind=canton", status=409)


def exact_neighbours() -> set[str]:
    """Give the communes whose contour has a line in common with that of Épinal, by shapely."""
    rows = model.Session.execute(
        select(Territory.code, func.ST_AsBinary(Territory.geometry)).where(
            Territory.kind == "commune", Territory.geometry.is_not(None)
        )
    )
    shapes = {code: shapely.from_wkb(bytes(content)) for code, content in rows}
    own = shapes.pop("commune:88160")
    return {code for code, other in shapes.items() if own.intersects(other) and own.intersection(other).length > 1e-6}


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "geometry"),
        ({"bbox": "6,48,7,49", "geometry": EPINAL}, "geometry"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "inf,48,7,49"}, "bbox"),
        ({"bbox": {"a": 1}}, "bbox"),
        ({"geometry": "{"}, "geometry"),
        ({"geometry": "[" * 100_000}, "geometry"),
        ({"geometry": "x" * 2_000_000}, "geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "geometry"),
        ({"geometry": {"type": "Polygon", "coordinates": "x"}}, "geometry"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[[6, 48], [7, 49], [7, 48], [6, 49], [6, 48]]]}},
            "geometry",
        ),
        ({"geometry": {"type": "Point", "coordinates": [900000, 6700000]}}, "geometry"),
        ({"geometry": {"type": "GeometryCollection", "geometries": []}}, "geometry"),
        ({"geometry": {"type": "MultiPoint", "coordinates": [[6, 48]] * 10_001}}, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": [6, "a"]}}, "geometry"),
        ({"geometry": EPINAL, "kinds": "canton"}, "kinds"),
        ({"geometry": EPINAL, "limit": 0}, "limit"),
    ],
)
def test_hostile_places_are_refused(cover, params, field):
    assert field in cover(status=409, **params)


def test_members_by_kind_also_of_other_regions(app):
    def members(code: str, kind: str = "") -> list[str]:
        asked = {"id": code} | ({"kind": kind} if kind else {})
        body = json.loads(app.get("/api/3/action/dge_territory_member_list", query_string=asked).body)["result"]
        return [place["code"] for place in body["results"]]

    across = members("epci:200070332")
    assert len(across) == 63
    assert sum(code.startswith("commune:70") for code in across) == 3
    assert len(members("departement:88", "arrondissement")) == 3
    assert len(members("region:44")) == 5_115
    assert members("commune:88160") == []
    app.get("/api/3/action/dge_territory_member_list?id=nowhere", status=404)


def test_without_contours_it_says_so(app, territories, cover):
    assert cover(geometry=EPINAL) == {"count": 0, "results": [], "contours": False}


def ask(place, *kinds: str) -> list[str]:
    """Give the codes of the territories of a place, asked below the action."""
    return [found["code"] for found in covering.find(model.Session(), covering.Question(place, [place], kinds, 5))[1]]


def test_a_bbox_is_answered_by_an_index_scan(contoured):
    """On the full table with all real contours: places of any size read the index, never all parts, and compile nothing."""
    lines = contoured(*ALL)
    assert "Territoires sans contour : 1." in lines
    for place in (box(6.40, 48.14, 6.50, 48.21), box(7.0, 48.0, 7.6, 48.4), Point(6.45, 48.17)):
        query, parameters = covering.statement(covering.Question(place, [place], ("commune", "epci"), 100))
        (explained,) = model.Session.scalar(text(f"EXPLAIN (FORMAT JSON) {query.text}"), parameters)
        assert "JIT" not in explained
        scans = [node for node in nodes(explained["Plan"]) if node.get("Relation Name") == "dge_territory_part"]
        assert scans, mapping(place)
        for scan in scans:
            assert "Seq" not in scan["Node Type"], scan
            index = scan.get("Index Name") or scan["Plans"][0].get("Index Name")
            assert index == "ix_dge_territory_part_shape", scan
    assert ask(Point(7.7521, 48.5734), "commune", "region") == ["commune:67482", "region:44"]
    inside = select(Territory.code, func.ST_AsBinary(func.ST_PointOnSurface(Territory.geometry)))
    some = model.Session.execute(
        inside.where(Territory.kind == "commune", func.right(Territory.insee, 2) == "07")
    ).all()
    assert len(some) > 40
    assert [code for code, content in some if ask(shapely.from_wkb(bytes(content)), "commune") != [code]] == []


def nodes(plan):
    """Yield each node of a plan of PostgreSQL."""
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)
