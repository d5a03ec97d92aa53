"""Workbooks that a clerk has spoiled come back as valid tables, and numbers that are exact are not guessed."""

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

import workbooks

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.repairing.plan import repair
from ckanext.datagrandest.quality.repairing.record import write_csv

SCHEMA = registry.get("scdl/subventions")
NAMES = [field.name for field in SCHEMA.fields]
OWN = "21880413600016"
SOUND = {
    "nomAttribuant": "Ville de Saint-Dié-des-Vosges", "idAttribuant": OWN, "dateConvention": "2024-03-12",
    "nomBeneficiaire": "Club d'été", "rnaBeneficiaire": "W883000123", "objet": "Aide", "montant": "1234.5",
    "nature": "aide en numéraire", "conditionsVersement": "unique", "datesPeriodeVersement": "2024-03-01/2024-03-31",
    "notificationUE": "non", "pourcentageSubvention": "0.45",
}  # fmt: skip
EXPECTED = tuple(SOUND.get(name, "") for name in NAMES)


def spoiled(**cells: workbooks.Cell) -> list[workbooks.Cell]:
    return [cells.get(name, SOUND.get(name)) for name in NAMES]


CLERK = {
    "Accueil": [["Mairie de Saint-Dié-des-Vosges"], ["Mode d'emploi"]],
    "Subventions": [
        ["Subventions versées en 2024"],
        [],
        [*(name.upper() for name in NAMES[:2]), *NAMES[2:], None, "Nom Attribuant (bis)"],
        spoiled(
            dateConvention=date(2024, 3, 12), idAttribuant=float(OWN), montant=1234.5, notificationUE=False, pourcentageSubvention=0.45,
        ),
        [],
        spoiled(dateConvention="12 mars 2024", montant="1 234,50 €", nature="Aide en Numeraire", pourcentageSubvention="45 %"),
        ["TOTAL", None, None, None, None, None, None, None, 2469.0],
    ],
}  # fmt: skip


def test_the_workbook_of_a_clerk_comes_back_valid(tmp_path: Path):
    path = workbooks.write(tmp_path / "subventions.xlsx", CLERK)
    result = repair(path, SCHEMA)
    table = result.table.select(NAMES)
    assert table.rows()[0] == EXPECTED
    assert table.rows()[1] == tuple("1234.50" if text == "1234.5" else text for text in EXPECTED)
    assert table.height == 2
    copy = tmp_path / "copy.csv"
    write_csv(result.table, copy)
    assert judge(copy, SCHEMA).valid
    rules = {one.rule for one in result.proposals}
    assert rules >= {"preamble", "header-name", "blank-row", "totals-row", "french-date", "currency-sign", "near-value"}


def test_a_siret_stored_as_a_number_is_exact(tmp_path: Path):
    path = workbooks.write(tmp_path / "f.xlsx", {"f": [NAMES, spoiled(idAttribuant=float(OWN))]})
    assert repair(path, SCHEMA).table["idAttribuant"].to_list() == [OWN]
    report = judge(path, SCHEMA)
    assert report.valid
    assert "stored-as-number" in {fault.code for fault in report.warnings}


@pytest.mark.parametrize("shown", ["2,18804E+13", 21880400000000.0])
def test_a_siret_that_has_lost_digits_is_never_guessed(tmp_path: Path, shown: workbooks.Cell):
    path = workbooks.write(tmp_path / "f.xlsx", {"f": [NAMES, spoiled(idAttribuant=shown)]})
    left = repair(path, SCHEMA).table["idAttribuant"].to_list()
    assert left in (["2,18804E+13"], ["21880400000000"])
    assert repair(path, SCHEMA, own_siret="21670482500019").table["idAttribuant"].to_list() == left
    assert repair(path, SCHEMA, own_siret=OWN).table["idAttribuant"].to_list() == [OWN]


def test_codes_stored_as_numbers_get_their_zeros_back(tmp_path: Path):
    schema = registry.get("scdl/prenoms")
    names = [field.name for field in schema.fields]
    row: list[workbooks.Cell] = ["Bourg-en-Bresse", 1053.0, "F", "Jeanne", 14.0, 2024.0]
    path = workbooks.write(tmp_path / "f.xlsx", {"f": [names, row]})
    assert repair(path, schema).table.rows() == [("Bourg-en-Bresse", "01053", "F", "Jeanne", "14", "2024")]


def test_the_hints_of_a_workbook_are_those_of_its_repair(tmp_path: Path):
    rows = [NAMES, spoiled(idAttribuant="2,18804E+13"), ["TOTAL", *[None] * 7, 1234.5]]
    path = workbooks.write(tmp_path / "f.xlsx", {"f": rows})
    hints = {(fault.row, fault.field): fault.repair for fault in judge(path, SCHEMA, own_siret=OWN).errors}
    assert hints[2, "idAttribuant"] == "own-siret"
    assert {repair for (row, _), repair in hints.items() if row == 3} == {"totals-row"}
