"""Repairs of a file's layout: encoding, delimiter, lines and columns that hold nothing, rows of totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.reading.table import Table
from ckanext.datagrandest.quality.records import Batch
from ckanext.datagrandest.quality.table_schema import TableSchema

_TOTALS = frozenset({"total", "totaux", "totalgeneral", "soustotal", "sommetotale", "somme"})

Record = Callable[[str, int | None, str | None, str | None, str | None], None]


@dataclass(slots=True)
class Layout:
    """The table once its layout is sound: header cells, and a frame of text columns `0`, `1`, … with `row`."""

    header: list[str]
    frame: pl.DataFrame


def _text_columns(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name != "row"]


def _is_blank(frame: pl.DataFrame) -> pl.Expr:
    return pl.all_horizontal([pl.col(name).fill_null("").str.strip_chars() == "" for name in _text_columns(frame)])


def _numbered(batch: Batch) -> pl.DataFrame:
    return batch.frame.with_row_index("row", batch.first_row)


def lay_out(table: Table, schema: TableSchema, refused: frozenset[str], record: Record) -> Layout:
    """Read a whole table and mend its layout.

    Args:
        table: open for reading.
        schema: its required fields tell a row of totals from a row of data.
        refused: names of the rules that the sender does not want.
        record: told of each change.
    """
    if table.encoding not in {None, "utf-8"}:
        record("encoding", None, None, table.encoding, "utf-8")
    if table.delimiter not in {None, ","}:
        record("delimiter", None, None, table.delimiter, ",")
    if table.preamble:
        record("preamble", None, None, str(table.preamble), "0")
    names = {str(place): pl.String for place in range(len(table.header))}
    frame = pl.concat(
        [pl.DataFrame(schema={"row": pl.UInt32, **names}), *(_numbered(batch) for batch in table.batches)]
    )
    header = list(table.header)
    if "blank-row" not in refused:
        frame = _without_blank_rows(frame, record)
    if "totals-row" not in refused:
        frame = _without_totals(frame, header, schema, record)
    if "blank-column" not in refused:
        header, frame = _without_blank_columns(header, frame, record)
    return Layout(header, frame)


def _without_blank_rows(frame: pl.DataFrame, record: Record) -> pl.DataFrame:
    blank = frame.select(_is_blank(frame).alias("blank"))["blank"]
    for row in frame.filter(blank)["row"]:
        record("blank-row", row, None, "", None)
    return frame.filter(~blank)


def _without_totals(frame: pl.DataFrame, header: list[str], schema: TableSchema, record: Record) -> pl.DataFrame:
    """Remove last rows that say "total" and leave most of the required cells empty."""
    required = [str(place) for place, label in enumerate(header)
                if (item := schema.field(label)) is not None and item.required]  # fmt: skip
    while frame.height:
        cells = frame.row(frame.height - 1, named=True)
        says_total = any(folded(text or "") in _TOTALS or folded(text or "").startswith("totalgeneral")
                         for name, text in cells.items() if name != "row")  # fmt: skip
        empty = sum(not (cells[name] or "").strip() for name in required)
        if not says_total or 2 * empty < len(required):
            break
        record(
            "totals-row",
            cells["row"],
            None,
            ", ".join(str(text) for name, text in cells.items() if name != "row" and text),
            None,
        )
        frame = frame.head(frame.height - 1)
    return frame


def _without_blank_columns(header: list[str], frame: pl.DataFrame, record: Record) -> tuple[list[str], pl.DataFrame]:
    """Remove columns that have neither a name nor a cell; the others are named by their new position."""
    empty = [place for place, label in enumerate(header) if not label.strip()
             and not (frame[str(place)].fill_null("").str.strip_chars() != "").any()]  # fmt: skip
    if not empty:
        return header, frame
    for place in empty:
        record("blank-column", 1, None, str(place + 1), None)
    kept = [place for place in range(len(header)) if place not in empty]
    return [header[place] for place in kept], frame.select(
        "row", *(pl.col(str(old)).alias(str(new)) for new, old in enumerate(kept))
    )
