"""Rows that lie outside the territory their producer answers for: INSEE codes, and positions against a contour.

Everything here is a remark: a commune may well publish what stands at its neighbour's. Positions are only judged
where a contour is known; codes need none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.cells import reader
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.reading.dialects import folded
from ckanext.datagrandest.quality.tally import SCHEMA, Tally, fault, faults

#: Degrees (a kilometre or so) by which a position may lie outside a contour: contours are simplified, and streets border.
TOLERANCE = 0.01
_SIMPLIFIED = 0.002
_LATITUDES, _LONGITUDES = frozenset({"lat", "latitude", "ylat"}), frozenset({"lon", "long", "lng", "longitude", "xlong", "xlon"})  # fmt: skip
_CODES = frozenset({"citycode", "codecommune"})
#: Columns of codes that tell where someone else is.
_OTHERS = re.compile("fourn|benef|attribu|client|naissance")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_METRES = 2154
_COMMUNE, _POSITION, _UNKNOWN = "commune-outside-territory", "position-outside-territory", "positions-not-checked"


@dataclass(frozen=True, slots=True)
class Area:
    """Where the rows of a producer are expected.

    Attributes:
        codes: its territories (`commune:88160`, `departement:88`, …).
        contour: their outline, a shapely geometry in WGS 84 (longitude, latitude); None when it is not known.
    """

    codes: tuple[str, ...]
    contour: Any = None

    @property
    def name(self) -> str:
        """Name of the territories, as people know them."""
        from ckanext.datagrandest.territories.codes import label

        return ", ".join(label(code) for code in self.codes)

    def has_commune(self, code: str) -> bool:
        """Tell whether a commune, in force or merged since, lies in the area; true for what is no commune at all."""
        from ckanext.datagrandest.territories import cog

        current = cog.current_commune(code)
        return current is None or current in _communes(self.codes)


@cache
def _communes(codes: tuple[str, ...]) -> frozenset[str]:
    from ckanext.datagrandest.territories.hierarchy import communes_of

    return frozenset(commune for code in codes for commune in communes_of(code))


def _words(label: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORDS.findall(label))


def _commune_columns(columns: Sequence[Column]) -> list[Column]:
    """Give the columns that hold the INSEE code of the commune a row is in."""
    named = [(item, folded(item.label).replace(" ", "").replace("_", "")) for item in columns]
    return [item for item, name in named if ("insee" in name or name in _CODES) and not _OTHERS.search(name)]


def _pair(columns: Sequence[Column], first: frozenset[str], second: frozenset[str]) -> tuple[Column, Column] | None:
    """Give the two columns whose names differ by these words alone."""
    by_rest = {tuple(word for word in _words(item.label) if word not in first): item
               for item in columns if first & set(_words(item.label))}  # fmt: skip
    for item in columns:
        rest = tuple(word for word in _words(item.label) if word not in second)
        if second & set(_words(item.label)) and rest in by_rest:
            return by_rest[rest], item
    return None


def _number(column: Column) -> pl.Expr:
    text = pl.when(~column.missing()).then(pl.col(column.name).str.strip_chars())
    return text.str.replace(column.field.options.get("decimalChar", "."), ".", literal=True).cast(
        pl.Float64, strict=False
    )


@dataclass(frozen=True, slots=True)
class _Positions:
    """How the positions of rows are read: `row`, `lon`, `lat` and the cells as `value`; and the column to name."""

    label: str
    read: Callable[[pl.DataFrame], pl.DataFrame]


def _of_pair(lon: Column, lat: Column, *, metres: bool = False) -> _Positions:
    def read(frame: pl.DataFrame) -> pl.DataFrame:
        written = pl.concat_str(pl.col(lon.name), pl.col(lat.name), separator=", ").alias("value")
        found = frame.select("row", _number(lon).alias("lon"), _number(lat).alias("lat"), written).drop_nulls()
        return _from_metres(found) if metres else found

    return _Positions(lon.label, read)


def _from_metres(found: pl.DataFrame) -> pl.DataFrame:
    """Turn Lambert-93 into degrees."""
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(_METRES, 4326, always_xy=True).transform(found["lon"], found["lat"])
    return found.with_columns(pl.Series("lon", lon), pl.Series("lat", lat)).filter(pl.col("lon").is_finite())


def _of_cells(column: Column) -> _Positions:
    """Read the positions of a column of points or of GeoJSON objects, each distinct cell once."""
    read_cell = reader(replace(column.field, constraints={}))

    def read(frame: pl.DataFrame) -> pl.DataFrame:
        cells = frame.filter(~column.missing()).select("row", pl.col(column.name).alias("value"))
        places = {text: _middle(read_cell(text)) for text in cells["value"].unique()}
        known = [(text, *place) for text, place in places.items() if place is not None]
        schema = {"value": pl.String, "lon": pl.Float64, "lat": pl.Float64}
        return cells.join(pl.DataFrame(known, schema=schema, orient="row"), on="value")

    return _Positions(column.label, read)


def _middle(value: Any) -> tuple[float, float] | None:
    """Give a position of a value: the point itself, a point of a GeoJSON geometry."""
    import shapely

    if isinstance(value, Mapping):
        found: Any = shapely.from_geojson(json.dumps(value), on_invalid="ignore")
        if found is None or found.is_empty:
            return None
        point = found.representative_point()
        return point.x, point.y
    return (float(value.lon), float(value.lat)) if value is not None else None


def _positions(columns: Sequence[Column]) -> list[_Positions]:
    found = [_of_cells(item) for item in columns if item.field.type in {"geopoint", "geojson"}
             and item.field.format != "topojson"]  # fmt: skip
    if degrees := _pair(columns, _LONGITUDES, _LATITUDES):
        found.append(_of_pair(*degrees))
    elif metres := _pair(columns, frozenset({"x"}), frozenset({"y"})):
        found.append(_of_pair(*metres, metres=True))
    return found


class AreaCheck:
    """The rows of a file that lie outside an area."""

    def __init__(self, columns: Sequence[Column], area: Area) -> None:
        self._area = area
        self._codes, self._positions = _commune_columns(columns), _positions(columns)
        self._found = [pl.DataFrame(schema=SCHEMA)]
        self._around = area.contour.simplify(_SIMPLIFIED).buffer(TOLERANCE) if area.contour is not None else None

    def add(self, frame: pl.DataFrame) -> None:
        """Look at a batch (a frame with `row`)."""
        name = self._area.name
        for column in self._codes:
            cells = frame.filter(~column.missing()).select("row", pl.col(column.name).alias("value"))
            outside = [text for text in cells["value"].unique() if not self._area.has_commune(text.strip().upper())]
            if outside:
                rows = cells.filter(pl.col("value").is_in(outside))
                self._found.append(faults(rows, _COMMUNE, column.label, name))
        for place in self._positions if self._around is not None else ():
            self._found.append(faults(self._outside(place.read(frame)), _POSITION, place.label, name))

    def _outside(self, found: pl.DataFrame) -> pl.DataFrame:
        import shapely

        shapely.prepare(self._around)
        inside = shapely.contains_xy(self._around, found["lon"].to_numpy(), found["lat"].to_numpy())
        return found.filter(~pl.Series(inside))

    def report(self, _errors: Tally, warnings: Tally) -> None:
        """Tell the rows outside; that positions were not looked at, when no contour is known."""
        warnings.add(pl.concat(self._found))
        if self._positions and self._around is None:
            warnings.add(fault(_UNKNOWN, None, self._positions[0].label, rule=self._area.name))


def area_checks(columns: Sequence[Column], area: Area | None) -> list[AreaCheck]:
    """Give the check of a file against an area; none when the area is not known."""
    return [AreaCheck(columns, area)] if area is not None and area.codes else []
