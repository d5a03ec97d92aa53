"""`dge validate` and `dge repair` on whatever they are given: an exit code, sentences, a copy without formulas; no traceback."""

import csv
import json
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent))

import workbooks

import ckanext.datagrandest.quality as room
from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.console import ROOMS
from ckanext.datagrandest.quality.repairing.formulas import is_formula

assert ROOMS  # importing them adds their commands to the group
NAME = "scdl/prenoms"
HEADER = ["COMMUNE_NOM", "COLL_INSEE", "ENFANT_SEXE", "ENFANT_PRENOM", "NOMBRE_OCCURRENCES", "ANNEE"]
CELLS = st.one_of(
    st.sampled_from(["Épinal", "88160", "F", "Jade", "12", "2023", "=HYPERLINK(1)", "+1+1", "@SUM(1)", "\t=1", "-1+1", "", " ", "Total",
                     "1,5", "2,19E+13", "01/02/2023", "45000", "\u00a0=1", "'=1", '"', "\x00", "a;b", "é" * 300]),
    st.text(max_size=6),
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, max_size=8), max_size=6)
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b'"', b"\r", b"\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b";", b"<html>", b"{", b"%PDF", b"PK\x05\x06", b"\x1f\x8b"]),
)  # fmt: skip
BUDGET = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCHEMA = json.loads((Path(room.__path__[0]) / "report.schema.json").read_text("utf-8"))


def run(folder: Path, *arguments: str | Path) -> Result:
    """Run `dge` and hold what it says against what it may never say."""
    result = CliRunner().invoke(dge, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in {0, 1, 2}
    for local in (str(folder), str(Path(room.__path__[0])), "Traceback"):
        assert local not in result.output
    if result.exit_code == 2:
        assert result.stdout == ""
        assert len(result.stderr.strip().splitlines()) == 1
    return result


def both(folder: Path, path: Path) -> None:
    """Judge and repair a file through the console."""
    judged = run(folder, "validate", path, "--schema", NAME, "--format", "json")
    if judged.exit_code != 2:
        report = json.loads(judged.stdout)
        jsonschema.validate(report, SCHEMA)
        assert report["valid"] == (judged.exit_code == 0) == (not report["counts"])
    copy, record = folder / "copie.csv", folder / "journal.json"
    copy.unlink(missing_ok=True)
    repaired = run(folder, "repair", path, "--schema", NAME, "--output", copy, "--report", record)
    if repaired.exit_code == 2:
        assert not copy.exists()
        return
    with copy.open(encoding="utf-8", newline="") as text:
        assert [cell for row in csv.reader(text) for cell in row if is_formula(cell)] == []
    again = run(folder, "validate", copy, "--schema", NAME)
    assert again.exit_code in {repaired.exit_code, 2}


@BUDGET
@given(
    rows=TABLES, delimiter=st.sampled_from([",", ";", "\t"]), encoding=st.sampled_from(["utf-8", "cp1252", "utf-16"])
)
def test_any_table_of_text(tmp_path: Path, rows: list[list[str]], delimiter: str, encoding: str):
    path = tmp_path / "fichier.csv"
    lines = [HEADER, *rows]
    text = "\r\n".join(delimiter.join(cells) for cells in lines)
    path.write_bytes(text.encode(encoding, "replace"))
    both(tmp_path, path)


@BUDGET
@given(rows=TABLES, title=st.booleans())
def test_any_workbook(tmp_path: Path, rows: list[list[str]], title: bool):
    printable = [["".join(char for char in cell if char.isprintable()) for cell in row] for row in rows]
    path = workbooks.write(tmp_path / "fichier.xlsx", {"F": [*[["Prénoms"]][: int(title)], HEADER, *printable]})
    both(tmp_path, path)


@BUDGET
@example(pieces=[b"\x00", b"%PDF"], head=False)
@given(pieces=st.lists(PIECES, max_size=6), head=st.booleans())
def test_any_bytes(tmp_path: Path, pieces: list[bytes], head: bool):
    path = tmp_path / "fichier.csv"
    path.write_bytes((",".join(HEADER).encode() + b"\n" if head else b"") + b"".join(pieces))
    both(tmp_path, path)


@pytest.mark.parametrize("constraints", [{"pattern": "("}, {"pattern": 3}, {"minLength": "x"}, {"enum": "a"}, [1]])
def test_a_schema_whose_constraints_make_no_sense(tmp_path: Path, constraints: object):
    schema, path = tmp_path / "schema.json", tmp_path / "fichier.csv"
    schema.write_text(json.dumps({"fields": [{"name": "a", "constraints": constraints}]}), "utf-8")
    path.write_text("a\n1\n", "utf-8")
    assert "« a »" in run(tmp_path, "validate", path, "--schema", schema).stderr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "image"),
        (b"SQLite format 3\0", "ni un CSV ni un tableur"),
        (b"PK\x05\x06" + bytes(18), "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "sans mot de passe"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(tmp_path: Path, content: bytes, said: str):
    path = tmp_path / "fichier.csv"
    path.write_bytes(content)
    result = run(tmp_path, "validate", path, "--schema", NAME)
    assert result.exit_code == 2
    assert said in result.stderr


def test_the_original_is_never_replaced_and_what_cannot_be_written_is_said(tmp_path: Path):
    path = tmp_path / "fichier.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    for output in (path, tmp_path, tmp_path / "absent" / "copie.csv"):
        assert run(tmp_path, "repair", path, "--schema", NAME, "--output", output).exit_code == 2
    assert path.read_text("utf-8") == "a,b\n1,2\n"
    refused = run(tmp_path, "repair", path, "--schema", NAME, "--output", tmp_path / "o.csv", "--refuse", "nope")
    assert (refused.exit_code, (tmp_path / "o.csv").exists()) == (2, False)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    path = tmp_path / "fichier.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.csv", "w", force_zip64=True) as out,
    ):
        for _ in range(600):
            out.write(bytes(1_000_000))
    assert "décompressé" in run(tmp_path, "validate", path, "--schema", NAME).stderr
