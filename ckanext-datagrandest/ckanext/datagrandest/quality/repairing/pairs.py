"""Repairs across two columns: latitude and longitude exchanged, or in metres of Lambert-93."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.values import is_in_france
from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.repairing.cells import ColumnRepair
from ckanext.datagrandest.quality.repairing.numbers import plain
from ckanext.datagrandest.quality.repairing.positions import from_lambert, in_france

#: `x` and `y` alone are not among them: French schemas (BAL, PEI) keep metres there, beside degrees.
_LATITUDES = ("latitude", "lat", "ylat")
_LONGITUDES = ("longitude", "long", "lon", "xlong")
_CHANGES = {"row": pl.UInt32, "before": pl.String, "after": pl.String, "rule": pl.String}


def _ends(column: Column, words: Sequence[str]) -> str | None:
    parts = [folded(part) for part in column.label.replace("-", "_").replace(" ", "_").split("_")]
    for place, part in enumerate(parts):
        if part in words and column.field.type == "number":
            return "_".join(parts[:place] + parts[place + 1 :])
    return None


def column_pairs(columns: Sequence[Column]) -> list[tuple[Column, Column]]:
    """Find the columns that hold a longitude and its latitude, by their names and number type."""

    def by_stem(words: Sequence[str]) -> dict[str, Column]:
        found = [(_ends(column, words), column) for column in columns]
        return {stem: column for stem, column in reversed(found) if stem is not None}

    latitudes, longitudes = by_stem(_LATITUDES), by_stem(_LONGITUDES)
    return [(longitudes[stem], latitude) for stem, latitude in latitudes.items() if stem in longitudes]


def coordinate_pairs(repairs: Sequence[ColumnRepair]) -> list[tuple[ColumnRepair, ColumnRepair]]:
    """Find the repairs of a longitude and of its latitude."""
    of = {repair.column.name: repair for repair in repairs}
    return [(of[lon.name], of[lat.name]) for lon, lat in column_pairs([repair.column for repair in repairs])]


def _mended(lon: str, lat: str) -> tuple[str, str, str] | None:
    """Give the rule and the new pair for two cells that are not in France as they stand."""
    first, second = plain(lon), plain(lat)
    try:
        x, y = float(first), float(second)
    except ValueError:
        return None
    if is_in_france(f"{x},{y}"):
        return None
    if is_in_france(f"{y},{x}"):
        return "swapped-coordinates", second, first
    degrees = from_lambert(first, second) or from_lambert(second, first)
    return ("lambert-93", *degrees) if degrees else None


def _elsewhere(frame: pl.DataFrame, lon: Column, lat: Column) -> pl.DataFrame:
    """Give the rows whose two cells are filled and not, as they stand, a place in France."""
    x, y = (pl.col(column.name).cast(pl.Float64, strict=False) for column in (lon, lat))
    return frame.filter(~in_france(x, y) & ~lon.missing() & ~lat.missing())


def pair_changes(
    frame: pl.DataFrame, repairs: Sequence[ColumnRepair], refused: frozenset[str]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Find the coordinates to put in order.

    Args:
        frame: text columns named by position, with `row`.
        repairs: of the columns, in their order.
        refused: names of the rules that the sender does not want.

    Yields:
        The name of a column in the frame, and its changes: `row`, `before`, `after`, `rule`.
    """
    for lon, lat in coordinate_pairs(repairs):
        rows = _elsewhere(frame, lon.column, lat.column)
        found: list[tuple[int, str, str, str, str, str]] = []
        for row, x, y in rows.select("row", lon.column.name, lat.column.name).iter_rows():
            mended = _mended(x, y)
            if mended and mended[0] not in refused and lon.accepts(mended[1]) and lat.accepts(mended[2]):
                found.append((row, x, y, *mended))
        for place, item in ((0, lon), (1, lat)):
            cells = [(row[0], row[1 + place], row[4 + place], row[3]) for row in found]
            if cells:
                yield item.column.name, pl.DataFrame(cells, schema=_CHANGES, orient="row")
