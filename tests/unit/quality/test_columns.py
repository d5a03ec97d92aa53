"""A whole-column verdict is that of the exact reader, cell by cell."""

import polars as pl
import pytest

from ckanext.datagrandest.quality.cells import judge
from ckanext.datagrandest.quality.check import check
from ckanext.datagrandest.quality.records import Batch
from ckanext.datagrandest.quality.screens import screen
from ckanext.datagrandest.quality.table_schema import Field, parse

CELLS = [
    "a", "1", " 1 ", "01", "1.5", "1,5", "1e3", "-0", "+7", "NaN", "Infinity", "1_000", "12 €", "٣", "true", "TRUE", "oui",
    "2024-02-29", "2023-02-29", "2024-1-5", "31/12/2024", "2024-01-01T10:00:00", "2024-01-01T10:00:00Z", "10:00:00", "2024",
    "24", "2024-05", "2024-13", "7.75,48.57", "200,10", "a@b.fr", "a@b", "https://example.org/x", "exemple.org", "P1Y", "{}", "[]",
    "88160", "é", "e\u0301", "x" * 300, "two\nlines", "0.01", "0.0099999999", "1.0", "12345678901234567890",
]  # fmt: skip
FIELDS = [
    *(Field("f", type=kind) for kind in ("string", "number", "integer", "boolean", "date", "datetime", "time", "year",
                                         "yearmonth", "duration", "geopoint", "geojson", "object", "array", "list", "any")),
    Field("f", format="email"), Field("f", format="uri"), Field("f", format="uuid"),
    Field("f", constraints={"pattern": r"\d{5}"}), Field("f", constraints={"pattern": r"^\w+$"}),
    Field("f", constraints={"pattern": "a|1"}), Field("f", constraints={"minLength": 2, "maxLength": 5}),
    Field("f", constraints={"enum": ["a", "oui"]}), Field("f", type="integer", constraints={"enum": [1, 7]}),
    Field("f", type="number", constraints={"minimum": 0.01, "maximum": 1}),
    Field("f", type="number", options={"decimalChar": ","}), Field("f", type="number", options={"bareNumber": False}),
    Field("f", type="date", format="%d/%m/%Y"), Field("f", type="date", constraints={"minimum": "2024-02-01"}),
    Field("f", type="boolean", options={"trueValues": ["oui"], "falseValues": ["non"]}),
]  # fmt: skip


@pytest.mark.parametrize(
    "field", FIELDS, ids=lambda field: f"{field.type} {field.format} {field.constraints} {field.options}"
)
def test_a_screen_is_never_sure_of_a_cell_that_the_reader_refuses(field: Field):
    sure = pl.DataFrame({"cell": CELLS}).select(screen(field, pl.col("cell"))).to_series()
    if sure.len() == 1:
        sure = pl.Series([sure[0]] * len(CELLS))
    exact = judge(field)
    wrong = [cell for cell, certain in zip(CELLS, sure, strict=True) if certain and exact(cell)]
    assert not wrong


def table(rows: list[list[str | None]]) -> Batch:
    frame = pl.DataFrame(rows, schema={str(place): pl.String for place in range(len(rows[0]))}, orient="row")
    return Batch(frame, 2, short=tuple(row for row, cells in enumerate(rows, start=2) if None in cells))


def found(descriptor: dict, header: list[str], rows: list[list[str | None]]) -> set[tuple]:
    kept = check(header, [table(rows)], parse(descriptor), limit=0).errors.kept()
    return set(kept.select("row", "field", "code").iter_rows())


def test_structure_errors_are_those_of_frictionless():
    schema = {"fields": [{"name": "id", "constraints": {"required": True}}, {"name": "n", "type": "integer"}]}
    rows = [["a", "1"], ["", ""], ["", "x"], ["b", None]]
    assert found(schema, ["id", "n"], rows) == {
        (3, None, "blank-row"),
        (4, "id", "constraint-error"),
        (4, "n", "type-error"),
        (5, "n", "missing-cell"),
    }


def test_keys_are_compared_as_values_of_their_type():
    schema = {"fields": [{"name": "n", "type": "integer", "constraints": {"unique": True}}], "primaryKey": "n"}
    assert found(schema, ["n"], [["1"], ["01"], ["2"]]) == {(3, "n", "unique-error"), (3, None, "primary-key")}


def test_a_required_column_that_is_absent_is_an_error_and_another_a_warning():
    schema = parse({"fields": [{"name": "a", "constraints": {"required": True}}, {"name": "b"}, {"name": "c"}]})
    outcome = check(["c", "z"], [table([["1", "2"]])], schema)
    assert dict(outcome.errors.counts) == {"missing-label": 1}
    assert dict(outcome.warnings.counts) == {"missing-label": 1, "extra-label": 1}


def test_counts_stay_whole_when_faults_are_cut():
    schema = parse({"fields": [{"name": "n", "type": "integer"}]})
    outcome = check(["n"], [table([["x"]] * 50)], schema, limit=5)
    assert (outcome.errors.counts["type-error"], outcome.errors.kept().height) == (50, 5)


def test_a_pattern_that_explodes_is_given_up_in_time():
    schema = parse({"fields": [{"name": "s", "constraints": {"pattern": r"(?=(a+)+b)(a+)+$"}}]})
    outcome = check(["s"], [table([["a" * 200 + "!"]])], schema)
    assert outcome.errors.counts == {"constraint-error": 1}


@pytest.mark.parametrize(
    ("field", "fine", "wrong"),
    [
        (Field("f", type="date", constraints={"pattern": r"2024-.*"}), "2024-02-29", "2023-02-28"),
        (Field("f", type="integer", constraints={"maxLength": 2}), "12", "123"),
        (Field("f", type="object", constraints={"minimum": {}}), "{}", "["),
        (Field("f", type="array", options={"arrayItem": {"type": "string", "constraints": {"enum": ["a", "b"]}}}),
         '["a","b"]', '["a","c"]'),
        (Field("f", type="array", options={"arrayItem": {"type": "integer"}}), '[1,"2",""]', '[1,"x"]'),
        (Field("f", type="array", options={"arrayItem": {"constraints": {"required": True}}}), '["x"]', '[""]'),
    ],
)  # fmt: skip
def test_constraints_are_held_wherever_a_schema_puts_them(field: Field, fine: str, wrong: str):
    assert judge(field)(fine) == ()
    assert judge(field)(wrong)


def test_a_name_with_blanks_at_its_ends_is_the_name():
    schema = parse({"fields": [{"name": "a", "constraints": {"required": True}}]})
    outcome = check([" a "], [table([["1"]])], schema)
    assert not outcome.errors.counts
    assert dict(outcome.warnings.counts) == {"label-blanks": 1}


@pytest.mark.parametrize(("unnamed", "valid"), [(1, True), (2, False)])
def test_one_column_may_have_no_name_two_may_not(unnamed: int, valid: bool):
    schema = parse({"fields": [{"name": "a"}]})
    outcome = check(["a", *[""] * unnamed], [table([["1", *["x"] * unnamed]])], schema)
    assert (not outcome.errors.counts) is valid
    assert outcome.errors.counts["blank-label"] + outcome.warnings.counts["blank-label"] == 1
