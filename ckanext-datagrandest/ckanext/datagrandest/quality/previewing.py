"""What a file shows at its beginning, where its points lie and which days it names; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.table import Choices
from ckanext.datagrandest.quality.table_schema import Field, TableSchema

_ROWS, _POINTS = 20, 500
_LONGEST = 200
_LATITUDES = ("lat", "latitude", "ylatitude", "y_latitude")
_LONGITUDES = ("long", "lon", "lng", "longitude", "xlongitude", "x_longitude")
#: Days beyond these are mistakes, not a period.
_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 1, 1)
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d")


@dataclass(slots=True)
class _Shown:
    rows: list[list[str]] = field(default_factory=list[list[str]])
    points: list[tuple[float, float, str]] = field(default_factory=list[tuple[float, float, str]])
    first: date | None = None
    last: date | None = None


def preview(path: Path, schema: TableSchema, choices: Choices | None = None) -> dict[str, Any]:
    """Read a file once, in constant memory.

    Args:
        path: of the file.
        schema: that it is judged by; one without fields when there is none.
        choices: what was corrected of how it is read.

    Returns:
        `{header, rows, points, period}`: the first 20 rows as texts; `[latitude, longitude, name]` of the first 500
        rows that have a position (WGS 84, degrees); `[first, last]` day in ISO 8601, null when no column holds dates.

    Raises:
        NotATableError: the file cannot be read.
    """
    shown = _Shown()
    with open_table(path, schema.fields, choices) as table:
        header, dates = list(table.header), _date_columns(table.header, schema)
        position, names = _position(table.header), _names(table.header, schema)
        label: int | None = None
        for batch in table.batches:
            _add_rows(shown, batch.frame)
            if position is not None:
                label = _telling(batch.frame, names) if label is None else label
                _add_points(shown, batch.frame, position, label)
            _add_days(shown, batch.frame, dates)
    period = [shown.first.isoformat(), shown.last.isoformat()] if shown.first and shown.last else None
    return {"header": header, "rows": shown.rows, "points": [list(one) for one in shown.points], "period": period}


def _add_rows(shown: _Shown, frame: pl.DataFrame) -> None:
    for row in frame.head(_ROWS - len(shown.rows)).rows():
        shown.rows.append([(cell or "")[:_LONGEST] for cell in row])


def _add_points(shown: _Shown, frame: pl.DataFrame, position: tuple[int, int], label: int | None) -> None:
    wanted = _POINTS - len(shown.points)
    if wanted <= 0:
        return
    latitude, longitude = (_number(place) for place in position)
    named = pl.col(str(label)) if label is not None else pl.lit("")
    found = frame.lazy().select(latitude.alias("lat"), longitude.alias("lon"), named.alias("name")).filter(
        pl.col("lat").is_between(-90, 90) & pl.col("lon").is_between(-180, 180)
    )  # fmt: skip
    for lat, lon, name in found.head(wanted).collect().rows():
        shown.points.append((lat, lon, (name or "")[:_LONGEST]))


def _number(place: int) -> pl.Expr:
    return pl.col(str(place)).str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)


def _add_days(shown: _Shown, frame: pl.DataFrame, columns: Sequence[int]) -> None:
    for place in columns:
        text = pl.col(str(place)).str.strip_chars().str.slice(0, 10)
        day = pl.coalesce([text.str.to_date(pattern, strict=False) for pattern in _DATES])
        days = frame.select(day.alias("day")).filter(pl.col("day").is_between(_EARLIEST, _LATEST))["day"]
        first, last = days.min(), days.max()
        if isinstance(first, date) and isinstance(last, date):
            shown.first = min(shown.first or first, first)
            shown.last = max(shown.last or last, last)


def _date_columns(header: Sequence[str], schema: TableSchema) -> list[int]:
    """Find the columns whose days make the period: the first required one of type date, else the first of all."""
    known = {name: place for place, name in enumerate(header)}
    dates = [one for one in schema.fields if one.type == "date" and one.name in known]
    chosen = next((one for one in dates if one.required), dates[0] if dates else None)
    return [known[chosen.name]] if chosen else []


def _position(header: Sequence[str]) -> tuple[int, int] | None:
    folded = [name.strip().casefold() for name in header]
    latitude = next((place for place, name in enumerate(folded) if _is_one_of(name, _LATITUDES)), None)
    longitude = next((place for place, name in enumerate(folded) if _is_one_of(name, _LONGITUDES)), None)
    return (latitude, longitude) if latitude is not None and longitude is not None else None


def _is_one_of(name: str, known: Sequence[str]) -> bool:
    return name in known or any(name.endswith(f"_{one}") for one in known)


def _names(header: Sequence[str], schema: TableSchema) -> list[int]:
    """Find the columns that may name a row: those whose name says so, else the texts of the schema."""
    named = [place for place, name in enumerate(header) if "nom" in name.casefold()]
    texts: Mapping[str, Field] = {one.name: one for one in schema.fields if one.type == "string"}
    return named or [place for place, name in enumerate(header) if name in texts]


def _telling(frame: pl.DataFrame, names: Sequence[int]) -> int | None:
    """Choose the column that tells rows apart best: the name of a place, not that of the town which all have."""
    return max(names, key=lambda place: frame[str(place)].n_unique(), default=None)
