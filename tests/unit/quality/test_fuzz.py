"""Whatever bytes come, a file is judged or refused with a sentence: no crash, no hang, no local path."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.reading.table import Choices
from ckanext.datagrandest.quality.repairing.plan import repair

SCHEMA = registry.get("scdl/subventions")
TEXT = (
    ",".join(field.name for field in SCHEMA.fields)
    + "\nVille,21880413600016,2024-03-12,,Club,,W883000123,Aide,1234.50,aide en numéraire,unique,2024-03-12,,non,0.45,\n"
) * 2
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b'"', b"\r", b"\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b";", b",", b"\t", b"\x1f", b"\x01",
                     b"=HYPERLINK(1)", "é".encode(), b"\xe9", b'""', b"<html>", b"{", b"%PDF-1.7", b"PK\x03\x04", b"\x1f\x8b"]),
)  # fmt: skip
BUDGET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sheet() -> bytes:
    """Make the bytes of a small XLSX workbook."""
    written = "<c t='inlineStr'><is><t>{}</t></is></c>"
    lines = ["".join(written.format(cell) for cell in line.split(",")) for line in TEXT.splitlines()[:2]]
    rows = "".join(f"<row>{line}</row>" for line in lines)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="f" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>',
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


STARTS = {"text": TEXT.encode(), "cp1252": TEXT.encode("cp1252"), "utf-16": TEXT.encode("utf-16"), "xlsx": sheet()}


def judged(path: Path) -> str:
    """Judge and repair a file; give all that is said of it."""
    try:
        report = judge(path, SCHEMA)
        repair(path, SCHEMA)
    except NotATableError as refusal:  # a repair refuses more: blanks alone would come out as nothing
        return str(refusal.message)
    return json.dumps(report.as_dict())


@BUDGET
@given(
    st.sampled_from(sorted(STARTS)),
    st.lists(st.tuples(st.floats(0, 1), PIECES, st.integers(0, 40)), min_size=1, max_size=6),
)
def test_a_spoiled_file_is_judged_or_refused(tmp_path: Path, kind: str, edits: list[tuple[float, bytes, int]]):
    data = STARTS[kind]
    for where, piece, removed in edits:
        place = int(where * len(data))
        data = data[:place] + piece + data[place + removed :]
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    assert str(tmp_path) not in judged(path)


@BUDGET
@given(st.binary(max_size=400))
@example(b"\xfe\xff")
def test_any_bytes_are_judged_or_refused(tmp_path: Path, data: bytes):
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    assert str(tmp_path) not in judged(path)


def test_the_workbook_of_these_tests_is_sound(tmp_path: Path):
    path = tmp_path / "file.xlsx"
    path.write_bytes(sheet())
    assert judge(path, SCHEMA).rows == 1


@pytest.mark.parametrize("text", ['a,b\n1,"' + "x" * 200_000, 'a,b\n1,"' + "x\n" * 200_000 + "2,3\n"])
def test_a_quote_never_closed_is_said_with_its_row(tmp_path: Path, text: str):
    path = tmp_path / "file.csv"
    path.write_text(text)
    report = judge(path, SCHEMA)
    assert ("source-error", 2) in {(fault.code, fault.row) for fault in report.errors}


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_mark_that_lies_is_not_believed(tmp_path: Path, mark: bytes):
    path = tmp_path / "file.csv"
    path.write_bytes(mark + TEXT.encode("cp1252") + b"x")
    assert judge(path, SCHEMA).encoding != "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8", "klingon"])
def test_an_encoding_that_is_not_that_of_the_file_is_refused(tmp_path: Path, encoding: str):
    path = tmp_path / "file.csv"
    path.write_bytes(TEXT.encode("cp1252"))
    with pytest.raises(NotATableError, match=encoding):
        judge(path, SCHEMA, choices=Choices(encoding=encoding))
