"""CSV text cut into records, in columns, exactly as Python's `csv` module would cut it.

Polars parses what is regular. Where counting delimiters shows that some line is not (blank, short or
long), only that line is read by `csv`; where the quotes are odd, the whole chunk is. Null is a cell that the
line does not have, the empty string a cell that is there and empty.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from ckanext.datagrandest.quality.lines import anchors, line_ends

#: A cell longer than this is taken for a quote that was never closed (characters).
LONGEST_CELL = 131_072
#: How many line ends are tried, from the end of a chunk, before `csv` is asked where its records end.
_BOUNDARY_TRIES = 200
_LONE_CR = re.compile(rb"\r(?!\n)")


csv.field_size_limit(LONGEST_CELL)


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


def _quotes_are_odd(data: bytes, dialect: Dialect) -> bool:
    """Tell whether some quote stands where a sound text has none; `csv` and Polars read these differently.

    In a sound text quotes alternate: one that opens follows a delimiter, a line end or the quote that it doubles; one
    that closes stands before a delimiter, a line end or the quote that doubles it.
    """
    import numpy as np

    text = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(text == ord(dialect.quote))
    if len(quotes) & 1:
        return True
    opening, closing = quotes[0::2], quotes[1::2]
    ends = np.zeros(256, dtype=bool)
    ends[list(f"{dialect.delimiter}{dialect.quote}\r\n".encode())] = True
    sound_before = ends[text[opening[opening > 0] - 1]].all()
    return not (sound_before and ends[text[closing[closing < len(text) - 1] + 1]].all())


def _read(data: bytes, width: int, dialect: Dialect) -> pl.DataFrame:
    return pl.read_csv(
        data,
        has_header=False,
        schema=_columns(width),
        separator=dialect.delimiter,
        quote_char=dialect.quote,
        empty_string_is_null=False,
        raise_if_empty=False,
    )


def _fast(data: bytes, width: int, dialect: Dialect) -> pl.DataFrame | None:
    """Parse a chunk whose every record has `width` cells; None when one has not."""
    try:
        frame = _read(data, width, dialect)
    except pl.exceptions.PolarsError:
        return None
    delimiters = data.count(dialect.delimiter.encode())
    if dialect.quote.encode() in data:
        if _quotes_are_odd(data, dialect):
            return None
        inside = frame.select(pl.all().str.count_matches(dialect.delimiter, literal=True).sum())
        delimiters -= sum(value or 0 for value in inside.row(0))
    return frame if delimiters == frame.height * (width - 1) else None


def _frame(rows: list[list[str]], width: int) -> pl.DataFrame:
    padded = [[*cells[:width], *([None] * (width - len(cells)))] for cells in rows]
    return pl.DataFrame(padded, schema=_columns(width), orient="row")


def _extra(rows: Iterable[tuple[int, list[str]]], width: int) -> tuple[ExtraCell, ...]:
    return tuple(
        ExtraCell(row, place, cell) for row, cells in rows for place, cell in enumerate(cells[width:], start=width + 1)
    )


def _cells_of(line: bytes, dialect: Dialect) -> list[str]:
    """Cut one line that is a whole record.

    Raises:
        csv.Error: its quotes are odd, or a quoted cell goes on to the next line.
    """
    text = line.removesuffix(b"\r").decode("utf-8")
    if dialect.quote not in text:
        return text.split(dialect.delimiter) if text else []
    return next(csv.reader([text], delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True))


def _written(cells: list[str], dialect: Dialect) -> bytes:
    """Write a record as one line that every reader cuts alike."""
    out = io.StringIO()
    csv.writer(out, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator="").writerow(cells)
    return out.getvalue().encode()


def _by_line(data: bytes, width: int, dialect: Dialect, first_row: int) -> Batch | None:
    """Parse a chunk whose records are lines: the irregular ones are made regular and remembered.

    Returns:
        None when a quoted cell spans lines, or when quotes are odd.
    """
    lines = data.removesuffix(b"\n").split(b"\n")
    delimiter, quote = dialect.delimiter.encode(), dialect.quote.encode()
    odd: dict[int, list[str]] = {}
    for index, line in enumerate(lines):
        if line.count(delimiter) == width - 1 and quote not in line and line.strip(b"\r"):
            continue
        try:
            cells = _cells_of(line, dialect)
        except csv.Error:
            return None
        if len(cells) != width:
            odd[index] = cells
        lines[index] = _written([*cells[:width], *[""] * (width - len(cells))], dialect)
    frame = _without_absent(_read(b"\n".join(lines), width, dialect), odd, width)
    numbered = [(first_row + index, cells) for index, cells in odd.items()]
    return Batch(frame, first_row, _extra(numbered, width), tuple(row for row, cells in numbered if len(cells) < width))


def _without_absent(frame: pl.DataFrame, odd: dict[int, list[str]], width: int) -> pl.DataFrame:
    """Put null where a short record has no cell."""
    absent = {
        place: [index for index, cells in odd.items() if len(cells) <= place]
        for place in range(min((len(cells) for cells in odd.values()), default=width), width)
    }
    return frame.with_columns(
        pl.Series(str(place), frame[str(place)].scatter(rows, None)) for place, rows in absent.items() if rows
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
        for cells in csv.reader(lines(), delimiter=dialect.delimiter, quotechar=dialect.quote):
            rows.append(cells)
            previous, end = end, taken[0]
    except csv.Error:  # a cell longer than csv's limit: its quote was never closed
        return rows, end, False
    if last or not rows:
        return rows, end, True
    return rows[:-1], previous, True


def _boundary(data: bytes, quote: bytes) -> int:
    """Give where the last whole record of a chunk seems to end, 0 when none does."""
    end = data.rfind(b"\n")
    for _ in range(_BOUNDARY_TRIES):
        if end < 0 or not data.count(quote, 0, end) % 2:
            return end + 1
        end = data.rfind(b"\n", 0, end)
    return 0


def _regular(data: bytes, width: int, dialect: Dialect, *, last: bool) -> tuple[pl.DataFrame, int] | None:
    """Parse the whole records at the start of `data` when each has `width` cells and sound quotes.

    The last line end is nearly always the end of a record: it is tried first, since Polars refuses a
    quote that the cut leaves open; counting the quotes of the chunk costs as much as parsing it.
    """
    end = len(data) if last else data.rfind(b"\n") + 1
    frame = _fast(data[:end], width, dialect) if end else None
    if frame is None and not last:
        end = _boundary(data, dialect.quote.encode())
        frame = _fast(data[:end], width, dialect) if end else None
    return None if frame is None else (frame, end)


def _next(data: bytes, width: int, dialect: Dialect, row: int, *, last: bool) -> tuple[Batch, int]:
    """Parse the whole records at the start of `data`; give them and the bytes they take."""
    if b"\r" not in data or not _LONE_CR.search(data):
        regular = _regular(data, width, dialect, last=last)
        if regular is not None:
            return Batch(regular[0], row), regular[1]
        end = len(data) if last else data.rfind(b"\n") + 1
        batch = _by_line(data[:end], width, dialect, row) if end else Batch(_frame([], width), row)
        if batch is not None:
            return batch, end
    return _by_csv(data, width, dialect, row, last=last)


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
        batch, end = _next(data, width, dialect, row, last=following is None)
        lines = line_ends(data[:end])
        yield replace(batch, anchors=anchors(batch.frame, row, line, lines))
        if batch.unclosed is not None:
            return
        row += batch.frame.height
        line += lines
        rest, piece = data[end:], following
