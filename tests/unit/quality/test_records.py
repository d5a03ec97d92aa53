"""Cutting CSV text into records agrees with Python's `csv` module on every shape of line."""

import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.quality.records import Dialect, batches

CASES = {
    "regular": "1,2,3\n4,5,6\n",
    "no last line end": "1,2,3\n4,5,6",
    "short": "1,2,3\n4,5\n6,7,8\n",
    "long": "1,2,3\n4,5,6,7,8\n9,0,1\n",
    "blank line": "1,2,3\n\n4,5,6\n\n",
    "commas only": ",,\n1,2,3\n",
    "quoted": '1,"a,b","c""d"\n4,"",6\n',
    "quoted line end": '1,"a\nb",3\n4,5,6\n',
    "short but with a quoted comma": '1,"a,b"\n4,5,6\n',
    "stray quotes": '1,a"b"c,3\n4,"x"y,6\n7,8,9\n',
    "JSON in a cell, badly quoted": '1,"{"a": [2, 3],"b": "c"}",4\n',
    "doubled quotes": '1,"say ""yes"", then",3\n"""x""",5,""\n',
    "text after empty quotes": '1,""x,3\n4,5,6\n',
    "CRLF": "1,2,3\r\n4,5,6\r\n",
    "CR": "1,2,3\r4,5,6\r",
    "CR and CRLF": '1,2,3\r\n4,5,6\r7,"8\r\n8",9\n',
    "spaces": ' 1, "2",3 \n',
    "NUL": "1,a\x00b,3\n",
}


def expected(text: str, width: int) -> list[list[str | None]]:
    rows = csv.reader(io.StringIO(text, newline=""))
    return [[*row[:width], *([None] * (width - len(row)))] for row in rows]


def found(text: str, width: int, size: int) -> list[list[str | None]]:
    data = text.encode()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return [list(row) for batch in batches(pieces, width, Dialect()) for row in batch.frame.rows()]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("size", [1 << 20, 7])
def test_records_are_those_of_the_csv_module(name: str, size: int):
    assert found(CASES[name], 3, size) == expected(CASES[name], 3)


@settings(max_examples=1500, deadline=None)
@given(st.text(alphabet='a,"\n\ré', max_size=40), st.sampled_from([1 << 20, 5]))
def test_any_text_is_cut_as_the_csv_module_does(text: str, size: int):
    whole = f"{text}\n"
    rows = list(csv.reader(io.StringIO(whole, newline="")))
    # A quote still open at the end of the file takes the last line end with it: `csv` and Polars differ there alone.
    assume(not (rows[-1] and rows[-1][-1].endswith("\n")))
    assert found(whole, 3, size) == expected(whole, 3)
