"""What a screen is certain of is what the exact reader says, for any text."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.quality.cells import judge
from ckanext.datagrandest.quality.columns import column
from ckanext.datagrandest.quality.custom.screens import SCREENS
from ckanext.datagrandest.quality.custom.values import TESTS
from ckanext.datagrandest.quality.refusals import refused
from ckanext.datagrandest.quality.table_schema import Field

FIELDS = [
    Field("text", constraints={"pattern": r"^\d{2}[A-Z]?$", "maxLength": 3}),
    Field("choice", constraints={"enum": ["oui", "non"], "minLength": 2}),
    Field("free", constraints={"pattern": "W[0-9]{2}|.é"}),
    Field("number", type="number", constraints={"minimum": 0, "maximum": 1}),
    Field("open number", type="number", constraints={"exclusiveMinimum": -1.5}),
    Field("french number", type="number", options={"decimalChar": ",", "groupChar": " "}),
    Field("bare number", type="number", options={"bareNumber": False}),
    Field("integer", type="integer", constraints={"maximum": 10}),
    Field("date", type="date", constraints={"minimum": "2000-01-01"}),
    Field("datetime", type="datetime"),
    Field("time", type="time"),
    Field("year", type="year"),
]
_WRITTEN = (
    "12", "12A", "12a", "W12", "é", "oui", "Oui", "0.5", "0,5", "1 234,5", "1e3", "1e400", "NaN", "-inf", "1_0", "٣",
    " 1 ", "\u00a01", "12 €", "45%", "2024-02-29", "2023-02-29", "2024-04-31", "0000-01-01", "0001-01-01", "1/2/2024",
    "2024-01-01T10:00:00", "2024-02-30T10:00:00Z", "10:00:00", "25:00:00", "2024", "a\n", "12\n", "", " ", "1.", ".5",
)  # fmt: skip
_TEXTS = st.one_of(st.sampled_from(_WRITTEN), st.text("0123456789-+.,/:eET Zé\n€%W", max_size=12), st.text(max_size=4))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(_TEXTS, min_size=1, max_size=20, unique=True))
def test_what_is_certain_is_what_the_exact_reader_says(field: Field, texts: list[str]) -> None:
    exact = judge(field)
    item = column(0, field.name, field)
    frame = pl.DataFrame({"0": texts})
    sure = frame.filter(item.sure() & ~item.missing())["0"].to_list()
    assert {text: exact(text) for text in sure} == dict.fromkeys(sure, ())

    faults, unsure = refused(field, pl.Series(texts, dtype=pl.String))
    decided = [text for text in texts if text not in set(unsure)]
    found = {text: [rule for value, rule in faults.iter_rows() if value == text] for text in decided}
    assert found == {text: list(exact(text)) for text in decided}


@pytest.mark.parametrize(
    ("field", "text", "rule"),
    [(FIELDS[0], "ABC", "pattern"), (FIELDS[1], "peut-être", "enum"), (FIELDS[3], "0,5", "type"), (FIELDS[8], "1/2/2024", "type")],
)  # fmt: skip
def test_a_common_mistake_does_not_meet_the_exact_reader(field: Field, text: str, rule: str) -> None:
    faults, unsure = refused(field, pl.Series([text]))
    assert (faults.rows(), unsure.to_list()) == ([(text, rule)], [])


@pytest.mark.parametrize("name", ["french-siren-value", "french-siret-value"])
@settings(max_examples=100, deadline=None)
@given(
    numbers=st.lists(
        st.one_of(
            st.text("0123456789", min_size=9, max_size=9),
            st.text("0123456789", min_size=14, max_size=14),
            st.integers(0, 99999).map(lambda number: f"356000000{number:05}"),
            st.sampled_from(["21880413600016", "218804136", "0" * 14, "0" * 9, "2188 0413600016", "x"]),
        ),
        min_size=1,
    )
)
def test_a_number_with_a_key_passes_or_fails_as_the_exact_test_says(name: str, numbers: list[str]) -> None:
    exact, screen = TESTS[name]({}), SCREENS[name]
    frame = pl.DataFrame({"cell": numbers}).select(
        "cell", screen.passes(pl.col("cell")).alias("passes"), screen.fails(pl.col("cell")).alias("fails")
    )
    for text, passes, fails in frame.iter_rows():
        assert not (passes and fails)
        if passes or fails:
            assert exact(text) is passes
