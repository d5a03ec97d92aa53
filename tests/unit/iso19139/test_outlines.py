"""Bounding polygons: GML of every edition, reference systems, orders of axes, and those that are wrong."""

import json

import pytest
from pyproj import Transformer
from shapely.geometry import shape

SQUARE = [(7.0, 48.0), (7.4, 48.0), (7.4, 48.2), (7.0, 48.2), (7.0, 48.0)]
HOLE = [(7.1, 48.05), (7.1, 48.1), (7.2, 48.1), (7.2, 48.05), (7.1, 48.05)]
BOW_TIE = [(7.0, 48.0), (7.4, 48.2), (7.4, 48.0), (7.0, 48.2), (7.0, 48.0)]


def positions(points):
    return " ".join(f"{x!r} {y!r}" for x, y in points)


def ring(points, name="exterior", size=2):
    return f'<gml:{name}><gml:LinearRing><gml:posList srsDimension="{size}">{positions(points)}</gml:posList></gml:LinearRing></gml:{name}>'


def polygon(inner, attributes="", kind="Polygon"):
    return f'<gml:{kind} gml:id="a" {attributes}>{inner}</gml:{kind}>'


def extent(*surfaces, code=""):
    bounds = "".join(f"<gmd:polygon>{surface}</gmd:polygon>" for surface in surfaces)
    return (
        f"<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_BoundingPolygon>{code}{bounds}"
        "</gmd:EX_BoundingPolygon></gmd:geographicElement></gmd:EX_Extent></gmd:extent>"
    )


def drawn(dataset):
    geometry = shape(json.loads(dataset["spatial"]))
    assert geometry.is_valid
    return geometry


def test_a_polygon_with_a_hole_is_the_extent(mapped):
    dataset, remarks = mapped(identification=extent(polygon(ring(SQUARE) + ring(HOLE, "interior"))))
    geometry = drawn(dataset)
    assert geometry.bounds == (7.0, 48.0, 7.4, 48.2)
    assert geometry.area == pytest.approx(0.08 - 0.005)
    assert not any("outline" in remark or "no place here" in remark for remark in remarks)


@pytest.mark.parametrize(
    "inner",
    [
        f"<gml:exterior><gml:LinearRing>{''.join(f'<gml:pos>{x} {y}</gml:pos>' for x, y in SQUARE)}</gml:LinearRing></gml:exterior>",
        f"<gml:exterior><gml:LinearRing>{''.join(f'<gml:pointProperty><gml:Point><gml:pos>{x} {y} 210</gml:pos></gml:Point></gml:pointProperty>' for x, y in SQUARE)}</gml:LinearRing></gml:exterior>",
        f"<gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>{' '.join(f'{x},{y}' for x, y in SQUARE)}</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs>",
        f'<gml:outerBoundaryIs><gml:LinearRing><gml:coordinates decimal="," cs=";" ts=" ">{" ".join(f"{x};{y}".replace(".", ",") for x, y in SQUARE)}</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs>',
        f'<gml:exterior><gml:LinearRing><gml:posList srsDimension="3">{" ".join(f"{x} {y} 210.5" for x, y in SQUARE)}</gml:posList></gml:LinearRing></gml:exterior>',
    ],
)
def test_ways_to_write_a_ring(record, mapped, inner):
    assert drawn(mapped(identification=extent(polygon(inner)))[0]).bounds == (7.0, 48.0, 7.4, 48.2)


@pytest.mark.parametrize("namespace", ["http://www.opengis.net/gml", "http://www.opengis.net/gml/3.2"])
@pytest.mark.parametrize(
    "surface",
    [
        "<gml:MultiSurface><gml:surfaceMember>{0}</gml:surfaceMember><gml:surfaceMember>{1}</gml:surfaceMember></gml:MultiSurface>",
        "<gml:MultiSurface><gml:surfaceMembers>{0}{1}</gml:surfaceMembers></gml:MultiSurface>",
        "<gml:MultiPolygon><gml:polygonMember>{0}</gml:polygonMember><gml:polygonMember>{1}</gml:polygonMember></gml:MultiPolygon>",
    ],
)
def test_several_surfaces(record, namespace, surface):
    from ckanext.datagrandest.harvesters.mapping import iso19139

    other = [(x + 1, y) for x, y in SQUARE]
    text = extent(surface.format(polygon(ring(SQUARE)), polygon(ring(other))))
    content = record(identification=text).replace(b"http://www.opengis.net/gml/3.2", namespace.encode())
    geometry = drawn(iso19139.draft(content).dataset)
    assert geometry.geom_type == "MultiPolygon"
    assert geometry.bounds == (7.0, 48.0, 8.4, 48.2)


def test_a_surface_of_patches(mapped):
    patches = f"<gml:Surface><gml:patches>{polygon(ring(SQUARE), kind='PolygonPatch')}</gml:patches></gml:Surface>"
    assert drawn(mapped(identification=extent(patches))[0]).area == pytest.approx(0.08)


@pytest.mark.parametrize(
    ("name", "code", "axes", "told"),
    [
        ("EPSG:2154", 2154, "xy", "EPSG:2154"),
        ("urn:ogc:def:crs:EPSG::2154", 2154, "xy", "EPSG:2154"),
        ("http://www.opengis.net/def/crs/EPSG/0/3948", 3948, "xy", "EPSG:3948"),
        ("http://www.opengis.net/gml/srs/epsg.xml#3857", 3857, "xy", "EPSG:3857"),
        ("urn:ogc:def:crs:EPSG:6.9:3035", 3035, "yx", "EPSG:3035"),
        ("EPSG:27572", 27572, "xy", "EPSG:27572"),
        ("EPSG:4807", 4807, "xy", "EPSG:4807"),
        ("urn:ogc:def:crs:EPSG::4326", 4326, "yx", ""),
        ("http://www.opengis.net/def/crs/EPSG/0/4258", 4258, "yx", ""),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326, "xy", ""),
        ("EPSG:4326", 4326, "xy", ""),
        ("", 4326, "xy", ""),
        ("", 2154, "xy", "EPSG:2154"),
        ("EPSG:4326", 4326, "yx", "were swapped"),
        ("urn:ogc:def:crs:EPSG::4326", 4326, "xy", "were swapped"),
    ],
)
@pytest.mark.parametrize("boxed", [True, False])
def test_reference_systems_and_orders_of_axes(mapped, box, name, code, axes, told, boxed):
    to = Transformer.from_crs("EPSG:4326", f"EPSG:{code}", always_xy=True)
    points = [to.transform(*point) for point in SQUARE]
    points = [(y, x) for x, y in points] if axes == "yx" else points
    text = extent(polygon(ring(points), f'srsName="{name}"' if name else ""))
    dataset, remarks = mapped(identification=(box(7.0, 48.0, 7.4, 48.2) if boxed else "") + text)
    geometry = drawn(dataset)
    assert geometry.symmetric_difference(shape({"type": "Polygon", "coordinates": [SQUARE]})).area < 1e-4
    said = [remark for remark in remarks if "outline" in remark]
    assert len(said) == bool(told)
    assert all(told in remark for remark in said)


def test_the_name_of_the_system_may_stand_on_the_whole(mapped):
    to = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    surface = f'<gml:MultiSurface srsName="EPSG:2154"><gml:surfaceMember>{polygon(ring([to.transform(*p) for p in SQUARE]))}</gml:surfaceMember></gml:MultiSurface>'
    assert drawn(mapped(identification=extent(surface))[0]).bounds == pytest.approx((7.0, 48.0, 7.4, 48.2), abs=1e-5)


@pytest.mark.parametrize(
    ("surface", "word"),
    [
        (polygon(ring(BOW_TIE)), "crosses itself"),
        (polygon(ring([*SQUARE[:2], SQUARE[0], SQUARE[0]])), "crosses itself"),
        (polygon(ring([(x + 20, y) for x, y in SQUARE])), "not where its bounding box is"),
        (polygon(ring(SQUARE), 'srsName="EPSG:2154"'), "cannot be understood (EPSG:2154)"),
        (polygon(ring(SQUARE), 'srsName="EPSG:99999"'), "cannot be understood (EPSG:99999)"),
        (polygon(ring(SQUARE).replace("48.2", "NaN")), "not made of rings"),
        (polygon(ring(SQUARE).replace("48.2", "1e999")), "not made of rings"),
        (polygon(ring(SQUARE).replace("7.4 48.2", "7.4")), "not made of rings"),
        (polygon(ring(SQUARE).replace("48.2", "")), "not where its bounding box is"),
        (polygon(ring(SQUARE[:2])), "not made of rings"),
        (polygon(ring(SQUARE, "interior")), "not made of rings"),
        ('<gml:LineString gml:id="l"><gml:posList>7 48 8 49</gml:posList></gml:LineString>', "no surface (LineString)"),
        (polygon(ring([(1e300, 1e300)] * 3 + [(-1e300, 1), (1e300, 1e300)])), "outline"),
    ],
)
def test_the_box_is_kept_when_the_outline_is_wrong(mapped, box, surface, word):
    dataset, remarks = mapped(identification=box(7.0, 48.0, 7.4, 48.2) + extent(surface))
    assert drawn(dataset).bounds == (7.0, 48.0, 7.4, 48.2)
    assert sum(word in remark for remark in remarks) == 1
    alone, remarks = mapped(identification=extent(surface))
    assert "spatial" not in alone or "bounding box" in word
    assert any(word in remark for remark in remarks) or "bounding box" in word


def test_a_slip_of_the_pen_is_mended(mapped):
    slipped = [*SQUARE[:3], (7.2001, 48.2), (7.2, 48.2001), (7.2002, 48.2001), (7.19, 48.2), *SQUARE[3:]]
    dataset, remarks = mapped(identification=extent(polygon(ring(slipped))))
    assert drawn(dataset).area == pytest.approx(0.08, rel=0.01)
    assert any("it was mended" in remark for remark in remarks)


def test_an_outline_is_kept_with_the_boxes_that_are_elsewhere(mapped, box):
    far, around = box(5.0, 49.0, 5.2, 49.1), box(7.0, 48.0, 7.4, 48.2)
    dataset, _ = mapped(identification=far + around + extent(polygon(ring(SQUARE) + ring(HOLE, "interior"))))
    geometry = drawn(dataset)
    assert geometry.bounds == (5.0, 48.0, 7.4, 49.1)
    assert geometry.area == pytest.approx(0.08 - 0.005 + 0.02), "the box around an outline does not fill its holes"


def test_an_outline_of_too_many_points_is_simplified(mapped):
    from math import cos, pi, sin

    circle = [(7 + 0.5 * cos(i * pi / 10_000), 48 + 0.3 * sin(i * pi / 10_000)) for i in range(20_000)]
    dataset, remarks = mapped(identification=extent(polygon(ring([*circle, circle[0]]))))
    geometry = drawn(dataset)
    assert len(geometry.exterior.coords) <= 5_000
    assert geometry.area == pytest.approx(pi * 0.15, rel=0.001)
    assert any("20001 points" in remark for remark in remarks)


def test_an_outline_of_a_million_numbers_is_left_out(mapped, box):
    many = "7.0 48.0 " * 500_001
    surface = polygon(
        f"<gml:exterior><gml:LinearRing><gml:posList>{many}</gml:posList></gml:LinearRing></gml:exterior>"
    )
    dataset, remarks = mapped(identification=box(7.0, 48.0, 7.4, 48.2) + extent(surface))
    assert drawn(dataset).geom_type == "Polygon"
    assert any("too many" in remark for remark in remarks)


@pytest.mark.parametrize("code", ["0", "false"])
def test_a_place_that_the_data_leave_out_is_no_extent(mapped, box, code):
    left_out = f"<gmd:extentTypeCode><gco:Boolean>{code}</gco:Boolean></gmd:extentTypeCode>"
    far = extent(polygon(ring([(x + 1, y) for x, y in SQUARE])), code=left_out)
    dataset, remarks = mapped(identification=box(7.0, 48.0, 7.4, 48.2) + far)
    assert drawn(dataset).bounds == (7.0, 48.0, 7.4, 48.2)
    assert any("leave out" in remark for remark in remarks)


def test_a_polygon_that_is_elsewhere_is_told(mapped):
    text = extent("").replace("<gmd:polygon>", '<gmd:polygon xlink:href="http://example.org/contour">')
    _, remarks = mapped(identification=text)
    assert any("http://example.org/contour" in remark for remark in remarks)
