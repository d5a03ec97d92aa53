"""What a clerk reads names the columns, the words to write and the likely cause; what stands beside a table is kept."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

import workbooks

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.explaining.csv_export import as_csv
from ckanext.datagrandest.quality.formats import formatted
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.reading.dialects import header_index
from ckanext.datagrandest.quality.repairing.plan import repair
from ckanext.datagrandest.quality.repairing.record import write_csv
from ckanext.datagrandest.quality.report import Report

PRENOMS = registry.get("scdl/prenoms")
TITLES = ["COMMUNE_NOM", "COLL_INSEE", "ENFANT_SEXE", "ENFANT_PRENOM", "NOMBRE_OCCURRENCES", "ANNEE"]
ROW = ["Épinal", "88160", "F", "Jade", "12", "2023"]


def judged(folder: Path, name: str, *rows: dict[str, str], without: tuple[str, ...] = ()) -> Report:
    schema = registry.get(name)
    header = [field.name for field in schema.fields if field.name not in without]
    lines = [header, *[[row.get(label, "") for label in header] for row in rows]]
    path = folder / "fichier.csv"
    path.write_text("".join(";".join(line) + "\n" for line in lines), "utf-8")
    return judge(path, schema)


def said(report: Report, code: str, field: str | None = None) -> str:
    return next(
        fault.message.replace("\u00a0", " ")
        for fault in (*report.errors, *report.warnings)
        if fault.code == code and (field is None or fault.field == field)
    )


def test_checks_across_columns_name_the_other_columns(tmp_path: Path):
    vote = {"VOTE_EFFECTIF": "5", "VOTE_REEL": "6", "VOTE_POUR": "1", "VOTE_CONTRE": "1", "VOTE_ABSTENTION": "1"}
    report = judged(tmp_path, "scdl/deliberations", {"BUDGET_ANNEE": "2024", **vote})
    assert "VOTE_POUR + VOTE_CONTRE + VOTE_ABSTENTION" in said(report, "sum-columns-value")
    assert "≥ VOTE_REEL" in said(report, "compare-columns-value")
    assert "« BUDGET_ANNEE » et BUDGET_NOM" in said(report, "cohesive-columns-value")
    grants = judged(tmp_path, "scdl/subventions", {"objet": "Fête"})
    assert "idBeneficiaire, rnaBeneficiaire" in said(grants, "one-of-required")


def test_the_words_of_yes_and_no_are_those_of_the_schema(tmp_path: Path):
    report = judged(tmp_path, "scdl/subventions", {"notificationUE": "Non"})
    assert said(report, "type-error", "notificationUE").endswith("Écrivez exactement oui ou non.")


def test_a_number_in_scientific_notation_is_told_as_such(tmp_path: Path):
    report = judged(tmp_path, "scdl/subventions", {"idAttribuant": "2,1880E+13"})
    assert said(report, "constraint-error", "idAttribuant").startswith("« 2,1880E+13 » a été abrégé par le tableur")


def test_addresses_are_not_called_uri(tmp_path: Path):
    report = judged(tmp_path, "scdl/equipements", {"EQUIP_WEB": "www.exemple.fr", "EQUIP_EMAIL": "mairie@"})
    assert "adresse web" in said(report, "type-error", "EQUIP_WEB")
    assert "adresse électronique" in said(report, "type-error", "EQUIP_EMAIL")


def test_a_column_that_may_be_missing_is_said_to_be_optional(tmp_path: Path):
    report = judged(tmp_path, "scdl/subventions", without=("dispositifAide", "montant"))
    assert "facultative" in said(report, "missing-label", "dispositifAide")
    assert "facultative" not in said(report, "missing-label", "montant")


def test_a_miswritten_name_points_to_the_column_it_stands_for(tmp_path: Path):
    path = tmp_path / "fichier.csv"
    path.write_text("Montant;dates\n1;2\n", "utf-8")
    report = judge(path, registry.get("scdl/subventions"))
    assert "« Montant »" in said(report, "missing-label", "montant")
    assert "« montant »" in said(report, "extra-label", "Montant")
    assert "vérifiez son nom" in said(report, "extra-label", "dates")


def test_a_row_of_totals_is_one_cause(tmp_path: Path):
    sound = {"nomAttribuant": "Ville", "objet": "Aide", "montant": "1"}
    report = judged(tmp_path, "scdl/subventions", sound, {"nomAttribuant": "TOTAL", "montant": "1"})
    (cause,) = [one for one in report.causes if one.repair == "totals-row"]
    assert (cause.rows, cause.field, cause.title) == ([3], None, "Une ligne de totaux se trouve parmi les données")
    assert cause.count == sum(fault.repair == "totals-row" for fault in report.errors)
    assert sum(one.count for one in report.causes if one.severity == "error") == sum(report.counts.values())


def test_the_exports_name_repairs_in_french_and_say_no_more_rows_than_there_are(tmp_path: Path):
    report = judged(tmp_path, "scdl/subventions", {"notificationUE": "Non"}, {"nomAttribuant": "TOTAL", "montant": "1"})
    lines = as_csv(report, translator("fr")).decode("utf-8-sig").splitlines()
    assert any(";Oui et non sont écrits comme le schéma le demande;type-error" in line for line in lines)
    assert "<dd>3</dd>" in str(formatted(report, "html"))


def test_an_optional_column_is_not_said_to_have_the_file_refused(tmp_path: Path):
    report = judged(tmp_path, "scdl/subventions", without=("dispositifAide",))
    (cause,) = [one for one in report.causes if one.field == "dispositifAide" and one.code == "missing-label"]
    assert "facultative" in cause.title
    assert "Rien n'est refusé" in cause.why


def test_the_text_ends_with_the_verdict(tmp_path: Path):
    report = judged(tmp_path, "scdl/subventions", {"notificationUE": "Non"})
    last = str(formatted(report, "text")).splitlines()[-1].replace("\u00a0", " ")
    assert last.startswith("fichier.csv : non valide")
    assert f"{sum(report.counts.values())}" in last


def test_swapped_numbers_are_remarked_with_their_repair(tmp_path: Path):
    rows = [
        {"EQUIP_LAT": lat, "EQUIP_LONG": lon}
        for lat, lon in (("48.2", "6.4"), ("6.4", "48.2"), ("0", "0"), ("6571000", "869500"))
    ]
    report = judged(tmp_path, "scdl/equipements", *rows)
    found = [(fault.code, fault.row, fault.field, fault.repair) for fault in report.warnings if fault.row]
    assert found == [
        ("reversed-french-gps-coordinates", 3, "EQUIP_LONG", "swapped-coordinates"),
        ("french-gps-coordinates", 5, "EQUIP_LONG", "lambert-93"),
    ]
    assert "« EQUIP_LAT »" in said(report, "reversed-french-gps-coordinates")
    assert not any("gps" in code for code in report.counts)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([["Prénoms 2023", ""], ["Commune", "Sexe"], ["Épinal", "F"], ["Metz", "M"]], 1),
        ([["Prénoms 2023"], [], ["Commune", "Sexe"], ["Épinal", "F"]], 2),
        ([["Prénoms"], ["Épinal", "F"]], 0),  # nothing follows: no line tells that it is a table
        ([["COMMUNE_NOM"], ["Épinal", "F"], ["Metz", "M"]], 0),  # the schema's own name
        ([["Prénoms"], ["Épinal", "12"], ["Metz", "13"]], 0),  # data, not names
    ],
)
def test_a_title_above_names_that_the_schema_does_not_know(records: list[list[str]], expected: int):
    assert header_index(records, ["COMMUNE_NOM", "ENFANT_SEXE"]) == expected


def test_cells_beyond_the_header_of_a_workbook_are_errors_and_are_kept_by_the_repair(tmp_path: Path):
    rows = [TITLES, ROW, [*ROW[:3], "Léo", "3", "2023", None, "à vérifier"], [*ROW[:3], "Zoé", "4", "2023", 12.5]]
    path = workbooks.write(tmp_path / "prenoms.xlsx", {"Feuil1": rows})
    report = judge(path, PRENOMS)
    assert [(fault.row, fault.value) for fault in report.errors if fault.code == "extra-cell"] == [
        (3, "à vérifier"),
        (4, "12.5"),
    ]
    assert report.counts["extra-cell"] == 2
    copy = tmp_path / "copie.csv"
    write_csv(repair(path, PRENOMS).table, copy)
    lines = copy.read_text("utf-8").splitlines()
    assert lines[2].endswith(",à vérifier")
    assert ",12.5" in lines[3]
    assert lines[1].rstrip(",") == ",".join(ROW)


def test_a_column_that_comes_twice_does_not_stop_the_repairs_of_its_checks(tmp_path: Path):
    path = tmp_path / "fichier.csv"
    path.write_text("idAttribuant;objet;idAttribuant\n218804136;Aide;218 804 136\n", "utf-8")
    schema = registry.get("scdl/subventions")
    assert judge(path, schema).counts["duplicate-label"] == 1
    assert repair(path, schema).table.width == 3
