"""Contours for maps: what is drawn at which zoom, by the action and by the address that caches keep."""

import json

import pytest
import shapely
from shapely.geometry import shape

from ckan import model

from ckanext.datagrandest.territories.model import Drawing, Loaded, Part

ADDRESS = "/territoires/contours.geojson"


@pytest.fixture
def draw(app):
    """Ask for a collection; give the response and its content."""

    def ask(status: int = 200, headers: dict | None = None, **params):
        response = app.get(ADDRESS, query_string=params, headers=headers or {}, status=status)
        return response, (json.loads(response.body) if response.body else None)

    return ask


@pytest.fixture
def drawn(draw, contoured):
    """Load the Vosges with contours; ask as `draw` does."""
    contoured("88")
    return draw


def test_neighbours_keep_common_borders_at_every_zoom(drawn):
    """Simplified one by one, neighbours would gape and overlap."""
    sizes = []
    for zoom in (6, 8, 10):
        _, collection = drawn(within="departement:88", zoom=zoom)
        features = collection["features"]
        assert len(features) == 506
        shapes = [shape(feature["geometry"]) for feature in features]
        assert all(not made.is_empty and made.area > 0 for made in shapes)
        assert shapely.coverage_is_valid(shapes), f"zoom {zoom}"
        sizes.append(sum(shapely.get_num_coordinates(shapes)))
    assert sizes[0] < sizes[1] / 2 < sizes[2]


def test_each_way_to_ask(drawn, app):
    _, one = drawn(codes="commune:88160,epci:200068757", zoom=12)
    assert [feature["id"] for feature in one["features"]] == ["commune:88160", "epci:200068757"]
    properties = {"code": "commune:88160", "kind": "commune", "insee": "88160", "name": "Épinal"}
    assert one["features"][0]["properties"] == properties
    _, groups = drawn(within="departement:88", kind="epci")
    assert {feature["properties"]["kind"] for feature in groups["features"]} == {"epci"}
    _, near = drawn(bbox="6.44,48.16,6.46,48.18", zoom=14)
    assert "commune:88160" in [feature["id"] for feature in near["features"]]
    assert len(near["features"]) < 10
    _, merged = drawn(codes="commune:88422,commune:67482")
    assert [feature["id"] for feature in merged["features"]] == ["commune:88160"]
    assert merged["missing"] == ["commune:67482"]
    response = app.post("/api/3/action/dge_territory_contour_show", json={"codes": ["commune:88160"], "zoom": 9})
    assert json.loads(response.body)["result"] == drawn(codes="commune:88160", zoom=9)[1]


@pytest.mark.ckan_config("ckanext.datagrandest.territories.contours_attribution", "IGN 2018")
def test_copies_are_kept_until_contours_change(drawn, contoured, statements):
    response, collection = drawn(within="departement:88", zoom=7)
    assert response.headers["Content-Type"].startswith("application/geo+json")
    assert response.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert collection["attribution"] == "IGN 2018"
    etag = response.headers["ETag"]
    statements.clear()
    again, nothing = drawn(304, {"If-None-Match": etag}, within="departement:88", zoom=7)
    assert (nothing, again.headers["ETag"]) == (None, etag)
    read = [sql for sql in statements if "dge_territory" in sql and "dge_territory_loaded" not in sql]
    assert read == [], "a copy that is still good reads no contour"
    drawn(200, {"If-None-Match": etag}, within="departement:88", zoom=8)
    contoured("67")
    drawn(200, {"If-None-Match": etag}, within="departement:88", zoom=7)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({}, "codes"),
        ({"codes": "commune:88160", "bbox": "6,48,7,49"}, "codes"),
        ({"codes": "commune:99999"}, "codes"),
        ({"codes": "'; DROP TABLE dge_territory; --"}, "codes"),
        ({"within": "commune:00000"}, "within"),
        ({"bbox": "7,48,6,49"}, "bbox"),
        ({"bbox": "nan,48,7,49"}, "bbox"),
        ({"bbox": "6,48,7"}, "bbox"),
        ({"within": "departement:88", "kind": "canton"}, "kind"),
        ({"codes": "commune:88160", "zoom": "99"}, "zoom"),
        ({"codes": "commune:88160", "zoom": "-1"}, "zoom"),
        ({"codes": "commune:88160", "zoom": "٣"}, "zoom"),
        ({"within": "departement:88", "zoom": "13"}, "codes"),
    ],
)
def test_wrong_parameters_are_refused_in_french(draw, app, params, field):
    _, refused = draw(400, **params)
    (sentence,) = refused["error"][field]
    assert any(word in sentence for word in ("écri", "Dites", "choisissez", "Demandez", "s’écrit", "Écrivez")), sentence
    app.get("/api/3/action/dge_territory_contour_show", query_string=params, status=409)


def test_without_contours_nothing_is_drawn(app, territories):
    collection = json.loads(app.get(ADDRESS, query_string={"codes": "commune:88160"}).body)
    assert (collection["features"], collection["missing"]) == ([], ["commune:88160"])


def test_contours_loaded_by_an_earlier_version_are_drawn_at_the_next_load(contoured):
    contoured("88")
    with model.meta.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM dge_territory_part; DELETE FROM dge_territory_drawing")
        connection.exec_driver_sql("UPDATE dge_territory_loaded SET drawn = NULL")
    contoured("88")
    assert model.Session.query(Part).count() > 500
    assert model.Session.query(Drawing).filter_by(code="commune:88160").count() == 4
    first = model.Session.query(Loaded.drawn).scalar()
    model.Session.rollback()
    contoured("88")
    assert model.Session.query(Loaded.drawn).scalar() == first, "nothing has changed: nothing is cut again"
