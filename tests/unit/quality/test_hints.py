"""The repair that a report names is the one that mends the fault, when the rest of the row or the sender decides it."""

import csv
from pathlib import Path

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.report import Report

OWN = "21880413600016"


def judged(tmp_path: Path, schema: str, changes: dict[str, str], *more: list[str], **options) -> Report:
    """Judge the examples of a schema as one row, with some cells changed, and other rows after it."""
    wanted = registry.get(schema)
    cells = {field.name: str(field.example) for field in wanted.fields} | changes
    rows = [list(cells), list(cells.values()), *(line + [""] * (len(cells) - len(line)) for line in more)]
    path = tmp_path / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return judge(path, wanted, **options)


def repairs(faults: list) -> dict[tuple[int | None, str | None], str | None]:
    return {(fault.row, fault.field): fault.repair for fault in faults}


def test_metres_in_two_columns_are_mended_together(tmp_path: Path):
    report = judged(tmp_path, "atlasante/schema-dae", {"lat_coor1": "6796236.2", "long_coor1": "976252.8"})
    found = repairs(report.errors)
    assert found == {(2, "lat_coor1"): "lambert-93", (2, "long_coor1"): "lambert-93"}
    (lat,) = [cause for cause in report.causes if cause.field == "lat_coor1"]
    assert lat.after is not None
    assert abs(float(lat.after) - 48.2079) < 1e-4


def test_a_row_of_totals_is_named_as_such(tmp_path: Path):
    report = judged(tmp_path, "scdl/subventions", {}, ["TOTAL"])
    assert {fault.repair for fault in report.errors if fault.row == 3} == {"totals-row"}
    assert not [fault for fault in report.errors if fault.row == 2]


def test_the_siret_of_the_sender_is_proved_by_the_sender_alone(tmp_path: Path):
    changes = {"idAttribuant": "2,18804E+13"}
    assert repairs(judged(tmp_path, "scdl/subventions", changes).errors) == {(2, "idAttribuant"): None}
    found = repairs(judged(tmp_path, "scdl/subventions", changes, own_siret=OWN).errors)
    assert found == {(2, "idAttribuant"): "own-siret"}


def test_the_commune_that_the_row_tells_is_named(tmp_path: Path):
    report = judged(tmp_path, "scdl/equipements", {"ADR_COMMUNE": "88160", "ADR_CODEPOSTAL": "88000"})
    assert repairs(report.errors) == {(2, "ADR_COMMUNE"): "commune-name"}


def test_months_first_are_told_as_the_repair_reads_them(tmp_path: Path):
    days = ["03/04/2024", "03/25/2024", "25/03/2024"]
    path = tmp_path / "file.csv"
    names = [field.name for field in registry.get("scdl/subventions").fields]
    examples = {field.name: str(field.example) for field in registry.get("scdl/subventions").fields}
    rows = [";".join({**examples, "dateConvention": day}[name] for name in names) for day in days]
    path.write_text("\n".join([";".join(names), *rows]) + "\n", "utf-8")
    found = repairs(judge(path, registry.get("scdl/subventions")).errors)
    assert found == {
        (2, "dateConvention"): None,
        (3, "dateConvention"): "french-date",
        (4, "dateConvention"): "french-date",
    }


def test_blanks_that_a_field_accepts_are_a_warning(tmp_path: Path):
    report = judged(
        tmp_path, "scdl/subventions", {"objet": "\u00a0Aide ", "montant": " 12.5", "nature": " aide en nature"}
    )
    assert repairs(report.errors) == {(2, "nature"): "spaces"}
    assert repairs(report.warnings) == {(2, "objet"): "spaces", (2, "montant"): "spaces"}
    assert {fault.code for fault in report.warnings} == {"untidy-cell"}


def test_a_formula_is_a_warning_and_a_negative_number_is_not(tmp_path: Path):
    report = judged(tmp_path, "scdl/subventions", {"objet": "=HYPERLINK(1)", "montant": "-12.5"})
    assert report.valid
    assert [(fault.field, fault.code, fault.repair) for fault in report.warnings] == [("objet", "formula", "formula")]


def test_a_row_that_stops_too_early_is_completed_only_where_it_may(tmp_path: Path):
    wanted = registry.get("scdl/deliberations")
    cells = [str(field.example) for field in wanted.fields]
    path = tmp_path / "file.csv"
    path.write_text(
        ";".join(field.name for field in wanted.fields)
        + "\n"
        + ";".join(cells[:-1])
        + "\n"
        + ";".join(cells[:3])
        + "\n"
    )
    found = repairs([fault for fault in judge(path, wanted).errors if fault.code == "missing-cell"])
    assert found[2, "DELIB_URL"] == "short-row"
    assert found[3, "DELIB_OBJET"] is None
