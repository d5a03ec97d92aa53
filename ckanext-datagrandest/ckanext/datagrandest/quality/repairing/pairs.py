"""Repairs across two columns: latitude and longitude exchanged, or in metres of Lambert-93."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.values import is_in_france
from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.repairing.positions import from_lambert

#: `x` and `y` alone are not among them: French schemas (BAL, PEI) keep metres there, beside degrees.
_LATITUDES = ("latitude", "lat", "ylat")
_LONGITUDES = ("longitude", "long", "lon", "xlong")


def _ends(column: Column, words: Sequence[str]) -> str | None:
    parts = [folded(part) for part in column.label.replace("-", "_").replace(" ", "_").split("_")]
    for place, part in enumerate(parts):
        if part in words and column.field.type == "number":
            return "_".join(parts[:place] + parts[place + 1 :])
    return None


def coordinate_pairs(columns: Sequence[Column]) -> list[tuple[Column, Column]]:
    """Find the columns that hold a longitude and its latitude, by their names and number type."""
    latitudes = {_ends(column, _LATITUDES): column for column in columns if _ends(column, _LATITUDES) is not None}
    longitudes = {_ends(column, _LONGITUDES): column for column in columns if _ends(column, _LONGITUDES) is not None}
    return [(longitudes[stem], latitude) for stem, latitude in latitudes.items() if stem in longitudes]


def _mended(lon: str, lat: str) -> tuple[str, str, str] | None:
    """Give the rule and the new pair for two cells that are not in France as they stand."""
    try:
        x, y = float(lon), float(lat)
    except ValueError:
        return None
    if is_in_france(f"{x},{y}"):
        return None
    if is_in_france(f"{y},{x}"):
        return "swapped-coordinates", lat, lon
    degrees = from_lambert(x, y) or from_lambert(y, x)
    return ("lambert-93", str(degrees[0]), str(degrees[1])) if degrees else None


def mend_pairs(
    frame: pl.DataFrame,
    columns: Sequence[Column],
    refused: frozenset[str],
    record: Callable[[str, pl.DataFrame], None],
) -> pl.DataFrame:
    """Put each pair of coordinates in order.

    Args:
        frame: text columns named by position, with `row`.
        columns: of the file.
        refused: names of the rules that the sender does not want.
        record: told of the changed cells of a column.
    """
    for lon, lat in coordinate_pairs(columns):
        pairs = frame.select("row", pl.col(lon.name).alias("lon"), pl.col(lat.name).alias("lat")).drop_nulls()
        found = [
            (row, x, y, *mended)
            for row, x, y in pairs.iter_rows()
            if (mended := _mended(x, y)) and mended[0] not in refused
        ]
        if not found:
            continue
        schema = {
            "row": pl.UInt32,
            "lon": pl.String,
            "lat": pl.String,
            "rule": pl.String,
            "new lon": pl.String,
            "new lat": pl.String,
        }
        changes = pl.DataFrame(found, schema=schema, orient="row")
        for column, old, new in ((lon, "lon", "new lon"), (lat, "lat", "new lat")):
            record(column.label, changes.select("row", pl.col(old).alias("before"), pl.col(new).alias("after"), "rule"))
        frame = (
            frame.join(changes.select("row", "new lon", "new lat"), on="row", how="left", maintain_order="left")
            .with_columns(
                pl.coalesce("new lon", lon.name).alias(lon.name), pl.coalesce("new lat", lat.name).alias(lat.name)
            )
            .drop("new lon", "new lat")
        )
    return frame
