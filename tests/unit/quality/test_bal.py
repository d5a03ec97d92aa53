"""The Base Adresse Locale (BAL 1.4), judged as the national validator does."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.repairing.headers import renamed
from ckanext.datagrandest.quality.repairing.plan import repair
from ckanext.datagrandest.quality.report import Report

COMMUNE = "3f0c1f5e-7a52-4c1b-9a57-0e9d2b64a111"
STREET = "6b1de2c4-52d8-4f0e-8c55-f2a1c7e0b222"
ADDRESS = "9d44a7f0-11ab-4d7e-b3c9-4c8a6e51c333"
OTHER = "0a1b2c3d-11ab-4d7e-b3c9-4c8a6e51c444"
GOOD = {
    "uid_adresse": "", "cle_interop": "88078_0120_00012", "id_ban_commune": COMMUNE, "id_ban_toponyme": STREET,
    "id_ban_adresse": ADDRESS, "voie_nom": "Rue des Tilleuls", "lieudit_complement_nom": "", "numero": "12",
    "suffixe": "", "commune_insee": "88078", "commune_nom": "Bruyères", "commune_deleguee_insee": "",
    "commune_deleguee_nom": "", "position": "entrée", "x": "976252.83", "y": "6796236.2", "long": "6.7201",
    "lat": "48.2079", "cad_parcelles": "", "source": "Commune de Bruyères", "date_der_maj": "2024-05-02",
    "certification_commune": "1",
}  # fmt: skip

VERDICTS = {
    "1.3-incoherent-uid_adresse": {"bal-identifiants"},
    "1.3-invalid-uid_adresse": {"bal-uid-adresse"},
    "1.3-valid": set(),
    "1.4-bad-dependance-id-ban": {"bal-identifiants"},
    "1.4-bad-id-ban-adresse": {"constraint-error"},
    "1.4-bad-id-ban-commune": {"constraint-error"},
    "1.4-cog-no-match-id_ban_commune": {"bal-une-commune"},
    "1.4-good-dependance-id-ban": {"bal-identifiants"},
    "1.4-no-ids-ban-every": {"bal-identifiants-partout"},
    "1.4-valid": set(),
    "1.4-without-ban-adresse": {"bal-identifiants"},
}


def judged(folder: Path, *changes: dict[str, str]) -> Report:
    rows = [GOOD | change for change in changes]
    lines = [";".join(GOOD), *(";".join(row.values()) for row in rows)]
    path = folder / "bal.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return judge(path, registry.find("bal"), locale="en")


def codes(report: Report) -> tuple[set[str], set[str]]:
    return {fault.code for fault in report.errors}, {fault.code for fault in report.warnings}


@pytest.mark.parametrize("name", VERDICTS)
def test_files_of_the_national_validator(shared_data: Path, name: str):
    path = shared_data / f"tabular/bal/validateur-bal__1.4_data_{name}.csv"
    assert codes(judge(path, registry.find("bal")))[0] == VERDICTS[name]


def test_a_file_without_rows_is_refused(shared_data: Path):
    path = shared_data / "tabular/bal/validateur-bal____tests___data_without_row.csv"
    assert codes(judge(path, registry.find("bal")))[0] == {"bal-vide"}


def test_a_good_address_has_neither_fault_nor_remark(tmp_path: Path):
    assert codes(judged(tmp_path, {})) == (set(), set())


def test_a_place_without_number_needs_no_position(tmp_path: Path):
    place = {"numero": "99999", "cle_interop": "88078_0120_99999", "id_ban_adresse": "", "position": "", "x": "",
             "y": "", "long": "", "lat": ""}  # fmt: skip
    assert codes(judged(tmp_path, place)) == (set(), set())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cle_interop": ""}, "required-value"),
        ({"cle_interop": "88078_0120_12"}, "bal-cle-interop"),
        ({"cle_interop": "88078_0120_00012_BIS"}, "bal-cle-interop"),
        ({"cle_interop": "00000_0120_00012"}, "bal-cle-interop"),
        ({"cle_interop": "88078_0120_00013"}, "bal-numero-cle"),
        ({"uid_adresse": "@c:nothing"}, "bal-uid-adresse"),
        ({"id_ban_commune": "nothing"}, "constraint-error"),
        ({"id_ban_commune": ""}, "bal-identifiants"),
        ({"id_ban_adresse": ""}, "bal-identifiants"),
        ({"voie_nom": ""}, "constraint-error"),
        ({"voie_nom": "Ru"}, "constraint-error"),
        ({"voie_nom": "Rue des Tilleul\ufffd"}, "pattern-value"),
        ({"numero": "012"}, "bal-numero"),
        ({"numero": "12 bis"}, "type-error"),
        ({"numero": "100000"}, "constraint-error"),
        ({"suffixe": "-bis"}, "constraint-error"),
        ({"commune_insee": "88600"}, "bal-commune"),
        ({"long": ""}, "bal-coordonnees-manquantes"),
        ({"long": "6,7201"}, "type-error"),
        ({"long": "48.2079", "lat": "6.7201"}, "bal-hors-de-france"),
        ({"date_der_maj": "02/05/2024"}, "type-error"),
    ],
)
def test_what_the_validator_refuses_is_an_error(tmp_path: Path, change: dict[str, str], code: str):
    report = judged(tmp_path, change)
    assert code in codes(report)[0]
    assert not report.valid


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cle_interop": "88078_012_00012"}, "bal-code-voie"),
        ({"voie_nom": "RUE DES TILLEULS"}, "bal-voie"),
        ({"voie_nom": "Rue_des_Tilleuls"}, "bal-voie"),
        ({"lieudit_complement_nom": "Le Haut"}, "bal-complement-declare"),
        ({"lieudit_complement_nom": "rue des tilleuls"}, "bal-complement"),
        ({"numero": "0", "cle_interop": "88078_0120_00000"}, "pattern-value"),
        ({"suffixe": "bis/ter"}, "pattern-value"),
        ({"commune_nom": "Bruyeres"}, "bal-commune-nom"),
        ({"commune_deleguee_insee": "99999"}, "bal-commune"),
        ({"commune_deleguee_insee": "88160"}, "bal-commune-deleguee"),
        ({"position": "Entree"}, "bal-position"),
        ({"position": ""}, "bal-position-manquante"),
        ({"x": "976282.83"}, "bal-positions-incoherentes"),
        ({"cad_parcelles": "880780000A0123|"}, "pattern-value"),
        ({"source": ""}, "required-value"),
        ({"date_der_maj": ""}, "required-value"),
        ({"date_der_maj": "2009-12-31"}, "bal-date"),
        ({"date_der_maj": "2999-01-01"}, "bal-date"),
        ({"certification_commune": "oui"}, "pattern-value"),
    ],
)
def test_what_the_validator_remarks_is_a_warning(tmp_path: Path, change: dict[str, str], code: str):
    report = judged(tmp_path, change)
    assert codes(report)[0] == set()
    assert code in codes(report)[1]
    assert report.valid


def test_a_merged_commune_is_a_warning(tmp_path: Path):
    merged = {"commune_insee": "52054", "cle_interop": "52054_0120_00012", "commune_nom": "Blancheville"}
    errors, warnings = codes(judged(tmp_path, merged))
    assert errors == set()
    assert "bal-commune-ancienne" in warnings


@pytest.mark.parametrize(
    ("second", "code", "is_error"),
    [
        ({"id_ban_commune": "", "id_ban_toponyme": "", "id_ban_adresse": ""}, "bal-identifiants-partout", True),
        ({"id_ban_commune": OTHER}, "bal-une-commune", True),
        ({"voie_nom": "Rue du Kiosque"}, "bal-identifiants-voies", False),
        ({"id_ban_toponyme": OTHER}, "bal-identifiants-voies", False),
        ({"numero": "14", "cle_interop": "88078_0120_00014"}, "bal-identifiants-adresses", False),
        ({"id_ban_adresse": OTHER}, "bal-identifiants-adresses", False),
    ],
)
def test_rows_that_contradict_each_other(tmp_path: Path, second: dict[str, str], code: str, is_error: bool):
    errors, warnings = codes(judged(tmp_path, {}, second))
    assert (code in errors) is is_error
    assert (code in warnings) is not is_error


def test_other_headers_are_recognised(shared_data: Path):
    schema = registry.find("bal")
    (header, *_) = (shared_data / "tabular/bal/validateur-bal____tests___data_aliases.csv").read_text("utf-8").split()
    assert renamed(header.split(";"), schema) == {
        "cle_intero": "cle_interop", "uid_adress": "uid_adresse", "commune_no": "commune_nom",
        "commune_in": "commune_insee", "x_l93": "x", "y_l93": "y", "long_wgs84": "long", "lat_wgs84": "lat",
        "date_der_m": "date_der_maj",
    }  # fmt: skip


def test_a_file_of_the_next_format_is_repaired_and_its_metres_are_kept(shared_data: Path):
    path = shared_data / "tabular/bal/validateur-bal____tests___data_toponyme-replacing-voie_nom.csv"
    (row,) = repair(path, registry.find("bal")).table.to_dicts()
    assert row["voie_nom"] == "Rue des 3 Places"
    assert (row["x"], row["long"]) == ("539416.13", "1.028392")


def test_names_in_regional_languages_belong_to_the_schema(shared_data: Path):
    path = shared_data / "tabular/bal/validateur-bal____tests___data_locales.csv"
    report = judge(path, registry.find("bal"))
    assert "extra-label" not in codes(report)[1]


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=';"\r\n\0'), max_size=30)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=st.dictionaries(st.sampled_from(sorted(GOOD)), CELL, max_size=6))
def test_any_address_is_judged(tmp_path: Path, change: dict[str, str]):
    report = judged(tmp_path, {}, change)
    assert report.rows == 2
    assert all(fault.row != 2 or "several identifiers" in fault.message for fault in report.errors)
