"""The report as a page, a CSV, a badge, and in the formats of Frictionless and Validata."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality import cli, table_schema
from ckanext.datagrandest.quality.explaining.badge import Verdict, badge
from ckanext.datagrandest.quality.explaining.csv_export import as_csv
from ckanext.datagrandest.quality.explaining.exchange import (
    from_frictionless,
    from_validata,
    to_frictionless,
    to_validata,
)
from ckanext.datagrandest.quality.explaining.html import as_html
from ckanext.datagrandest.quality.formats import FORMATS, formatted
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.spreadsheets import inert

EVIL = '<script>alert(1)</script><img src="//evil.example/x">'
SCHEMA = table_schema.parse(
    {
        "fields": [{"name": "jour", "type": "date"}, {"name": EVIL, "type": "integer"}, {"name": "x", "type": "any"}],
        "custom_checks": [{"name": "french-siret-value", "params": {"column": "x"}}],
    },
    "acme/s",
    "1.0",
)


@pytest.fixture
def report(tmp_path: Path):
    """Judge a file of hostile cells and headers."""
    path = tmp_path / "dépenses & <b>.csv"
    out = io.StringIO()
    rows = [["31/12/2024", "=HYPERLINK(1)", "123"], ["2024-01-01", EVIL, ""], ["2024-01-01", "1"], ["", "@x", "", "+9"]]
    csv.writer(out).writerows([["jour", EVIL, "x", "x"][:3], *rows])
    path.write_text(out.getvalue(), "utf-8")
    return judge(path, SCHEMA)


def test_the_page_escapes_all_and_asks_for_nothing(report):
    page = as_html(report, translator("fr"))
    soup = BeautifulSoup(page, "html.parser")
    assert not soup.find_all(["script", "img", "link", "iframe"])
    assert not [tag for tag in soup.find_all(True) if tag.has_attr("src") or tag.has_attr("href")]
    assert not re.search(r"url\(|@import|https?://", page)
    assert EVIL in soup.get_text()
    assert soup.title.string == "Rapport de qualité\u00a0: dépenses & <b>.csv"


def test_the_page_is_read_by_everyone(report):
    soup = BeautifulSoup(as_html(report, translator("fr")), "html.parser")
    assert soup.html["lang"] == "fr"
    assert len(soup.find_all("h1")) == 1
    levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), (
        "a heading level is missed"
    )
    table = soup.table
    assert table.caption.get_text(strip=True)
    assert all(head["scope"] == "col" for head in table.thead.find_all("th"))
    assert all(head["scope"] == "row" for head in table.tbody.find_all("th"))
    assert "@media print" in soup.style.string


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1"])
def test_no_cell_is_a_formula(text: str):
    assert inert(text) == f"'{text}"


def test_the_csv_is_for_french_excel(report):
    data = as_csv(report, translator("fr"))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0][:5] == ["Gravité", "Ligne", "Ligne du fichier", "Colonne", "Valeur"]
    assert len(rows) == 1 + len(report.errors) + len(report.warnings)
    assert "'=HYPERLINK(1)" in [row[4] for row in rows]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_badges_are_read_by_everyone(verdict: Verdict):
    svg = ET.fromstring(badge(verdict, 'a<b>&"c', translator("fr")))
    words = {Verdict.VALID: "valide", Verdict.INVALID: "non valide", Verdict.NOT_JUDGED: "non contrôlé"}
    title = svg.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == svg.get("aria-label") == f'schéma a<b>&"c\u00a0: {words[verdict]}'
    colours = [rect.get("fill", "") for rect in svg.iter("{http://www.w3.org/2000/svg}rect")]
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in colours)


def located(found):
    return [(fault.code, fault.row, fault.field, fault.value, fault.message) for fault in found.errors]


def test_frictionless_reports_go_out_and_come_back(report):
    descriptor = json.loads(json.dumps(to_frictionless(report)))
    own = {"type-error", "constraint-error", "missing-cell", "extra-cell", "cell-error"}
    assert {error["type"] for error in descriptor["tasks"][0]["errors"]} <= own
    (back,) = from_frictionless(descriptor)
    assert [item[:3] for item in located(back)] == [item[:3] for item in located(report)]
    assert (back.valid, back.rows, back.header, back.counts) == (False, report.rows, report.header, report.counts)


def test_validata_reports_go_out_and_come_back(report):
    back = from_validata(json.loads(json.dumps(to_validata(report))))
    assert back is not None
    assert located(back) == located(report)
    assert (back.schema["id"], back.rows) == ("acme/s", report.rows)


def test_real_answers_of_validata_are_read(shared_data: Path):
    folder = shared_data / "tabular/validata-reports"
    answers = {path.stem.removeprefix("transport-site__schemas_validata_"): json.loads(path.read_text("utf-8"))
               for path in folder.glob("*validata_*.json")}  # fmt: skip
    hours = from_validata(answers["with_opening_hours_error"])
    assert hours is not None
    assert located(hours)[0][:4] == ("opening-hours-value", 2, "horaires", "lundi à dimanche")
    assert hours.file == "covoit_invalide.csv"
    assert from_validata(answers["with_file_error"]) is None
    sound = from_validata(answers["with_no_errors"])
    assert sound is not None
    assert sound.valid
    assert "cable_t2_attache" in sound.warnings[0].message


def test_a_report_of_a_local_file_loses_its_path():
    for place in ("/home/mairie/secret/a.csv", r"C:\Users\mairie\a.csv", "https://example.org/d/a.csv?token=1"):
        (found,) = from_frictionless({"tasks": [{"place": place, "valid": True, "errors": []}]})
        assert found.file == "a.csv"


@pytest.mark.parametrize("output", ["text", "json", "html", "csv", "frictionless", "validata", "badge"])
def test_every_format_comes_from_the_shell(tmp_path: Path, output: str):
    (tmp_path / "s.json").write_text('{"fields": [{"name": "n", "type": "integer"}]}', "utf-8")
    (tmp_path / "t.csv").write_text("n\nx\n", "utf-8")
    result = CliRunner().invoke(
        cli.validate, [str(tmp_path / "t.csv"), "--schema", str(tmp_path / "s.json"), "--format", output]
    )
    assert result.exit_code == 1, result.output
    assert str(tmp_path) not in result.output
    assert result.stdout_bytes.strip()


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["=1+1", "\t@a", "\x00", EVIL, "]]>", "31/12/2024"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(header=st.lists(CELLS, min_size=1, max_size=4), rows=st.lists(st.lists(CELLS, max_size=5), max_size=5))
def test_any_table_can_be_told_in_every_format(tmp_path: Path, header: list[str], rows: list[list[str]]):
    path = tmp_path / "any.csv"
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["jour", *header], *rows])
    path.write_text(out.getvalue(), "utf-8", newline="")
    try:
        found = judge(path, SCHEMA)
    except NotATableError:
        return
    for output in FORMATS:
        written = formatted(found, output, "fr")
        text = written if isinstance(written, str) else written.decode("utf-8-sig")
        assert str(tmp_path) not in text, output
        assert output != "html" or "<script" not in text
        assert output != "badge" or ET.fromstring(text) is not None
    told = csv.reader(io.StringIO(as_csv(found, translator("fr")).decode("utf-8-sig"), newline=""), delimiter=";")
    assert not [cell for row in told for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert all(item.line is None or item.line >= (item.row or 0) for item in found.errors)
