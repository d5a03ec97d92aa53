"""Contours from a GeoJSON file (RFC 7946): read with limits, matched with territories, repaired. Pure: no database.

Official files call the code `code`, `insee`, `INSEE_COM`, `siren`…; contours of communes that were merged since are added to
those of their successors. What cannot be used is listed with its reason: nothing is left out in silence.
"""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, names

MEBIBYTE = 1024 * 1024
#: Names of the property that holds a code, in lower case, the surest first.
CODE_PROPERTIES = (
    "code",
    "insee",
    "code_insee",
    "codeinsee",
    "insee_com",
    "insee_dep",
    "insee_reg",
    "insee_arr",
    "code_siren",
    "siren",
    "siren_epci",
    "codgeo",
    "com",
    "dep",
    "reg",
    "id",
)
NAME_PROPERTIES = ("nom", "name", "libelle", "libgeo", "nom_com", "nom_officiel", "nom_dep", "nom_reg", "nom_epci")
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class ContourLimits:
    """Limits of a file of contours.

    Attributes:
        max_bytes: bytes once unpacked. max_features: features. max_points: points of one feature.
    """

    max_bytes: int = 300 * MEBIBYTE
    max_features: int = 60_000
    max_points: int = 500_000


class ContourFileError(Exception):
    """The file as a whole cannot be used; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Unused:
    """A feature that gave no contour: its place in the file (from 1), what it calls itself, the reason."""

    position: int
    name: str
    reason: Message


@dataclass(slots=True)
class Contours:
    """What a file gave.

    Attributes:
        geometries: contour by code of territory in force. repaired: codes whose contour was not valid and was mended.
        merged: codes that got the contour of a commune merged into them. unused: features that gave nothing.
        elsewhere: features of places that the tables do not hold (other régions).
    """

    geometries: dict[str, MultiPolygon] = field(default_factory=dict)
    repaired: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)
    elsewhere: int = 0


def read_file(path: Path, limits: ContourLimits) -> list[Any]:
    """Read the features of a GeoJSON file, also packed by gzip.

    Raises:
        ContourFileError: it is no GeoJSON, is too large or holds too many features.
    """
    data = _unpacked(path, limits.max_bytes)
    try:
        document = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ContourFileError(
            Message(N_("This file is not JSON that can be read: {error}."), {"error": error})
        ) from error
    features = _features(document)
    if len(features) > limits.max_features:
        text = N_("This file holds {count} features, more than the {most} that are accepted.")
        raise ContourFileError(Message(text, {"count": len(features), "most": limits.max_features}))
    return features


def _unpacked(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == GZIP
            raw.seek(0)
            data = gzip.GzipFile(fileobj=raw).read(most + 1) if packed else raw.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ContourFileError(Message(N_("This file cannot be read: {error}."), {"error": error})) from error
    if len(data) > most:
        text = N_("This file is larger than the {most} MiB that are accepted; take simplified contours.")
        raise ContourFileError(Message(text, {"most": most // MEBIBYTE}))
    return data


def _refuse_constant(constant: str) -> None:
    raise ValueError(constant)


def _features(document: Any) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return document["features"]
    raise ContourFileError(Message(N_("This file is no GeoJSON: a FeatureCollection is expected.")))


def contours(features: Iterable[Any], known: Mapping[str, str], limits: ContourLimits) -> Contours:
    """Match features with territories and mend their contours.

    Args:
        features: GeoJSON features in WGS84.
        known: name by code of the territories that are in the tables.
        limits: of one feature.
    """
    found = Contours()
    parts: dict[str, list[Polygon]] = {}
    for position, feature in enumerate(features, 1):
        properties = _properties(feature)
        code, former = _match(properties, known)
        if code is None:
            if any(True for _ in _candidates(properties)):
                found.elsewhere += 1
            else:
                found.unused.append(Unused(position, _name(properties), Message(N_("no code of a territory"))))
            continue
        try:
            polygons, valid = _polygons(feature.get("geometry"), limits)
        except ContourFileError as error:
            found.unused.append(Unused(position, code, error.message))
            continue
        parts.setdefault(code, []).extend(polygons)
        _note(found, code, valid=valid, former=former)
    found.geometries = {code: _joined(polygons) for code, polygons in parts.items()}
    return found


def _note(found: Contours, code: str, *, valid: bool, former: bool) -> None:
    if not valid and code not in found.repaired:
        found.repaired.append(code)
    if former and code not in found.merged:
        found.merged.append(code)


def _properties(feature: Any) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return {str(key).lower(): value for key, value in properties.items()} if isinstance(properties, dict) else {}


def _name(properties: Mapping[str, Any]) -> str:
    return next((str(properties[key]) for key in NAME_PROPERTIES if properties.get(key)), "?")[:80]


def _match(properties: Mapping[str, Any], known: Mapping[str, str]) -> tuple[str | None, bool]:
    """Give the territory in force of a feature and whether the feature is a part that was merged into it."""
    candidates = [
        (now, now != code) for code in _candidates(properties) if (now := codes.current(code)) and now in known
    ]
    if len(candidates) > 1:
        name = names.key(_name(properties))
        candidates.sort(key=lambda candidate: names.key(known[candidate[0]]) != name)
    return candidates[0] if candidates else (None, False)


def _candidates(properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield the known codes that the first telling property may mean: "44" is a département and a région."""
    for key in CODE_PROPERTIES:
        value = properties.get(key)
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            continue
        text = str(value).strip()
        found = [code for kind in codes.KINDS if (code := codes.normalise(text if ":" in text else f"{kind}:{text}"))]
        if found:
            yield from dict.fromkeys(found)
            return


def _polygons(geometry: Any, limits: ContourLimits) -> tuple[list[Polygon], bool]:
    """Give the valid polygons of a GeoJSON geometry, and whether it was valid."""
    made = _shape(geometry)
    if shapely.get_num_coordinates(made) > limits.max_points:
        raise ContourFileError(Message(N_("more than {most} points"), {"most": limits.max_points}))
    west, south, east, north = made.bounds if not made.is_empty else (math.nan,) * 4
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees; false for NaN
        raise ContourFileError(Message(N_("empty, or not in longitudes and latitudes (WGS84)")))
    valid = made.is_valid
    polygons = list(polygons_of(made if valid else shapely.make_valid(made)))
    if not polygons:
        raise ContourFileError(Message(N_("a contour without surface")))
    return polygons, valid


def _shape(geometry: Any) -> BaseGeometry:
    try:
        return shapely.force_2d(shape(geometry))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError) as error:
        raise ContourFileError(Message(N_("no geometry that can be read"))) from error


def polygons_of(geometry: BaseGeometry) -> Iterator[Polygon]:
    """Yield the polygons of a geometry, leaving out points and lines."""
    if isinstance(geometry, Polygon):
        if not geometry.is_empty:
            yield geometry
    elif isinstance(geometry, BaseMultipartGeometry):
        for part in geometry.geoms:
            yield from polygons_of(part)


def _joined(polygons: list[Polygon]) -> MultiPolygon:
    if len(polygons) == 1:
        return MultiPolygon(polygons)
    whole = MultiPolygon(polygons)
    return whole if whole.is_valid else MultiPolygon(list(polygons_of(shapely.union_all(polygons))))
