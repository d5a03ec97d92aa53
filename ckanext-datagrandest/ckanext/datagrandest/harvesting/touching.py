"""Extraction by territory: does a dataset touch the territory that a source is limited to? Pure.

A national catalogue is harvested only where it concerns the platform's readers. Every type declares the same option,
`TERRITORY`; the type asks its server for less where the protocol can (`Area.bounds`), and the plan decides here about each
draft, so that a server that does not understand the question changes nothing.

A draft is judged by the first of these that it has: its territories (codes), its extent, the names among its keywords and
title. One that has none says nothing of where it lies: it is left out too, and counted apart.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import shapely
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from ckanext.datagrandest.harvesting.contract import HarvestingError, Option
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, cog, hierarchy, names

TERRITORY = Option(
    "territory",
    N_("Only what touches a territory"),
    "territory",
    "",
    N_(
        "For a national catalogue: region:44 keeps what touches the Grand Est. Codes of territories separated by commas, or a"
        " box in degrees (west, south, east, north). Empty: everything."
    ),
)

#: Rectangles (west, south, east, north, WGS 84) around the départements of the Grand Est, from their official contours
#: (IGN Admin Express, 2018 edition), rounded outwards to a hundredth of a degree: used until contours are loaded.
RECTANGLES: Mapping[str, tuple[float, float, float, float]] = {
    "departement:08": (4.02, 49.22, 5.40, 50.17),
    "departement:10": (3.38, 47.92, 4.87, 48.72),
    "departement:51": (3.39, 48.51, 5.04, 49.41),
    "departement:52": (4.62, 47.57, 5.90, 48.69),
    "departement:54": (5.42, 48.34, 7.13, 49.57),
    "departement:55": (4.88, 48.40, 5.86, 49.62),
    "departement:57": (5.89, 48.52, 7.65, 49.52),
    "departement:67": (6.94, 48.12, 8.24, 49.08),
    "departement:68": (6.84, 47.42, 7.63, 48.32),
    "departement:88": (5.39, 47.81, 7.20, 48.52),
}
#: What national records are tagged with: they touch every territory of the country.
NATIONAL = frozenset({"france", "france entiere", "france metropolitaine", "metropole", "national"})
MOST_CODES = 200
SIDES = 4

UNKNOWN = N_(
    "“{text}” is no territory: give codes such as region:44 or departement:88, or a box (west, south, east, north)."
)
BAD_BOX = N_(
    "The box “{text}” is wrong: give west, south, east, north in degrees, for example 3.38, 47.42, 8.24, 50.17."
)
TOO_MANY = N_("More than {limit} territories were given to limit a source: give the territories that contain them.")


class WrongTerritory(HarvestingError):  # noqa: N818 - what a form shows
    """The option names no territory."""


class Touch(StrEnum):
    """How a dataset lies to a territory."""

    INSIDE = "inside"  # it touches it
    OUTSIDE = "outside"
    UNTOLD = "untold"  # nothing says where it lies


@dataclass(frozen=True, slots=True)
class Area:
    """What a source is limited to.

    Attributes:
        label: as people say it.
        codes: territories in force, empty for a box.
        outline: their geometry in WGS 84, None when it is not known.
    """

    label: str
    codes: tuple[str, ...] = ()
    outline: BaseGeometry | None = None

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """Rectangle around the area (west, south, east, north), for servers that can be asked for less."""
        return self.outline.bounds if self.outline is not None else None


def area_of(text: str, outline: Callable[[Iterable[str]], BaseGeometry | None] | None = None) -> Area | None:
    """Read the option; None when the source is not limited.

    Args:
        text: codes separated by commas, or four numbers.
        outline: gives the exact geometry of territories where it is known; else rectangles are used.

    Raises:
        WrongTerritory: it is neither.
    """
    text = text.strip()
    if not text:
        return None
    if re.match(r"[-+.\d]", text):
        return Area(text, outline=_box(text))
    given = codes.SEPARATORS.split(text)
    if len(given) > MOST_CODES:
        raise WrongTerritory(Message(TOO_MANY, {"limit": MOST_CODES}))
    found: list[str] = []
    for each in filter(None, map(str.strip, given)):
        code = codes.current(each)
        if code is None:
            raise WrongTerritory(Message(UNKNOWN, {"text": each[:80]}))
        found.append(code)
    exact = outline(found) if outline else None
    label = ", ".join(codes.label(code) for code in found)
    return Area(label, tuple(found), exact if exact is not None else _rectangles(found))


def asked_bounds(options: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    """Give the rectangle that a type may ask its server for, from the checked options of a source."""
    area = area_of(options.get("territory") or "")
    return area.bounds if area else None


def _box(text: str) -> BaseGeometry:
    try:
        numbers = [float(part) for part in re.split(r"[,;\s]+", text)]
    except ValueError as error:
        raise WrongTerritory(Message(BAD_BOX, {"text": text[:80]})) from error
    sound = len(numbers) == SIDES and all(map(math.isfinite, numbers))
    if not sound or not (-180 <= numbers[0] < numbers[2] <= 180 and -90 <= numbers[1] < numbers[3] <= 90):  # noqa: PLR2004
        raise WrongTerritory(Message(BAD_BOX, {"text": text[:80]}))
    west, south, east, north = numbers
    return box(west, south, east, north)


def _rectangles(wanted: Iterable[str]) -> BaseGeometry | None:
    """Give the rectangles of territories of the Grand Est; None as soon as one of them is not known."""
    found: list[BaseGeometry] = []
    for code in wanted:
        covering = {code, *hierarchy.ancestors(code), *_departements(code)}
        mine = [box(*rectangle) for departement, rectangle in RECTANGLES.items() if departement in covering]
        if not mine:
            return None
        found += mine
    return unary_union(found)


def _departements(code: str) -> list[str]:
    if not code.startswith("region:"):
        return []
    return [departement for departement in RECTANGLES if code in hierarchy.ancestors(departement)]


def touches(dataset: Mapping[str, Any], area: Area) -> Touch:
    """Judge a draft.

    Args:
        dataset: in the shape of the dataset schema.
        area: what the source is limited to.
    """
    declared = codes.currents(dataset.get("territories") or ())
    if declared and area.codes:
        return _verdict(_related(declared, area.codes))
    geometry = _geometry(dataset.get("spatial"))
    if geometry is not None and area.outline is not None:
        return _verdict(_meets(geometry, area.outline))
    if _is_named(dataset, area.codes):
        return Touch.INSIDE
    return Touch.OUTSIDE if declared or geometry is not None else Touch.UNTOLD


def _verdict(inside: bool) -> Touch:  # noqa: FBT001 - the answer to a question
    return Touch.INSIDE if inside else Touch.OUTSIDE


def _related(declared: Iterable[str], wanted: Iterable[str]) -> bool:
    """Tell whether a territory of one list lies in, contains or is one of the other."""
    mine, others = set(declared), set(wanted)
    return not mine.isdisjoint(hierarchy.closure(others)) or not others.isdisjoint(hierarchy.closure(mine))


def _geometry(spatial: Any) -> BaseGeometry | None:
    if not spatial:
        return None
    try:
        return shape(json.loads(spatial) if isinstance(spatial, str) else spatial)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, shapely.errors.ShapelyError):
        return None


def _meets(geometry: BaseGeometry, outline: BaseGeometry) -> bool:
    """Tell whether they share more than a border."""
    try:
        return geometry.intersects(outline) and not geometry.touches(outline)
    except shapely.errors.ShapelyError:  # a geometry that crosses itself: its rectangle
        return box(*geometry.bounds).intersects(outline)


def _is_named(dataset: Mapping[str, Any], wanted: tuple[str, ...]) -> bool:
    """Look for names of places: any among the keywords; in the title, those of régions, which nothing else is called."""
    tags = {names.key(str(tag.get("name", ""))) for tag in dataset.get("tags") or () if isinstance(tag, dict)}
    if tags & (NATIONAL | _names_in(wanted)):
        return True
    title = f" {names.key(str(dataset.get('title') or ''))} "
    return any(f" {name} " in title for name in _regions_in(wanted))


@cache
def _names_in(wanted: tuple[str, ...]) -> frozenset[str]:
    """Give the keys of the names of territories, of their départements, and of the régions they were made of."""
    inside = [code for each in wanted for code in hierarchy.descendants(each) if code.startswith("departement:")]
    return frozenset(names.key(codes.official_name(code)) for code in (*wanted, *inside)) | _regions_in(wanted)


@cache
def _regions_in(wanted: tuple[str, ...]) -> frozenset[str]:
    """Give the keys of the names of régions, and of those of before 2016 that they were made of."""
    former = (f"region:{old}" for old, new in cog.table().former_regions.items() if f"region:{new}" in wanted)
    regions = (code for code in wanted if code.startswith("region:"))
    return frozenset(names.key(codes.official_name(code)) for code in (*regions, *former))
