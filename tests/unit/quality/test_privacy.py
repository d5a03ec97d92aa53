"""Personal data found before publication, and masked in a copy; what belongs to services and organisations passes."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.privacy import cli
from ckanext.datagrandest.quality.privacy.findings import Finding, find_personal_data, hidden
from ckanext.datagrandest.quality.privacy.kinds import KINDS
from ckanext.datagrandest.quality.privacy.looking import chosen, look, whole
from ckanext.datagrandest.quality.privacy.masking import MASKS, UnsuitableMaskError, mask
from ckanext.datagrandest.quality.privacy.persons import is_person, is_personal_address
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.reading.table import Choices

#: Made-up numbers with a right key.
NIR, NIR_CORSICA, IBAN = "2 95 10 99 126 111 93", "253072A07300443", "FR76 3000 6000 0112 3456 7890 189"


def table(**columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def found(frame: pl.DataFrame, **options) -> list[tuple[str, str, int]]:
    return [(item.kind, item.field, item.count) for item in find_personal_data(frame, **options)]


@pytest.mark.parametrize(
    ("column", "cell", "kind"),
    [
        ("objet", f"Aide à l'assuré {NIR}", "nir"),
        ("code", NIR_CORSICA, "nir"),
        ("contact", "jean.dupont@ville.fr", "email"),
        ("contact", "Écrire à sophie.martin@orange.fr", "email"),
        ("contact", "p.durand@cc-ballons.fr", "email"),
        ("tel", "06 39 98 12 34", "phone"),
        ("tel", "+33 6 39 98 12 34", "phone"),
        ("tel_domicile", "03 53 01 12 34", "phone"),
        ("date_naissance", "12/03/1984", "birth-date"),
        ("rib", IBAN, "iban"),
        ("nomBeneficiaire", "Mme DURAND Élise", "person-name"),
        ("nomBeneficiaire", "M. et Mme Petit", "person-name"),
        ("nomBeneficiaire", "DUPONT Jean", "person-name"),
    ],
)
def test_personal_data_is_found(column: str, cell: str, kind: str):
    assert found(table(**{column: [cell, ""]})) == [(kind, column, 1)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("code", "295109912611194"),
        ("siret", "21880413600016"),
        ("contact", "mairie@ville.fr"),
        ("contact", "mairie.saint-jean@orange.fr"),
        ("contact", "contact@club-sportif.fr"),
        ("contact", "secretariat.mairie@wanadoo.fr"),
        ("tel", "03 29 00 00 00"),
        ("montant", "0612.50"),
        ("coordonnees", "7.0612345678,48.5"),
        ("annee_naissance", "1984"),
        ("date_naissance", "1984"),
        ("lieu_naissance", "Nancy"),
        ("nomBeneficiaire", "Association Jean Moulin"),
        ("nomBeneficiaire", "École Jules Ferry"),
        ("nomBeneficiaire", "Saint Martin"),
        ("nomBeneficiaire", "MJC Lillebonne"),
        ("nomCommune", "M. Test"),
        ("adresse", "1 rue du Test"),
        ("ENFANT_PRENOM", "Jean"),
    ],
)
def test_what_is_not_personal_passes(column: str, cell: str):
    assert found(table(**{column: [cell]})) == []


def test_an_identified_beneficiary_is_an_organisation_unless_it_has_a_civility():
    frame = table(
        nomBeneficiaire=["Pierre Martin", "Paul Petit", "M. Jean Leroy"],
        idBeneficiaire=["21880413600016", "", "21880413600016"],
    )
    (finding,) = find_personal_data(frame)
    assert (finding.count, finding.rows) == (2, (3, 4))


def test_addresses_count_only_beside_a_person():
    frame = table(demandeur=["Mme Test", "Ville de Nancy"], adresse=["1 rue A", "1 place B"])
    assert found(frame) == [("person-name", "demandeur", 1), ("address", "adresse", 1)]


def test_small_counts_of_first_names_are_found_below_the_threshold():
    frame = table(ENFANT_PRENOM=["Léa", "Tom", "Zoé"], NOMBRE_OCCURRENCES=["4", "5", "1"])
    schema = registry.get("scdl/prenoms")
    assert found(frame, schema=schema) == [("small-count", "NOMBRE_OCCURRENCES", 2)]
    assert found(frame, schema=schema, small=2) == [("small-count", "NOMBRE_OCCURRENCES", 1)]


def test_no_example_shows_what_it_hides():
    (finding,) = find_personal_data(table(mail=["jean.dupont@ville.fr"]))
    assert finding.examples == ("j•••.••••••@•••••.••",)
    assert hidden(NIR) == "2 •• •• •• ••• ••• ••"


def test_every_kind_names_its_law_and_its_maskings():
    assert all(kind.masks and set(kind.masks) <= MASKS.keys() and "4" in kind.law for kind in KINDS.values())


def masked(frame: pl.DataFrame, how: str | None = None) -> pl.DataFrame:
    findings = find_personal_data(frame)
    return mask(frame, [replace(item, mask=how) if how else item for item in findings])


def test_masking_changes_a_copy_and_nothing_else():
    frame = table(rib=[IBAN, "néant"], date_naissance=["12/03/1984", "1984-03-12"], x=["a", "b"])
    after = masked(frame)
    assert after.to_dict(as_series=False) == {"rib": ["", "néant"], "date_naissance": ["1984", "1984"], "x": ["a", "b"]}
    assert frame["rib"][0] == IBAN
    assert find_personal_data(after) == []


def test_names_and_their_addresses_are_masked_together():
    frame = table(nomBeneficiaire=["Mme Test", "Ville de Nancy"], adresse=["1 rue A", "1 place B"])
    assert masked(frame).rows() == [("Personne physique", ""), ("Ville de Nancy", "1 place B")]
    assert masked(frame, "remove-column").columns == []


def test_rare_first_names_are_grouped_and_groups_that_stay_small_go():
    frame = table(
        ANNEE=["2024"] * 4 + ["2023"],
        ENFANT_PRENOM=["Léa", "Tom", "Zoé", "Ana", "Ugo"],
        NOMBRE_OCCURRENCES=["9", "4", "3", "2", "1"],
    )
    assert masked(frame).rows() == [("2024", "Léa", "9"), ("2024", "Autres", "9")]


def test_a_mask_that_does_not_suit_is_refused():
    finding = Finding("nir", "a", 1, (2,), (), "year")
    with pytest.raises(UnsuitableMaskError, match="year"):
        mask(table(a=[NIR]), [finding])


@pytest.mark.parametrize(
    ("text", "expected"), [("Monsieur le Maire", True), ("Jean", False), ("Les Amis de Paul", False)]
)
def test_names_of_people(text: str, expected: bool):
    assert is_person(text, identified=False) is expected


def test_addresses_of_people():
    assert is_personal_address("marie@exemple.fr")
    assert not is_personal_address("dechets@sivom.fr")


def invoke(path: Path, *options: str):
    return CliRunner().invoke(cli.privacy, [str(path), *options])


def test_the_command_tells_by_its_exit_code(tmp_path: Path):
    clean, dirty, empty = (tmp_path / name for name in ("clean.csv", "dirty.csv", "empty.csv"))
    clean.write_text("a;b\n1;2\n", "utf-8")
    dirty.write_text("a;rib;\n1;" + IBAN + ";\n", "utf-8")
    empty.write_text("", "utf-8")
    assert invoke(clean).exit_code == 0
    assert invoke(empty).exit_code == 2
    assert invoke(tmp_path / "none.csv").exit_code == 2
    result = invoke(dirty, "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.output)
    assert [item["kind"] for item in told["findings"]] == ["iban"]
    assert IBAN not in result.output
    assert "RGPD" in told["findings"][0]["law"]
    assert str(tmp_path) not in result.output


def test_the_command_writes_a_masked_copy_and_leaves_the_file(tmp_path: Path):
    path, copy = tmp_path / "a.csv", tmp_path / "copy.csv"
    path.write_text(f"nom;rib\nx;{IBAN}\ny\n", "utf-8")
    assert invoke(path, "--mask-to", str(copy)).exit_code == 1
    assert copy.read_text("utf-8") == "nom,rib\nx,\ny,\n"
    assert IBAN in path.read_text("utf-8")
    assert invoke(copy).exit_code == 0


NOBODY = "mairie@ville.fr"
PERSON = "jean.dupont@ville.fr"


def look_at(path: Path, choices: Choices | None = None) -> list[tuple[str, str, int]]:
    told = look(path, None, choices, translator("fr"))
    assert PERSON not in " ".join(f"{one['title']} {one['examples']}" for one in told["findings"])
    return [(one["kind"], one["field"], one["count"]) for one in told["findings"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Liste\nQuestions : {PERSON}\nnom;lieu;année\nAmis;Nancy;2024\nArts;Metz;2024\n", [("email", "", 1)]),
        (f"nom;lieu\nAmis;Nancy;{PERSON}\nArts;Metz;;{PERSON}\n", [("email", "", 2)]),
        (f"{PERSON};Nancy\nx;y\n", [("email", "", 1)]),
        (f"{PERSON};Nancy\n{PERSON};y\n", [("email", PERSON, 1), ("email", "", 1)]),
        (f"nom;contact\nAmis;{PERSON};{NIR}\n", [("email", "contact", 1), ("nir", "", 1)]),
        (f"Questions : {NOBODY}\nnom;lieu;année\nAmis;Nancy;2024;{NOBODY}\n", []),
    ],
)
def test_what_stands_outside_of_the_columns_is_looked_at(tmp_path: Path, text: str, expected):
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    assert look_at(path) == expected


def test_rows_outside_of_the_columns_are_told_and_masked_with_what_surrounds_the_table(tmp_path: Path):
    path, copy = tmp_path / "x.csv", tmp_path / "masked.csv"
    path.write_text(f"Questions : {PERSON}\n{PERSON};lieu;année\nAmis;Nancy;2024;{PERSON}\nArts;Metz;2024\n", "utf-8")
    (finding,) = look(path, None, Choices(header_row=2), translator("fr"))["findings"]
    assert (finding["count"], finding["rows"], list(finding["masks"])) == (3, (2,), ["remove-outside"])
    assert finding["title"].startswith("Hors des colonnes")
    assert invoke(path, "--mask-to", str(copy)).exit_code == 1
    masked_table = mask(whole(path, None, Choices(header_row=2)), chosen([finding]))
    assert masked_table.columns == ["colonne_1", "lieu", "année"]
    assert masked_table.rows() == [("Amis", "Nancy", "2024"), ("Arts", "Metz", "2024")]
    assert PERSON not in copy.read_text("utf-8")


def test_other_sheets_and_cells_beside_the_table_of_a_workbook_are_looked_at(tmp_path: Path, workbook):
    rows = [["Liste", None, PERSON], ["nom", "lieu"], ["Amis", "Nancy", None, PERSON], ["Arts", "Metz"]]
    path = workbook(tmp_path / "x.xlsx", {"Liste": rows, "Notes": [["à", PERSON]], "Vide": []})
    assert look_at(path, Choices(header_row=2)) == [("email", "", 3)]
    assert look_at(path, Choices(sheet="Liste", header_row=2)) == [("email", "", 3)]
    assert look_at(path, Choices(sheet="Notes", header_row=1)) == [("email", "", 3)]


def test_a_file_that_is_read_in_part_is_not_called_clear(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text('nom;lieu\nAmis;"Nancy\n' + "x" * 200_000 + f";{PERSON}\n", "utf-8")
    with pytest.raises(NotATableError, match="quotation mark"):
        look(path, None, None, translator("fr"))
