"""Physical lines of records: a record whose cells hold line ends takes several."""

from __future__ import annotations

import polars as pl

#: Columns of a frame of anchors: the record `row` stands at `line`, those after it follow one line each.
ANCHORS: dict[str, type[pl.DataType]] = {"row": pl.UInt32, "line": pl.UInt32}


def line_ends(data: bytes) -> int:
    r"""Count the line ends of a text: `\n`, `\r\n` and `\r` are one each."""
    ends = data.count(b"\n")
    return ends + data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else ends


def anchors(frame: pl.DataFrame, row: int, line: int, lines: int) -> pl.DataFrame:
    """Say where the records of a batch stand.

    Args:
        frame: the cells of the records.
        row: record number of the first.
        line: physical line of the first.
        lines: how many line ends all of them take.

    Returns:
        An anchor for the first record, and one for each that follows a record of several lines.
    """
    first = pl.DataFrame([(row, line)], schema=ANCHORS, orient="row")
    if lines <= frame.height:
        return first
    held = frame.select(pl.sum_horizontal(pl.all().str.count_matches(r"\r\n|\r|\n").fill_null(0)).alias("held"))
    index = pl.int_range(pl.len())
    shifted = held.select(
        "held", (row + 1 + index).alias("row"), (line + 1 + index + pl.col("held").cum_sum()).alias("line")
    )
    return pl.concat(
        [first, shifted.filter(pl.col("held") > 0).select(pl.col(name).cast(kind) for name, kind in ANCHORS.items())]
    )


def with_lines(faults: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """Add to faults the `line` of their `row`; null for those of the file, the header or a workbook."""
    if known is None or faults.is_empty():
        return faults.with_columns(pl.lit(None, dtype=pl.UInt32).alias("line"))
    placed = known.rename({"line": "known"}).with_columns(pl.col("row").alias("anchor")).sort("row")
    rows = faults.select("row").unique().drop_nulls().sort("row").join_asof(placed, on="row")
    lines = rows.select("row", (pl.col("known") + pl.col("row") - pl.col("anchor")).alias("line"))
    return faults.join(lines, on="row", how="left", maintain_order="left")
