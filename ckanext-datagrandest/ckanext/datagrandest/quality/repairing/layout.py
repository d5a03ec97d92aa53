"""Repairs of a file's layout: encoding, delimiter, lines and columns that hold nothing, rows of totals."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.example_row import CODE, first_is_example
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.reading.table import Table
from ckanext.datagrandest.quality.records import Batch, ExtraCell
from ckanext.datagrandest.quality.repairing.days import folded
from ckanext.datagrandest.quality.table_schema import TableSchema

_TOTALS = re.compile(r"^(?:sous[- ]?)?(?:total|totaux|totale)\b|^somme(?:s| totale)?\b")
#: Characters of a cell that says it is a total.
_LONGEST_TOTAL = 60
_UNCLOSED = N_("A quotation mark opened on row {row} is never closed: what follows would be lost. Close it or remove it, then repair the file.")  # fmt: skip

Record = Callable[[str, int | None, str | None, str | None, str | None], None]


@dataclass(slots=True)
class Layout:
    """The table once its layout is sound.

    Attributes:
        header: the header cells.
        frame: text columns `0`, `1`, … with `row`, the record number in the file.
        aside: of each row taken out, the rule that takes it.
        short: rows that stop before the last column.
    """

    header: list[str]
    frame: pl.DataFrame
    aside: dict[int, str] = field(default_factory=dict[int, str])
    short: list[int] = field(default_factory=list[int])


def _text_columns(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name != "row"]


def _empty(name: str) -> pl.Expr:
    return pl.col(name).fill_null("").str.strip_chars() == ""


def read_whole(table: Table) -> tuple[pl.DataFrame, list[ExtraCell], list[int]]:
    """Read all the records of a table.

    Returns:
        The frame of text columns with `row`, the cells beyond the last column, and the rows that lack cells.

    Raises:
        NotATableError: a quote is never closed, so that what follows it cannot be read.
    """
    names = {str(place): pl.String for place in range(len(table.header))}
    frames, extra, short = [pl.DataFrame(schema={"row": pl.UInt32, **names})], list[ExtraCell](), list[int]()
    for batch in table.batches:
        if batch.unclosed is not None:
            raise NotATableError(Message(_UNCLOSED, {"row": batch.unclosed}))
        frames.append(_numbered(batch))
        extra += batch.extra
        short += batch.short
    return pl.concat(frames), extra, short


def _numbered(batch: Batch) -> pl.DataFrame:
    return batch.frame.with_row_index("row", batch.first_row)


def lay_out(table: Table, refused: frozenset[str], record: Record) -> Layout:
    """Read a whole table and mend its layout, all but the rows of totals, which only named columns tell.

    Args:
        table: open for reading.
        refused: names of the rules that the sender does not want.
        record: told of each change.

    Raises:
        NotATableError: a part of the file cannot be read, and would be lost.
    """
    _say_how_it_is_written(table, record)
    frame, extra, short = read_whole(table)
    layout = Layout(list(table.header), frame, short=short)
    _keep_extra(layout, extra)
    if "blank-row" not in refused:
        _take_out(layout, pl.all_horizontal([_empty(name) for name in _text_columns(frame)]), "blank-row", record)
    if "blank-column" not in refused:
        _without_blank_columns(layout, record)
    return layout


def _say_how_it_is_written(table: Table, record: Record) -> None:
    """Tell what the copy, which is UTF-8 with commas and begins with its header, will not have."""
    if table.encoding not in {None, "utf-8", "utf-8-sig"}:
        record("encoding", None, None, table.encoding, "utf-8")
    if table.delimiter not in {None, ","}:
        record("delimiter", None, None, table.delimiter, ",")
    if table.preamble:
        record("preamble", None, None, str(table.preamble), "0")


def _keep_extra(layout: Layout, extra: Sequence[ExtraCell]) -> None:
    """Keep the cells beyond the last column in columns without a name: nobody knows yet where they belong."""
    width = len(layout.header)
    last = max((cell.position for cell in extra if cell.value.strip()), default=width)
    places = [str(place) for place in range(width, last)]
    if not places:
        return
    rows: dict[int, dict[str, str]] = {}
    for cell in extra:
        rows.setdefault(cell.row, {})[str(cell.position - 1)] = cell.value
    columns = {name: [cells.get(name) for cells in rows.values()] for name in places}
    types = {"row": pl.UInt32, **dict.fromkeys(places, pl.String)}
    values = pl.DataFrame({"row": list(rows), **columns}, schema=types)
    layout.header += [""] * len(places)
    layout.frame = layout.frame.join(values, on="row", how="left", maintain_order="left")


def _take_out(layout: Layout, where: pl.Expr, rule: str, record: Record) -> None:
    names = _text_columns(layout.frame)
    gone = layout.frame.filter(where)
    for cells in gone.select("row", *names).iter_rows():
        layout.aside[cells[0]] = rule
        record(rule, cells[0], None, ", ".join(text for text in cells[1:] if text), None)
    layout.frame = layout.frame.filter(~where)


def without_totals(layout: Layout, schema: TableSchema, record: Record) -> None:
    """Take out the rows of totals; the columns have the schema's names."""
    _take_out(layout, pl.col("row").is_in(totals(layout.frame, layout.header, schema)), "totals-row", record)


def without_example(layout: Layout, schema: TableSchema, record: Record) -> None:
    """Take out the example row of a template; the columns have the schema's names."""
    first = layout.frame.head(1).select("row", *_text_columns(layout.frame))
    row = first_is_example(layout.header, {cells[0]: cells[1:] for cells in first.iter_rows()}, schema)
    if row is not None:
        _take_out(layout, pl.col("row") == row, CODE, record)


def say_short_rows(layout: Layout, record: Record) -> None:
    """Tell the rows that are completed with empty cells."""
    for row in layout.short:
        if row not in layout.aside:
            record("short-row", row, None, None, "")


def says_total(text: str) -> bool:
    """Tell whether a cell announces a total: `TOTAL`, `Sous-total :`, `Total général 2024`."""
    return len(text) <= _LONGEST_TOTAL and _TOTALS.match(folded(text.strip())) is not None


def totals(frame: pl.DataFrame, header: Sequence[str], schema: TableSchema) -> list[int]:
    """Find the rows that say "total" and leave most of the required cells empty."""
    names = _text_columns(frame)
    required = [str(place) for place, label in enumerate(header)
                if (item := schema.field(label)) is not None and item.required]  # fmt: skip
    if not required or frame.is_empty():
        return []
    said = pl.any_horizontal([pl.col(name).str.contains(r"(?i)tota|somme") for name in names])
    empty = pl.sum_horizontal([_empty(name).cast(pl.UInt32) for name in required])
    maybe = frame.filter(said.fill_null(value=False) & (2 * empty >= len(required)))
    return [cells[0] for cells in maybe.select("row", *names).iter_rows()
            if any(says_total(text) for text in cells[1:] if text)]  # fmt: skip


def _without_blank_columns(layout: Layout, record: Record) -> None:
    """Remove columns that have neither a name nor a cell; the others are named by their new position."""
    header, frame = layout.header, layout.frame
    nameless = [place for place, label in enumerate(header) if not label.strip()]
    empty = [place for place in nameless if frame.select(_empty(str(place)).all()).item()]
    for place in empty:
        record("blank-column", 1, None, str(place + 1), None)
    kept = [place for place in range(len(header)) if place not in empty]
    layout.header = [header[place] for place in kept]
    layout.frame = frame.select("row", *(pl.col(str(old)).alias(str(new)) for new, old in enumerate(kept)))
