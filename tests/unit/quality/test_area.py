"""Rows outside the producer's territory: codes of communes, positions of every writing, contours known or not."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from shapely.geometry import box

from ckanext.datagrandest.quality import cli, registry
from ckanext.datagrandest.quality.area import Area
from ckanext.datagrandest.quality.area_files import AreaRefusedError, area_of
from ckanext.datagrandest.quality.beside import Beside
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.table_schema import parse

#: Épinal, and a rectangle around it.
EPINAL = Area(("commune:88160",), box(6.38, 48.12, 6.53, 48.24))
INSIDE, OUTSIDE = ("6.45", "48.17"), ("7.75", "48.57")


def remarks(tmp_path: Path, fields: list[dict[str, Any]], rows: list[list[str]], area: Area) -> list[tuple]:
    path = tmp_path / "t.csv"
    names = [field["name"] for field in fields]
    path.write_text("\n".join(";".join(row) for row in [names, *rows]) + "\n", "utf-8")
    report = judge(path, parse({"fields": fields}), beside=Beside(area=area))
    assert report.valid, report.errors
    return [
        (one.code, one.row, one.field) for one in report.warnings if "territory" in one.code or "positions" in one.code
    ]


@pytest.mark.parametrize("names", [("lon", "lat"), ("longitude", "latitude"), ("Xlong", "Ylat"), ("EQUIP_LONG", "EQUIP_LAT"),
                                   ("long_coor1", "lat_coor1")])  # fmt: skip
def test_pairs_of_columns_are_positions(tmp_path: Path, names: tuple[str, str]):
    fields = [{"name": names[1], "type": "number"}, {"name": "nom"}, {"name": names[0], "type": "number"}]
    rows = [
        [INSIDE[1], "a", INSIDE[0]],
        [OUTSIDE[1], "b", OUTSIDE[0]],
        [INSIDE[0], "swapped", INSIDE[1]],
        ["", "c", ""],
    ]
    assert remarks(tmp_path, fields, rows, EPINAL) == [
        ("position-outside-territory", 3, names[0]),
        ("position-outside-territory", 4, names[0]),
    ]


@pytest.mark.parametrize(
    ("field", "inside", "outside"),
    [
        ({"type": "geopoint"}, "6.45,48.17", "48.17,6.45"),
        ({"type": "geopoint", "format": "array"}, "[6.45,48.17]", "[7.75, 48.57]"),
        ({"type": "geojson"}, '{"type":"Point","coordinates":[6.45,48.17]}', '{"type":"Point","coordinates":[0,0]}'),
    ],
)
def test_points_and_geometries_in_one_cell_are_positions(
    tmp_path: Path, field: dict[str, str], inside: str, outside: str
):
    rows = [[cell if "{" not in cell else '"' + cell.replace('"', '""') + '"', "x"] for cell in (inside, outside)]
    fields = [{"name": "ou", **field}, {"name": "nom"}]
    assert remarks(tmp_path, fields, rows, EPINAL) == [("position-outside-territory", 3, "ou")]


def test_metres_of_lambert_93_are_positions(tmp_path: Path):
    fields = [{"name": "x", "type": "number"}, {"name": "y", "type": "number"}]
    rows = [["955900", "6790600"], ["1050000", "6840000"]]
    assert remarks(tmp_path, fields, rows, EPINAL) == [("position-outside-territory", 3, "x")]


def test_a_position_near_the_border_is_let_be(tmp_path: Path):
    fields = [{"name": "lon", "type": "number"}, {"name": "lat", "type": "number"}]
    assert remarks(tmp_path, fields, [["6.535", "48.17"]], EPINAL) == []


def test_codes_are_those_of_the_territory_or_were_merged_into_it(tmp_path: Path):
    fields = [{"name": "code_insee"}, {"name": "platProduitFournisseurInsee"}]
    rows = [["88160", "67482"], ["88422", "67482"], ["67482", "67482"], ["", ""], ["x", "x"]]
    assert remarks(tmp_path, fields, [rows[0], rows[1], rows[2], rows[4]], EPINAL) == [
        ("commune-outside-territory", 4, "code_insee")
    ]
    assert remarks(tmp_path, fields, [["88160", ""], ["67482", ""]], Area(("departement:88", "departement:67"))) == []


def test_without_a_contour_it_is_said_that_positions_were_not_checked(tmp_path: Path):
    fields = [{"name": "lon", "type": "number"}, {"name": "lat", "type": "number"}]
    assert remarks(tmp_path, fields, [list(OUTSIDE)], Area(("commune:88160",))) == [
        ("positions-not-checked", None, "lon")
    ]


def test_sentences_name_the_territory_in_french(tmp_path: Path):
    path = tmp_path / "t.csv"
    path.write_text("code_insee\n67482\n", "utf-8")
    report = judge(path, parse({"fields": [{"name": "code_insee"}]}), beside=Beside(area=EPINAL))
    assert report.warnings[0].message == "La commune 67482 n'est pas dans Épinal (88), le territoire dont parle ce fichier. Vérifiez le code."  # fmt: skip
    assert report.causes[0].count == 1


def feature(code: str, west: float) -> dict[str, Any]:
    ring = [[west, 48.1], [west + 0.2, 48.1], [west + 0.2, 48.3], [west, 48.3], [west, 48.1]]
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": "x"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def contours(tmp_path: Path, *features: dict[str, Any]) -> Path:
    path = tmp_path / "contours.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), "utf-8")
    return path


def test_the_console_takes_a_territory_and_contours(tmp_path: Path):
    path = tmp_path / "bal.csv"
    path.write_text("lon;lat\n6.45;48.17\n7.75;48.57\n", "utf-8")
    schema = tmp_path / "schema.json"
    schema.write_text(
        json.dumps({"fields": [{"name": "lon", "type": "number"}, {"name": "lat", "type": "number"}]}), "utf-8"
    )
    asked = [str(path), "--schema", str(schema), "--format", "json", "--territory", "Épinal"]
    known = CliRunner().invoke(cli.validate, [*asked, "--contours", str(contours(tmp_path, feature("88160", 6.38)))])
    assert known.exit_code == 0
    assert [(one["code"], one["row"]) for one in json.loads(known.output)["warnings"]] == [
        ("position-outside-territory", 3)
    ]
    unknown = CliRunner().invoke(cli.validate, [*asked, "--contours", str(contours(tmp_path, feature("88413", 6.9)))])
    assert unknown.exit_code == 2
    assert CliRunner().invoke(cli.validate, [*asked, "--territory", "nulle part"]).exit_code == 2


def test_contours_of_all_communes_make_that_of_their_group(tmp_path: Path):
    from ckanext.datagrandest.territories.hierarchy import communes_of

    members = communes_of("epci:200068559")
    whole = contours(tmp_path, *(feature(code, 6 + place / 100) for place, code in enumerate(members)))
    area = area_of(["epci:200068559"], whole)
    assert area is not None
    assert area.contour.contains(box(6.1, 48.15, 6.2, 48.25))
    with pytest.raises(AreaRefusedError):
        area_of(["epci:200068559"], contours(tmp_path, feature(members[0], 6)))


def test_every_shipped_schema_with_places_has_its_columns_recognised():
    from ckanext.datagrandest.quality.area import AreaCheck
    from ckanext.datagrandest.quality.check import bind

    def seen(name: str) -> tuple[int, int]:
        schema = registry.get(name)
        found = AreaCheck(bind([field.name for field in schema.fields], schema), EPINAL)
        return len(found._codes), len(found._positions)

    assert {name: seen(name) for name in ("etalab/schema-bal", "etalab/schema-irve-statique", "scdl/equipements",
            "atlasante/schema-dae", "datakode/schema-pei", "datagouv/schema-fontaine-eau")} == {
        "etalab/schema-bal": (2, 1), "etalab/schema-irve-statique": (1, 1), "scdl/equipements": (0, 1),
        "atlasante/schema-dae": (1, 1), "datakode/schema-pei": (1, 1), "datagouv/schema-fontaine-eau": (1, 1),
    }  # fmt: skip
