"""The bad tables of the list of faults to resist (49 to 60), each judged and repaired, or refused with a sentence."""

import json
import time
import zipfile
from pathlib import Path

import pytest

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.reading.archives import ArchiveLimits
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.repairing.formulas import is_formula
from ckanext.datagrandest.quality.repairing.plan import Repaired, repair
from ckanext.datagrandest.quality.repairing.record import write_csv
from ckanext.datagrandest.quality.table_schema import TableSchema, parse

SCHEMA = registry.get("scdl/subventions")
TWO = parse({"fields": [{"name": "nom"}, {"name": "objet"}]})


def saved(tmp_path: Path, data: bytes | str, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def repaired(tmp_path: Path, data: bytes | str, schema: TableSchema = TWO) -> Repaired:
    path = saved(tmp_path, data)
    judge(path, schema)
    return repair(path, schema)


def test_49_no_formula_leaves_in_a_copy(tmp_path: Path):
    cells = ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", '"\t=1"', '"\r=1"', "-12"]
    result = repaired(tmp_path, "nom,objet\n" + "".join(f"a,{cell}\n" for cell in cells))
    copy = tmp_path / "copy.csv"
    write_csv(result.table, copy)
    assert result.table["objet"].to_list()[-1] == "-12"
    assert [text for text in result.table["objet"] if is_formula(text)] == []
    assert "\n=" not in copy.read_text()


def test_50_nul_bytes_marks_and_mixed_line_ends(tmp_path: Path):
    result = repaired(tmp_path, b"\xef\xbb\xbfnom,objet\r\na\x00,b\nc,d\r\n")
    assert result.table.rows() == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "utf-16"])
def test_51_accents_apostrophes_and_euros_of_old_encodings(tmp_path: Path, encoding: str):
    text = "nom,objet\nÉcole d’été,Prêt à Épinal\nForêt,Noël à l’église\n"
    text = text.replace("’", "'") if encoding == "cp850" else text.replace("Forêt", "Forêt 12 €")
    result = repaired(tmp_path, text.encode(encoding))
    assert "\n".join(",".join(row) for row in result.table.rows()) == text.strip().partition("\n")[2]


def test_52_semicolons_with_decimal_commas_and_commas_in_quotes(tmp_path: Path):
    schema = parse({"fields": [{"name": "nom"}, {"name": "montant", "type": "number"}]})
    assert repaired(tmp_path, "nom;montant\na, b;12,5\nc;3\n", schema).table.rows() == [("a, b", "12.5"), ("c", "3")]
    assert repaired(tmp_path, 'nom,montant\n"a, b","12,5"\n', schema).table.rows() == [("a, b", "12.5")]


def test_53_an_open_quote_is_said_and_nothing_is_cut(tmp_path: Path):
    path = saved(tmp_path, 'nom,objet\na,"b\n' + "c,d\n" * 100_000)
    assert {fault.code for fault in judge(path, TWO).errors} >= {"source-error"}
    with pytest.raises(NotATableError, match="row 2"):
        repair(path, TWO)


def test_54_headers_doubled_empty_long_and_accented(tmp_path: Path):
    long = "é" * 64
    result = repaired(tmp_path, f"NOM,Objet,note,note,,{long}\na,b,c,d,e,f\n")
    assert result.table.columns == ["nom", "objet", "note", "note (2)", "", long]
    assert result.table.rows() == [("a", "b", "c", "d", "e", "f")]


def test_55_ten_thousand_columns(tmp_path: Path):
    width = 10_000
    cells = ["1 " if place % 200 == 0 else "1" for place in range(width)]
    text = ",".join(f"c{place}" for place in range(width)) + "\n" + ",".join(cells) + "\n"
    result = repair(saved(tmp_path, text), TWO)
    assert result.table.width == width
    assert set(result.table.row(0)) == {"1"}


def test_55_a_cell_beyond_every_limit(tmp_path: Path):
    path = saved(tmp_path, "nom,objet\na," + "x" * 2_000_000 + "\n")
    report = judge(path, TWO)
    assert len(json.dumps(report.as_dict())) < 1_000_000
    assert repair(path, TWO).table.rows() == [("a", "x" * 2_000_000)]


def test_56_what_spreadsheets_do_to_codes(tmp_path: Path):
    schema = parse({"fields": [
        {"name": "insee", "constraints": {"pattern": r"^([013-9]\d|2[AB1-9])\d{3}$"}},
        {"name": "siret", "constraints": {"pattern": r"^\d{14}$"}}, {"name": "jour", "type": "date"},
    ]})  # fmt: skip
    result = repaired(tmp_path, "insee;siret;jour\n1001;1,23E+13;45657\n2a004;21880413600016;2024-12-31\n", schema)
    assert result.table.rows() == [("01001", "1,23E+13", "2024-12-31"), ("2A004", "21880413600016", "2024-12-31")]


def test_57_bombs_and_files_that_are_something_else(tmp_path: Path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 4_000_000)
    with pytest.raises(NotATableError), open_table(bomb, limits=ArchiveLimits(unpacked=1_000_000)):
        pass
    for data in (b"<!DOCTYPE html><html></html>", b"%PDF-1.7", b'{"a": 1}', b"", b"PK\x03\x04 damaged"):
        with pytest.raises(NotATableError) as refusal:
            repair(saved(tmp_path, data), TWO)
        assert str(tmp_path) not in str(refusal.value.message)


def test_58_every_row_wrong(tmp_path: Path):
    schema = parse({"fields": [{"name": "jour", "type": "date"}, {"name": "nom"}]})
    path = saved(tmp_path, "jour,nom\n" + "".join(f"{place} pas une date,{'x' * 50}\n" for place in range(30_000)))
    report = judge(path, schema)
    assert report.counts == {"type-error": 30_000}
    assert len(json.dumps(report.as_dict(), ensure_ascii=False).encode()) < 1_000_000
    assert repair(path, schema).proposals == []


def test_59_a_pattern_that_never_ends(tmp_path: Path):
    schema = parse({"fields": [{"name": "nom", "constraints": {"pattern": r"^(a+)+b$"}}, {"name": "objet"}]})
    began = time.process_time()
    result = repaired(tmp_path, "nom,objet\n" + "a" * 40 + "!,x\n", schema)
    assert result.table.rows() == [("a" * 40 + "!", "x")]
    assert time.process_time() - began < 30, "the pattern was not given up"


def test_60_a_schema_that_refers_elsewhere_asks_for_nothing(tmp_path: Path):
    schema = parse({
        "fields": [{"name": "nom"}, {"name": "objet"}],
        "foreignKeys": [{"fields": "nom", "reference": {"resource": "http://127.0.0.1:1/private", "fields": "nom"}}],
    })  # fmt: skip
    assert repaired(tmp_path, "nom,objet\na,b\n", schema).table.rows() == [("a", "b")]
