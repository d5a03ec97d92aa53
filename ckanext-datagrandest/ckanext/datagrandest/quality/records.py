"""CSV text cut into records, in columns, exactly as Python's `csv` module would cut it.

Polars parses what is sound. Where a line is blank, short or long, that line alone is read by `csv` too;
where a quoted cell spans lines, or a quote stands where none should, the whole chunk is. Null is a cell that the
line does not have, the empty string a cell that is there and empty.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from ckanext.datagrandest.quality.lines import anchors, line_ends
from ckanext.datagrandest.quality.ragged import Lines, cut

#: A cell longer than this is taken for a quote that was never closed (characters).
LONGEST_CELL = 131_072


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a text are written."""

    delimiter: str = ","
    quote: str = '"'


@dataclass(frozen=True, slots=True)
class ExtraCell:
    """A cell beyond the last column: record number (header = 1), 1-based position, text."""

    row: int
    position: int
    value: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive records.

    Attributes:
        frame: one String column a header cell, named by its position (`0`, `1`, …); null = no such cell.
        first_row: record number of the first line of `frame`, the header being 1.
        extra: cells that stand beyond the last column.
        short: record numbers of the records that have fewer cells than the header (blank ones included).
        unclosed: record number of a quote that is never closed, where reading stopped.
        anchors: physical lines (`line`) of some records (`row`): of the first, and of each that follows a record
            of several lines; None when the records have no line (workbooks).
    """

    frame: pl.DataFrame
    first_row: int
    extra: tuple[ExtraCell, ...] = ()
    short: tuple[int, ...] = ()
    unclosed: int | None = None
    anchors: pl.DataFrame | None = None


def _columns(width: int) -> dict[str, type[pl.String]]:
    return {str(position): pl.String for position in range(width)}


def _parse(data: bytes, width: int, dialect: Dialect) -> pl.DataFrame:
    """Parse text cells: short records are filled with empty cells, long ones cut.

    Polars takes the width of the table from its first line: unless that one plainly has as many cells as the header, the
    names of the columns go before the data.
    """
    columns = _columns(width)
    first = data[: data.find(b"\n") + 1]
    is_regular = (
        width > 1 and first.count(dialect.delimiter.encode()) == width - 1 and dialect.quote.encode() not in first
    )
    return pl.read_csv(
        io.BytesIO(data if is_regular else dialect.delimiter.join(columns).encode() + b"\n" + data),
        has_header=not is_regular,
        schema=columns,
        separator=dialect.delimiter,
        quote_char=dialect.quote,
        empty_string_is_null=False,
        truncate_ragged_lines=True,
    )


def _sound(data: bytes, width: int, dialect: Dialect, first_row: int) -> Batch | None:
    """Make a batch of a chunk whose every line is a sound record; None when one is not."""
    lines = cut(data, dialect.delimiter, dialect.quote) if data else None
    if lines is None:
        return None
    frame = _parse(data, width, dialect)
    if frame.height != len(lines.starts):
        return None
    odd = _odd_records(data, lines, frame, dialect)
    if odd is None:
        return None
    numbered = [(first_row + index, cells) for index, cells in odd.items()]
    short = tuple(row for row, cells in numbered if len(cells) < width)
    return Batch(_without_absent(frame, odd, width), first_row, _extra(numbered, width), short)


def _odd_records(data: bytes, lines: Lines, frame: pl.DataFrame, dialect: Dialect) -> dict[int, list[str]] | None:
    """Read by `csv` the lines that have too few or too many cells; None where the two readers do not agree."""
    lengths = frame.select(pl.sum_horizontal(pl.all().str.len_bytes())).to_series().to_numpy().astype(np.intp)
    odd: dict[int, list[str]] = {}
    for index in lines.uneven(lengths, frame.width).tolist():
        start = int(lines.starts[index])
        line = data[start : start + int(lines.lengths[index])].decode("utf-8", "replace")
        try:
            odd[index] = next(reader([line], dialect), [])
        except csv.Error:  # a cell beyond the limit
            return None
        if len(odd[index]) == frame.width:
            return None
    return odd


def _without_absent(frame: pl.DataFrame, odd: dict[int, list[str]], width: int) -> pl.DataFrame:
    """Put null where a short record has no cell."""
    absent = {
        place: [index for index, cells in odd.items() if len(cells) <= place]
        for place in range(min((len(cells) for cells in odd.values()), default=width), width)
    }
    return frame.with_columns(
        pl.Series(str(place), frame[str(place)].scatter(rows, None)) for place, rows in absent.items() if rows
    )


def _frame(rows: list[list[str]], width: int) -> pl.DataFrame:
    padded = [[*cells[:width], *([None] * (width - len(cells)))] for cells in rows]
    return pl.DataFrame(padded, schema=_columns(width), orient="row")


def _extra(rows: Iterable[tuple[int, list[str]]], width: int) -> tuple[ExtraCell, ...]:
    return tuple(
        ExtraCell(row, place, cell) for row, cells in rows for place, cell in enumerate(cells[width:], start=width + 1)
    )


def _by_csv(data: bytes, width: int, dialect: Dialect, first_row: int, *, last: bool) -> tuple[Batch, int]:
    """Read whole records by `csv`; the one that the chunk may cut is left for the next chunk.

    Returns:
        The batch, and the number of bytes that its records take.
    """
    rows, end, whole = _read_by_csv(data, dialect, last=last)
    numbered = list(enumerate(rows, start=first_row))
    short = tuple(row for row, cells in numbered if len(cells) < width)
    unclosed = None if whole else first_row + len(rows)
    return Batch(_frame(rows, width), first_row, _extra(numbered, width), short, unclosed), end


def reader(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """Read records by `csv`, which raises `csv.Error` at a cell longer than `LONGEST_CELL`.

    The limit belongs to the whole process, and other libraries lift it: it is set again at each use.
    """
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(lines, delimiter=dialect.delimiter, quotechar=dialect.quote)


def _read_by_csv(data: bytes, dialect: Dialect, *, last: bool) -> tuple[list[list[str]], int, bool]:
    taken = [0]
    # A character cut in two by the chunk belongs to its last record, which is read again with the next chunk.
    text = data.decode("utf-8", "replace" if last else "ignore")

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken[0] += len(line.encode())
            yield line

    rows: list[list[str]] = []
    end = previous = 0
    try:
        for cells in reader(lines(), dialect):
            rows.append(cells)
            previous, end = end, taken[0]
    except csv.Error:  # a cell longer than csv's limit: its quote was never closed
        return rows, end, False
    if last or not rows:
        return rows, end, True
    return rows[:-1], previous, True


def _next(data: bytes, width: int, dialect: Dialect, row: int, *, last: bool) -> tuple[Batch, int, int]:
    """Parse the whole records at the start of `data`; give them, the bytes and the lines they take."""
    end = len(data) if last else data.rfind(b"\n") + 1
    batch = _sound(data[:end], width, dialect, row)
    if batch is not None:
        return batch, end, batch.frame.height
    batch, end = _by_csv(data, width, dialect, row, last=last)
    return batch, end, line_ends(data[:end])


def batches(
    pieces: Iterable[bytes], width: int, dialect: Dialect, first_row: int = 2, first_line: int = 2
) -> Iterator[Batch]:
    """Read the records that follow the header, in batches of about the size of the pieces.

    Args:
        pieces: consecutive UTF-8 bytes, cut anywhere.
        width: number of cells of the header.
        dialect: delimiter and quote.
        first_row: record number of the first record (header = 1).
        first_line: physical line of the first record.
    """
    row, line, rest = first_row, first_line, b""
    ahead = iter(pieces)
    piece = next(ahead, None)
    while piece is not None:
        following = next(ahead, None)
        data = rest + piece if rest else piece
        batch, end, lines = _next(data, width, dialect, row, last=following is None)
        yield replace(batch, anchors=anchors(batch.frame, row, line, lines))
        if batch.unclosed is not None:
            return
        row += batch.frame.height
        line += lines
        rest, piece = data[end:], following
