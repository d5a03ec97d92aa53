"""Repairs of positions: coordinates swapped, with a comma, or in metres of the French projection."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ckanext.datagrandest.quality.custom.values import is_in_france
from ckanext.datagrandest.quality.table_schema import Field

_PAIR = re.compile(r"^\[?\s*(-?\d+(?:[.,]\d+)?)\s*(?:[;,]\s+|;|,| )\s*(-?\d+(?:[.,]\d+)?)\s*\]?$")
#: Extent of Lambert-93 over metropolitan France, in metres (EPSG:2154).
_EAST, _NORTH = (90_000, 1_300_000), (6_000_000, 7_200_000)
#: Decimal places of a degree that come back from metres: a centimetre.
_PLACES = 7


@cache
def _lambert() -> Any:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)


def from_lambert(x: float, y: float) -> tuple[float, float] | None:
    """Turn metres of Lambert-93 into degrees (longitude, latitude); None outside metropolitan France."""
    if not (_EAST[0] < x < _EAST[1] and _NORTH[0] < y < _NORTH[1]):
        return None
    lon, lat = _lambert().transform(x, y)
    return round(lon, _PLACES), round(lat, _PLACES)


def _point(lon: float | str, lat: float | str, field: Field) -> str:
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
    degrees = from_lambert(float(pair[0]), float(pair[1])) if pair else None
    return _point(*degrees, field) if degrees else None
