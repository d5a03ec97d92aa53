"""Each custom check that is promised: what it accepts, what it refuses, and that the refusal is said in French."""

import csv
from pathlib import Path
from typing import Any

import pytest

from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.report import Report
from ckanext.datagrandest.quality.table_schema import parse


def judged(folder: Path, check: dict[str, Any], rows: list[list[str]], types: list[str]) -> Report:
    names = ["a", "b", "c", "d"][: len(types)]
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    fields = [{"name": name, "type": kind} for name, kind in zip(names, types, strict=True)]
    return judge(path, parse({"fields": [*fields], "custom_checks": [check]}))


#: name: accepted cells, refused cells
CELLS = {
    "french-siren-value": (["130025265", "213800402"], ["130025266", "13002526", "ABCDEFGHI"]),
    "siren": (["130025265"], ["130025266"]),
    "french-siret-value": (["13002526500013", "35600000000048", "35600000049837"], ["13002526500014", "35600000000049", "2,19E+13"]),
    "siret": (["13002526500013"], ["13002526500014"]),
    "phone-number-value": (["03 88 00 00 00", "+33388000000", "3949", "112", "+49 30 901820"], ["038800000", "x"]),
    "opening-hours-value": (["Mo-Fr 08:30-12:00,13:30-17:30; Sa 08:30-12:00", "24/7"], ["Lundi 8h-12h", "Mo-Fr 8h"]),
    "nomenclature-actes-value": (["Finances locales/Subventions", "FINANCES LOCALES/x", "Urbanisme/"],
                                 ["Finances locales", "Finances locales /x", "Finances locales/ x", "Finances/x", "Urbanismes"]),
    "nomenclature-acte": (["Urbanisme/PLU"], ["PLU"]),
    "year-interval-value": (["2024/2025"], ["2025/2024", "2024/2024", "2024", "2024-2025"]),
    "code-rna": (["W881234567"], ["W88123456", "881234567"]),
    "code-commune-insee": (["88160", "2A004", "97411", "67482", "75101"], ["88422", "00000", "1160", "88000"]),
    "commune": (["Épinal", "Saint-Dié-des-Vosges"], ["Nulle-Part"]),
    "numero-departement": (["01", "2A", "88", "974"], ["1", "20", "00"]),
    "departement": (["Vosges", "Haute-Marne"], ["Alsace-Moselle"]),
    "code-region": (["44", "11", "01"], ["45", "1"]),
    "region": (["Grand Est", "Occitanie"], ["Lorraine-Sud"]),
    "code-epci": (["200068757", "200068559"], ["200068758", "88160"]),
    "code-postal": (["88000", "67000", "20000"], ["88999", "00000"]),
    "french-gps-coordinates": (["7.75,48.57", "55.5,-21.1"], ["0,0"]),
    "coordonnees-gps-francaises": (["7.75,48.57"], ["0,0"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_a_check_of_cells_accepts_and_refuses(tmp_path: Path, name: str):
    accepted, refused = CELLS[name]
    kind = "geopoint" if "gps" in name else "string"
    check = {"name": name, "params": {"column": "a"}}
    report = judged(tmp_path, check, [[cell] for cell in [*accepted, *refused]], [kind])
    assert [(fault.code, fault.value) for fault in report.errors] == [(name, cell) for cell in refused]
    assert all(fault.message.startswith("«") for fault in report.errors), [fault.message for fault in report.errors]


def test_a_year_alone_is_an_interval_where_the_schema_says_so(tmp_path: Path):
    check = {"name": "year-interval-value", "params": {"column": "a", "allow-year-only": "yes"}}
    assert judged(tmp_path, check, [["2024"], ["2024/2025"]], ["string"]).valid


def test_a_latitude_written_first_is_said_to_be_swapped(tmp_path: Path):
    check = {"name": "french-gps-coordinates", "params": {"column": "a"}}
    (fault,) = judged(tmp_path, check, [["48.57,7.75"]], ["geopoint"]).errors
    assert fault.code == "reversed-french-gps-coordinates"
    assert "longitude" in fault.message


#: name: parameters, types of the columns, accepted rows, refused rows
ROWS: dict[str, tuple[dict[str, Any], list[str], list[list[str]], list[list[str]]]] = {
    "sum-columns-value": (
        {"column": "a", "columns": ["b", "c"]}, ["integer", "integer", "integer"],
        [["3", "1", "2"], ["", "1", "2"], ["9", "1", ""], ["99999999999999999999", "99999999999999999998", "1"]],
        [["4", "1", "2"], ["99999999999999999999", "99999999999999999999", "1"]],
    ),
    "compare-columns-value": (
        {"column": "a", "op": ">=", "column2": "b"}, ["date", "date"],
        [["2024-02-02", "2024-01-31"], ["2024-01-01", "2024-01-01"], ["", "2024-01-01"]], [["2023-12-31", "2024-01-01"]],
    ),
    "cohesive-columns-value": (
        {"column": "a", "othercolumns": ["b", "c"]}, ["string", "string", "string"],
        [["x", "y", "z"]], [["x", "", "z"], ["", "", "z"]],
    ),
    "one-of-required": (
        {"column1": "a", "column2": "b"}, ["string", "string", "string"],
        [["x", "", "k"], ["", "y", "k"], ["x", "y", "k"]], [["", "", "k"]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_check_across_columns_accepts_and_refuses(tmp_path: Path, name: str):
    params, types, accepted, refused = ROWS[name]
    report = judged(tmp_path, {"name": name, "params": params}, [*accepted, *refused], types)
    first = len(accepted) + 2
    assert [(fault.code, fault.row) for fault in report.errors] == [
        (name, first + place) for place in range(len(refused))
    ]


@pytest.mark.parametrize(("op", "wrong"), [(">", ["9", "10"]), (">=", ["9"]), ("==", ["9", "11"]), ("<=", ["11"]), ("<", ["10", "11"])])  # fmt: skip
def test_numbers_are_compared_as_numbers(tmp_path: Path, op: str, wrong: list[str]):
    check = {"name": "compare-columns-value", "params": {"column": "a", "op": op, "column2": "b"}}
    cells = ["9", "10", "11"]
    report = judged(tmp_path, check, [[cell, "10"] for cell in cells], ["integer", "integer"])
    assert [cells[(fault.row or 0) - 2] for fault in report.errors] == wrong


@pytest.mark.parametrize("name", ["sum-columns-value", "compare-columns-value"])
def test_a_cell_that_is_not_of_its_type_is_passed_over(tmp_path: Path, name: str):
    params, types, accepted, _ = ROWS[name]
    report = judged(tmp_path, {"name": name, "params": params}, [["x", *accepted[0][1:]]], types)
    assert report.counts == {"type-error": 1}


def test_columns_that_go_together_are_missed_when_some_are_not_there(tmp_path: Path):
    check = {"name": "cohesive-columns-value", "params": {"column": "a", "othercolumns": ["b", "z"]}}
    assert [(one.code, one.row) for one in judged(tmp_path, check, [["x", "y"]], ["string", "string"]).errors] == [
        ("cohesive-columns-value", None)
    ]
    assert judged(tmp_path, check, [], ["string", "string"]).valid
