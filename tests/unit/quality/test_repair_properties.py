"""Whatever the table, a repair changes no cell that is right, does nothing twice, and adds no fault."""

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.repairing.formulas import inert, is_formula
from ckanext.datagrandest.quality.repairing.plan import repair
from ckanext.datagrandest.quality.repairing.record import write_csv
from ckanext.datagrandest.quality.repairing.texts import clean
from ckanext.datagrandest.quality.table_schema import parse

BUDGET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCHEMA = parse(
    {
        "fields": [
            {"name": "nom", "constraints": {"required": True}},
            {"name": "objet"},
            {"name": "jour", "type": "date"},
            {"name": "montant", "type": "number"},
            {"name": "nombre", "type": "integer", "constraints": {"minimum": 0}},
            {"name": "siret", "constraints": {"pattern": r"^\d{14}$"}},
            {"name": "code_insee", "constraints": {"pattern": r"^\d[0-9AB]\d{3}$"}},
            {"name": "nature", "constraints": {"enum": ["aide en nature", "aide en numéraire"]}},
            {"name": "oui", "type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
            {"name": "horaires"},
        ],
        "custom_checks": [
            {"name": "french-siret-value", "params": {"column": "siret"}},
            {"name": "opening-hours-value", "params": {"column": "horaires"}},
        ],
    }
)
NAMES = [field.name for field in SCHEMA.fields]
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["", " ", "\u00a0", "0", "-1", "12,5", "1 234,50 €", "12/03/2024", "2024-03-12", "mars 2024", "45000",
                     "=1+1", "+33388123456", "oui", "x", "88160", "Épinal", "2a004", "21880413600016", "2,19E+13",
                     "218804136 00016", "TOTAL", "aide en Nature", "Lu-Ve 9h-12h", "a\x07b", "\ta", "d'été\u200b", "-", "1.5",
                     '"', ";", "\n", "\r", "'=1", "0,5 %", "01/02/03", "31.12.99"]),
)  # fmt: skip
TABLES = st.lists(st.lists(PIECES, min_size=len(NAMES), max_size=len(NAMES)), min_size=1, max_size=4)


def write(path: Path, rows: list[list[str]]) -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([NAMES, *rows])
    path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
    return path


@BUDGET
@given(TABLES)
def test_a_cell_that_satisfies_its_field_only_loses_what_nobody_sees(tmp_path: Path, rows: list[list[str]]):
    path = write(tmp_path / "f.csv", rows)
    wrong = {(fault.row, fault.field) for fault in judge(path, SCHEMA, limit=0).errors}
    result = repair(path, SCHEMA)
    gone = {change["row"] for change in result.changes.to_dicts() if change["rule"] in {"blank-row", "totals-row"}}
    kept = [(number, row) for number, row in enumerate(rows, start=2) if number not in gone]
    assert result.table.height == len(kept)
    for (number, row), after in zip(kept, result.table.iter_rows(named=True), strict=True):
        for name, before in zip(NAMES, row, strict=True):
            if (number, name) not in wrong:
                blank = name == "nom" and not clean(before)
                assert after[name] == (before if blank else inert(clean(before))), (name, before)


@BUDGET
@given(TABLES)
def test_a_copy_has_nothing_to_repair_and_no_more_faults(tmp_path: Path, rows: list[list[str]]):
    path, copy = write(tmp_path / "f.csv", rows), tmp_path / "copy.csv"
    write_csv(repair(path, SCHEMA).table, copy)
    again = repair(copy, SCHEMA)
    assert again.proposals == []
    assert [list(row) for row in again.table.iter_rows()] == [
        list(row) for row in repair(path, SCHEMA).table.iter_rows()
    ]
    before, after = judge(path, SCHEMA).counts, judge(copy, SCHEMA).counts
    assert sum(after.values()) <= sum(before.values())


@BUDGET
@given(TABLES)
def test_no_cell_of_a_copy_is_a_formula(tmp_path: Path, rows: list[list[str]]):
    copy = tmp_path / "copy.csv"
    write_csv(repair(write(tmp_path / "f.csv", rows), SCHEMA).table, copy)
    with copy.open(newline="", encoding="utf-8") as file:
        assert [text for row in csv.reader(file) for text in row if is_formula(text)] == []


@BUDGET
@given(TABLES)
def test_each_change_is_told_and_can_be_undone(tmp_path: Path, rows: list[list[str]]):
    path = write(tmp_path / "f.csv", rows)
    result = repair(path, SCHEMA)
    assert sum(one.count for one in result.proposals) == result.changes.height
    assert {one.rule for one in result.proposals} == set(result.changes["rule"])
    refused = repair(path, SCHEMA, refused=[one.rule for one in result.proposals])
    assert not {one.rule for one in refused.proposals} & {one.rule for one in result.proposals}
