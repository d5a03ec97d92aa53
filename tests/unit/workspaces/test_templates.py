"""Templates: each is what our own reader recognises and judges valid, in the commune's name, always the same bytes."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from stdnum.fr import siret as siret_numbers

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.example_row import example_row, of_place, own_part
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.privacy.looking import look
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.recognise import recognise
from ckanext.datagrandest.quality.repairing.plan import repair
from ckanext.datagrandest.quality.sender import EXAMPLE, Sender
from ckanext.datagrandest.workspaces.workbooks.words import choices
from ckanext.datagrandest.workspaces.workbooks.workbook import build

SHIPPED = [registry.get(name) for name in registry.versions()]
TABLES = [schema for schema in SHIPPED if schema.document is None]
#: The commune's own SIREN, the number of its first establishment, and the key that makes it a SIRET.
PLOMBIERES = Sender("Plombières-les-Bains", "88351", "21880351800016", "88370")
FRENCH = translator("fr")


def by_id(schema: object) -> str:
    return getattr(schema, "id", "")


@pytest.fixture
def saved(tmp_path: Path):
    def save(content: bytes, name: str = "modele.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".vml"))}


def test_the_commune_of_the_tests_has_a_true_siret():
    assert siret_numbers.is_valid(PLOMBIERES.siret)


@pytest.mark.parametrize("schema", TABLES, ids=by_id)
def test_a_template_is_recognised_and_valid(schema, saved):
    path = saved(build(schema, PLOMBIERES, FRENCH))
    with open_table(path) as table:
        found = recognise(table.header)
        assert table.kind == "xlsx"
    assert found is not None
    assert (found.id, found.version, found.share) == (schema.id, schema.version, 1.0)
    report = judge(path, schema)
    assert report.errors == []
    assert report.rows == 1
    assert [one.row for one in report.warnings if one.code == "example-row"] == [2]
    assert not [one for one in report.warnings if one.code in {"stored-as-number", "extra-label", "preamble"}]


@pytest.mark.parametrize("schema", TABLES, ids=by_id)
def test_the_example_that_stays_is_taken_out_by_a_repair(schema, saved):
    repaired = repair(saved(build(schema, PLOMBIERES, FRENCH)), schema)
    assert {one.rule: one.count for one in repaired.proposals}["example-row"] == 1
    assert repaired.table.height == 0


def test_data_written_over_the_example_are_no_example(tmp_path):
    schema = registry.get("scdl/subventions")
    row = {**example_row(schema, PLOMBIERES), "montant": "1600.00"}
    path = tmp_path / "subventions.csv"
    path.write_text(";".join(row) + "\n" + ";".join(row.values()) + "\n", "utf-8")
    report = judge(path, schema)
    assert report.valid
    assert "example-row" not in {one.code for one in report.warnings}


def test_the_example_is_told_in_a_csv_that_excel_saved(tmp_path):
    schema = registry.get("scdl/subventions")
    example = {**example_row(schema, PLOMBIERES), "montant": "1500"}
    mine = {**example, "nomBeneficiaire": "Comité des fêtes", "referenceDecision": "2026-01-003"}
    path = tmp_path / "subventions.csv"
    path.write_bytes("\r\n".join(";".join(row) for row in (example, example.values(), mine.values())).encode("cp1252"))
    assert [one.row for one in judge(path, schema).warnings if one.code == "example-row"] == [2]
    assert repair(path, schema).table["nomBeneficiaire"].to_list() == ["Comité des fêtes"]
    kept = repair(path, schema, refused=["example-row"])
    assert kept.table.height == 2


@pytest.mark.parametrize("schema", TABLES, ids=by_id)
def test_the_commune_is_already_in(schema):
    row = example_row(schema, PLOMBIERES)
    told = {"name": "Plombières-les-Bains", "siret": PLOMBIERES.siret, "siren": PLOMBIERES.siren,
            "insee": "88351", "postcode": "88370"}  # fmt: skip
    own = {field.name: own_part(field) for field in schema.fields if own_part(field)}
    assert own
    assert {name: part for name, part in own.items() if told[part] not in row[name]} == {}
    left = (EXAMPLE.name, EXAMPLE.siret, EXAMPLE.siren)
    assert [name for name, text in row.items() if any(token in text for token in left)] == []


def test_all_examples_speak_of_the_same_commune():
    """A cell that names another commune would stay in the template of a commune as if it were its own."""
    of_communes = [
        (schema.id, field.name, field.example)
        for schema in TABLES
        for field in schema.fields
        if re.search("insee|code_?com|postal|_cp$", field.name, re.IGNORECASE) and "Fournisseur" not in field.name
    ]
    assert len(of_communes) > 10
    assert [one for one in of_communes if EXAMPLE.insee not in one[2] and EXAMPLE.postcode not in one[2]] == []


def test_the_same_question_makes_the_same_bytes():
    schema = registry.get("scdl/deliberations")
    assert build(schema, PLOMBIERES, FRENCH) == build(schema, PLOMBIERES, FRENCH)
    assert build(schema, PLOMBIERES, FRENCH) != build(schema, EXAMPLE, FRENCH)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://mal.example","x")', "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1"]
)
def test_no_name_becomes_a_formula(name, saved):
    for schema in TABLES:
        found = parts(build(schema, Sender(name, "88351", PLOMBIERES.siret, "88370"), FRENCH))
        sheets = {part: text for part, text in found.items() if part.startswith("xl/worksheets/")}
        assert sheets
        assert not [part for part, text in sheets.items() if "<f>" in text or "<f " in text or "<hyperlink" in text]
        sources = re.findall(r"<formula1>(.*?)</formula1>", "".join(sheets.values()))
        assert [source for source in sources if not re.fullmatch(r"Listes!\$[A-Z]+\$1:\$[A-Z]+\$\d+", source)] == []


@pytest.mark.parametrize("schema", TABLES, ids=by_id)
def test_lists_hold_the_accepted_values(schema, saved):
    from python_calamine import CalamineWorkbook

    content = build(schema, PLOMBIERES, FRENCH)
    lists = (
        CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Listes").to_python(skip_empty_area=False)
    )
    for place, field in enumerate(schema.fields):
        listed = [str(row[place]) for row in lists if place < len(row) and row[place] != ""]
        if values := choices(field):
            assert listed == values
        elif own_part(field):
            assert listed == [example_row(schema, PLOMBIERES)[field.name]]
        else:
            assert listed == []
    assert 'state="hidden"' in parts(content)["xl/workbook.xml"]


@pytest.mark.parametrize("schema", TABLES, ids=by_id)
def test_codes_are_text_and_days_are_iso(schema):
    """The format of a whole column: what a clerk types keeps its zeros."""
    found = parts(build(schema, PLOMBIERES, FRENCH))
    styles = re.search(r"<cellXfs.*?</cellXfs>", found["xl/styles.xml"], re.DOTALL)
    assert styles
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles[0])
    iso = re.search(r'<numFmt numFmtId="(\d+)" formatCode="yyyy-mm-dd"', found["xl/styles.xml"])
    columns = re.findall(r'<col min="(\d+)" max="(\d+)"[^>]*?style="(\d+)"', found["xl/worksheets/sheet1.xml"])
    kept = {place: formats[int(style)] for first, last, style in columns for place in range(int(first), int(last) + 1)}
    for place, field in enumerate(schema.fields, start=1):
        if field.type == "string":
            assert kept[place] == "49", field.name
        if field.type == "date" and field.format == "default":
            assert iso is not None
            assert kept[place] == iso[1]


@pytest.mark.parametrize("schema", TABLES, ids=by_id)
def test_help_of_each_column_is_in_french(schema):
    found = parts(build(schema, PLOMBIERES, FRENCH))
    comments = found["xl/comments1.xml"]
    assert comments.count("<comment ") == len(schema.fields)
    assert "Exemple" in comments
    assert "To be filled" not in "".join(found.values())
    prompts = re.findall(r'prompt="([^"]*)"', found["xl/worksheets/sheet1.xml"])
    assert len(prompts) == len(schema.fields)


@pytest.mark.parametrize("schema", TABLES, ids=by_id)
def test_the_notice_is_no_personal_data(schema, saved):
    """The guard of personal data reads all sheets: a template that is filled in must not be held by its own help."""
    found = look(saved(build(schema, PLOMBIERES, FRENCH)), schema, None, FRENCH)["findings"]
    assert [one for one in found if not one.get("field")] == []


def test_a_format_of_documents_has_no_template():
    (document,) = [schema for schema in SHIPPED if schema.document is not None]
    with pytest.raises(ValueError, match="JSON"):
        build(document, PLOMBIERES, FRENCH)


@pytest.mark.parametrize(
    ("name", "said"),
    [("Épinal", "d'Épinal"), ("Le Ménil", "du Ménil"), ("Les Forges", "des Forges"), ("La Bresse", "de La Bresse"),
     ("Haguenau", "de Haguenau"), ("Œting", "d'Œting"), ("", "de ")],
)  # fmt: skip
def test_of_a_place(name, said):
    assert of_place(name) == said
