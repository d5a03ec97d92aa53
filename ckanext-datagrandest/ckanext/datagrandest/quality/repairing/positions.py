"""Repairs of positions: coordinates swapped, with a comma, or in metres of the French projection."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.custom.values import FRANCE, is_in_france
from ckanext.datagrandest.quality.table_schema import Field

_PAIR = re.compile(r"^[\[(]?\s*(-?\d+(?:[.,]\d+)?)\s*(?:[;,/]\s+|;|,|/| )\s*(-?\d+(?:[.,]\d+)?)\s*[\])]?$")
_BOTH = r"^\[?\s*(-?[0-9.]+)\s*,\s*(-?[0-9.]+)\s*\]?$"
#: Extent of Lambert-93 over metropolitan France, in metres (EPSG:2154).
_EAST, _NORTH = (90_000, 1_300_000), (6_000_000, 7_200_000)
#: Decimal places of a degree that may come back from metres: from a metre to a centimetre.
_FEWEST, _MOST = 4, 8


@cache
def _projection(source: str, target: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def from_lambert(x: str, y: str) -> tuple[str, str] | None:
    """Turn metres of Lambert-93 into degrees (longitude, latitude); None outside metropolitan France.

    They get as few decimals as give the same metres back: what was never measured is not made up.
    """
    east, north = float(x), float(y)
    if not (_EAST[0] < east < _EAST[1] and _NORTH[0] < north < _NORTH[1]):
        return None
    lon, lat = _projection("EPSG:2154", "EPSG:4326").transform(east, north)
    back = _projection("EPSG:4326", "EPSG:2154")
    places = min(len(x.partition(".")[2]), len(y.partition(".")[2]))
    wanted = (round(east, places), round(north, places))
    for decimals in range(_FEWEST, _MOST):
        again = back.transform(round(lon, decimals), round(lat, decimals))
        if (round(again[0], places), round(again[1], places)) == wanted:
            break
    else:
        decimals = _MOST
    return _degrees(lon, decimals), _degrees(lat, decimals)


def _degrees(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")


def in_france(lon: pl.Expr, lat: pl.Expr) -> pl.Expr:
    """Say where two columns of degrees fall in a French bounding box."""
    boxes = [(lon > west) & (lon < east) & (lat > south) & (lat < north) for west, south, east, north in FRANCE]
    return pl.any_horizontal(boxes).fill_null(value=False)


def in_lambert(x: pl.Expr, y: pl.Expr) -> pl.Expr:
    """Say where two columns are metres of Lambert-93 (x, then y) in metropolitan France."""
    inside = x.is_between(*_EAST, closed="none") & y.is_between(*_NORTH, closed="none")
    return inside.fill_null(value=False)


def maybe_swapped(cell: pl.Expr) -> pl.Expr:
    """Say where a position is in France only once turned round."""
    first = cell.str.extract(_BOTH, 1).cast(pl.Float64, strict=False)
    second = cell.str.extract(_BOTH, 2).cast(pl.Float64, strict=False)
    return ~in_france(first, second) & in_france(second, first)


def _point(lon: str, lat: str, field: Field) -> str:
    pair = f"{lon},{lat}"
    return f"[{pair}]" if field.format == "array" else pair


def _pair(text: str) -> tuple[str, str] | None:
    match = _PAIR.match(text)
    return (match[1].replace(",", "."), match[2].replace(",", ".")) if match else None


def swapped(text: str, field: Field) -> str | None:
    """`48.57,7.75` → `7.75,48.57`, when only this order is in France."""
    pair = _pair(text)
    if pair is None or is_in_france(f"{pair[0]},{pair[1]}"):
        return None
    return _point(pair[1], pair[0], field) if is_in_france(f"{pair[1]},{pair[0]}") else None


def separator(text: str, field: Field) -> str | None:
    """`7,75 ; 48,57` → `7.75,48.57`."""
    pair = _pair(text)
    return _point(*pair, field) if pair and is_in_france(",".join(pair)) else None


def lambert(text: str, field: Field) -> str | None:
    """`1050000,6840000` (metres) → degrees."""
    pair = _pair(text)
    degrees = (from_lambert(*pair) or from_lambert(pair[1], pair[0])) if pair else None
    return _point(*degrees, field) if degrees else None
