"""Contours for maps, as GeoJSON text that is ready to be sent: what is asked for, and one query that reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, drawing, hierarchy
from ckanext.datagrandest.territories.geometry import GeometryError, read_bbox
from ckanext.datagrandest.territories.model import WGS84, Drawing, Loaded, Territory

WAYS = ("codes", "within", "bbox")
ZOOM = 9
SHOWN = 60
ONE_WAY = N_("Say which contours in one way: codes, within (with a kind) or bbox (with a kind).")
UNKNOWN = N_("“{value}” is not the code of a known territory. A code looks like commune:88160 or departement:88.")
BAD_ZOOM = N_("“{value}” is not a zoom: write a whole number from 0 (the world) to {most} (a street).")
BAD_KIND = N_("“{value}” is not a kind of territory; choose among: {known}.")
TOO_MANY = N_(
    "{count} contours are asked for; at most {most} are given at this zoom. Ask for a smaller zoom or fewer places."
)


@dataclass(frozen=True, slots=True)
class DrawingLimits:
    """Limits of a collection.

    Attributes:
        features: territories drawn at once. exact: the same beyond the last level of simplification.
    """

    features: int
    exact: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contours are wanted.

    Attributes:
        codes: of territories in force, or none when `bbox` says. kind: of the territories of a rectangle.
        bbox: west, south, east, north. zoom: of the map.
    """

    codes: tuple[str, ...]
    kind: str
    bbox: tuple[float, float, float, float] | None
    zoom: int


class CollectionError(Exception):
    """A parameter is wrong; `field` is its name, `message` says why and what to do."""

    def __init__(self, field: str, message: Message) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message


def wanted(parameters: Mapping[str, Any]) -> Wanted:
    """Read `codes` (a list, or separated by commas), or `within` and `kind`, or `bbox` and `kind`; and `zoom`.

    Raises:
        CollectionError: a parameter is missing, wrong or one too many.
    """
    ways = [way for way in WAYS if parameters.get(way)]
    if len(ways) != 1:
        raise CollectionError("codes", Message(ONE_WAY))
    zoom, kind, value = _zoom(parameters.get("zoom")), _kind(parameters.get("kind")), parameters[ways[0]]
    if ways[0] == "codes":
        return Wanted(_codes(value), "", None, zoom)
    if ways[0] == "within":
        whole = _code("within", str(value))
        listed = tuple(code for code in hierarchy.descendants(whole) if codes.split(code)[0] == kind)
        return Wanted(listed, kind, None, zoom)
    try:
        return Wanted((), kind, read_bbox(value).bounds, zoom)
    except GeometryError as error:
        raise CollectionError("bbox", error.message) from error


def _zoom(value: Any) -> int:
    if value in (None, ""):
        return ZOOM
    text = str(value).strip()
    if (
        not (text.isascii() and text.isdecimal())
        or len(text) > len(str(drawing.LARGEST_ZOOM))
        or int(text) > drawing.LARGEST_ZOOM
    ):
        raise CollectionError("zoom", Message(BAD_ZOOM, {"value": text[:SHOWN], "most": drawing.LARGEST_ZOOM}))
    return int(text)


def _kind(value: Any) -> str:
    kind = str(value or "commune")
    if kind not in codes.KINDS:
        raise CollectionError("kind", Message(BAD_KIND, {"value": kind[:SHOWN], "known": ", ".join(codes.KINDS)}))
    return kind


def _codes(value: Any) -> tuple[str, ...]:
    try:
        listed = codes.read_list(value)
    except codes.UnreadableCodesError:
        raise CollectionError("codes", Message(UNKNOWN, {"value": str(value)[:SHOWN]})) from None
    return tuple(dict.fromkeys(_code("codes", text) for text in listed))


def _code(field: str, text: str) -> str:
    code = codes.current(text)
    if code is None:
        raise CollectionError(field, Message(UNKNOWN, {"value": text[:SHOWN]}))
    return code


def read(session: Session, asked: Wanted, limits: DrawingLimits) -> tuple[list[str], list[str]]:
    """Read contours in one query.

    Returns:
        GeoJSON features as text, in order of code; and the codes that have no contour.

    Raises:
        CollectionError: too many are asked for.
    """
    level = drawing.level_of(asked.zoom)
    most = limits.features if level else limits.exact
    if len(asked.codes) > most:
        raise CollectionError("codes", Message(TOO_MANY, {"count": len(asked.codes), "most": most}))
    columns = (Territory.code, Territory.kind, Territory.insee, Territory.name)
    if level is None:
        exact = func.ST_AsGeoJSON(Territory.geometry, drawing.EXACT_DECIMALS).label("geojson")
        query = select(*columns, exact).where(Territory.geometry.is_not(None))
    else:
        query = select(*columns, Drawing.geojson).join(Drawing, Drawing.code == Territory.code)
        query = query.where(Drawing.level == level.zoom)
    found = session.execute(query.where(*_place(asked)).order_by(Territory.code).limit(most + 1)).all()
    if len(found) > most:
        raise CollectionError("bbox", Message(TOO_MANY, {"count": f"> {most}", "most": most}))
    missing = set(asked.codes) - {row.code for row in found}
    return [_feature(row) for row in found], sorted(missing)


def _place(asked: Wanted) -> Iterable[ColumnElement[bool]]:
    if asked.bbox is None:
        return (Territory.code.in_(asked.codes),)
    envelope = func.ST_MakeEnvelope(*asked.bbox, WGS84)
    return (Territory.kind == asked.kind, Territory.geometry.op("&&")(envelope))


def _feature(row: Row[Any]) -> str:
    properties = {"code": row.code, "kind": row.kind, "insee": row.insee, "name": row.name}
    shown = json.dumps(properties, ensure_ascii=False)
    return f'{{"type":"Feature","id":{json.dumps(row.code)},"properties":{shown},"geometry":{row.geojson}}}'


def drawings(session: Session, wanted_codes: Sequence[str], level: int) -> dict[str, str]:
    """Give the simplified geometries of territories as GeoJSON text by code, at one of `drawing.LEVELS`."""
    query = select(Drawing.code, Drawing.geojson).where(Drawing.code.in_(wanted_codes), Drawing.level == level)
    return {row.code: row.geojson for row in session.execute(query)}


def text(features: Sequence[str], missing: Sequence[str], asked: Wanted, attribution: str) -> str:
    """Write a GeoJSON FeatureCollection, with `zoom`, `missing` (codes without a contour) and `attribution` beside it."""
    beside = {"zoom": asked.zoom, "missing": list(missing)} | ({"attribution": attribution} if attribution else {})
    members = "".join(f",{json.dumps(name)}:{json.dumps(value, ensure_ascii=False)}" for name, value in beside.items())
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]{members}}}'


def state(session: Session, asked: Wanted, attribution: str) -> str:
    """Give what changes when the answer changes, without reading a contour: for an ETag."""
    drawn, version = session.execute(select(func.max(Loaded.drawn), func.max(Loaded.version))).one()
    whole = json.dumps([str(drawn), version, asdict(asked), attribution])
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
