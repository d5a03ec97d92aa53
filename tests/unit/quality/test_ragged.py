"""Lines are told to be short, long or sound from their length alone, as `csv` would cut them."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.datagrandest.quality.ragged import cut

_CELL = st.one_of(st.text('ab,"é ', max_size=4), st.sampled_from(["", '"', '""', "x", '"a"', ","]))


def read(line: str) -> list[str]:
    return next(csv.reader([line]), [])


@settings(max_examples=300, deadline=None)
@given(
    rows=st.lists(st.lists(_CELL, max_size=4), min_size=1, max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
)
def test_lines_that_have_not_the_width_are_those_that_csv_says(rows: list[list[str]], end: str, last: bool):  # noqa: FBT001
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(rows)
    text = out.getvalue()
    data = (text if last else text.removesuffix(end)).encode()
    if not data:
        return
    lines = cut(data, ",", '"')
    assert lines is not None
    written = data.decode().removesuffix(end).split(end)
    assert len(lines.starts) == len(written)
    cells = [read(line) for line in written]
    lengths = np.array([sum(len(cell.encode()) for cell in row[:2]) for row in cells])
    assert lines.uneven(lengths, 2).tolist() == [
        place for place, row in enumerate(cells) if len(row) != 2 or not written[place]
    ]


@pytest.mark.parametrize(
    "text", ['a,"b\nc",d\n', 'a"b,c\n', '"a"b,c\n', 'a,"b\n', '"a,b\n"c,d\n', "a,b\rc,d\n", 'a"","b"\n']
)
def test_what_is_not_sound_is_left_to_csv(text: str):
    assert cut(text.encode(), ",", '"') is None
