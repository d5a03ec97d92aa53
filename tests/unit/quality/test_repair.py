"""A valid file made dirty comes back as it was, and nothing that was right is touched."""

from pathlib import Path

import pytest

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.repairing.plan import repair

HEADER = [
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
]
SOUND = [
    "Ville de Saint-Dié-des-Vosges", "21880413600016", "2024-03-12", "2024-03", "Club d'été", "", "W883000123", "Aide",
    "1234.50", "aide en numéraire", "unique", "2024-03-01/2024-03-31", "", "non", "0.45", "",
]  # fmt: skip
OWN = "21880413600016"


def write(tmp_path: Path, rows: list[list[str]], header: list[str] = HEADER, encoding: str = "utf-8") -> Path:
    path = tmp_path / "subventions.csv"
    path.write_text("\n".join(";".join(row) for row in [header, *rows]) + "\n", encoding)
    return path


def repaired(path: Path, **options) -> list[tuple]:
    return repair(path, registry.get("scdl/subventions"), **options).table.rows()


@pytest.mark.parametrize(
    ("field", "dirty", "rule"),
    [
        ("dateConvention", "12/03/2024", "french-date"),
        ("dateConvention", "12 mars 2024", "french-date"),
        ("dateConvention", "45363", "excel-date"),
        ("dateConvention", "2024-03-12T00:00:00", "french-date"),
        ("montant", "1\u202f234,50 €", "currency-sign"),
        ("montant", "1.234,50", "thousands-separator"),
        ("montant", "1234,50", "decimal-comma"),
        ("nature", "Aide en Numeraire", "near-value"),
        ("notificationUE", "FAUX", "truth-word"),
        ("pourcentageSubvention", "45 %", "percent-sign"),
        ("datesPeriodeVersement", "du 01/03/2024 au 31/03/2024", "text-period"),
        ("idAttribuant", "218 804 136 00016", "identifier-blanks"),
        ("idAttribuant", "21880413600016.0", "code-decimals"),
        ("objet", "\u00a0Aide\u200b ", "spaces"),
    ],
)
def test_a_dirty_cell_comes_back_as_it_was(tmp_path: Path, field: str, dirty: str, rule: str):
    row = list(SOUND)
    row[HEADER.index(field)] = dirty
    result = repair(write(tmp_path, [row]), registry.get("scdl/subventions"))
    assert result.table.rows() == [tuple(SOUND)]
    assert rule in {proposal.rule for proposal in result.proposals}


def test_a_siret_in_scientific_notation_comes_back_only_when_proved(tmp_path: Path):
    row = list(SOUND)
    row[1] = "2,18804E+13"
    path = write(tmp_path, [row])
    assert repaired(path)[0][1] == "2,18804E+13", "it was guessed"
    assert repaired(path, own_siret="21670482500019")[0][1] == "2,18804E+13", (
        "another organisation's number proves nothing"
    )
    assert repaired(path, own_siret=OWN)[0][1] == OWN


def test_a_refused_rule_changes_nothing(tmp_path: Path):
    row = list(SOUND)
    row[2] = "12/03/2024"
    assert repaired(write(tmp_path, [row]), refused=["french-date"])[0][2] == "12/03/2024"


def test_a_sound_file_keeps_every_cell(tmp_path: Path):
    result = repair(write(tmp_path, [SOUND, SOUND]), registry.get("scdl/subventions"))
    assert result.table.rows() == [tuple(SOUND)] * 2
    assert {proposal.rule for proposal in result.proposals} == {"delimiter"}


def test_layout_is_mended(tmp_path: Path):
    header = ["NomAttribuant ", "ID_ATTRIBUANT", "date convention", *HEADER[3:], ""]
    blank, total = [""] * 17, ["TOTAL", *[""] * 7, "1234,5", *[""] * 8]
    path = write(tmp_path, [[*SOUND, ""], blank, total], header, "cp1252")
    result = repair(path, registry.get("scdl/subventions"))
    assert result.table.columns == HEADER
    assert result.table.rows() == [tuple(SOUND)]


def test_the_original_is_never_touched(tmp_path: Path):
    path = write(tmp_path, [SOUND], encoding="cp1252")
    before = path.read_bytes()
    repaired(path)
    assert path.read_bytes() == before


def test_columns_of_the_same_name_are_told_apart(tmp_path: Path):
    path = write(tmp_path, [[*SOUND, "x", "y"]], [*HEADER, "note", "note"])
    result = repair(path, registry.get("scdl/subventions"))
    assert result.table.columns == [*HEADER, "note", "note (2)"]
    assert result.table.rows() == [(*SOUND, "x", "y")]
