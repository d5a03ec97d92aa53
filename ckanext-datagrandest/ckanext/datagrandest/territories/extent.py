"""Territories for records that give an extent and no territory, from the contours in the tables.

    extents = Extents.read(session)                    # one query; keep it for a run
    extents.territories_of(dataset["spatial"])         # ["departement:88"], or [] when nothing is clear

Without contours (`ckan dge territories load --contours …`) it never finds anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import shape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ckanext.datagrandest.territories import cover, hierarchy
from ckanext.datagrandest.territories.model import Territory

#: Régions of before 2016 are still what many records cover; none of them is a territory in force, so their
#: départements stand for them (law 2015-29 of 16 January 2015).
FORMER_REGIONS = {
    "region:21": ("departement:08", "departement:10", "departement:51", "departement:52"),
    "region:41": ("departement:54", "departement:55", "departement:57", "departement:88"),
    "region:42": ("departement:67", "departement:68"),
}
MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class Extents:
    """Rectangles around the territories in the tables.

    Attributes:
        rectangles: of territories with a contour, and of the régions of before 2016 whose départements all have one.
    """

    rectangles: cover.Rectangles
    _known: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session) -> Extents:
        """Read the rectangles, in one query."""
        box = func.Box2D(Territory.geometry)
        sides = (func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box))
        rows = session.execute(select(Territory.code, *sides).where(Territory.geometry.is_not(None)))
        return cls.of((row[0], (float(row[1]), float(row[2]), float(row[3]), float(row[4]))) for row in rows)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, cover.Bounds]]) -> Extents:
        """Make it from pairs of code and bounds."""
        found = dict(rows)
        return cls(cover.Rectangles.of([*found.items(), *_former(found)]))

    def territories_of(self, extent: Any) -> list[str]:
        """Give the territories that an extent is the extent of.

        Args:
            extent: GeoJSON geometry in WGS84, as text or object; its rectangle counts.

        Returns:
            One code; several for a région of before 2016; none when nothing is clear, or the extent cannot be read.
        """
        bounds = _bounds(extent)
        if bounds is None:
            return []
        key = repr(bounds)
        if key not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            code = cover.territory_of(self.rectangles, bounds, _related)
            self._known[key] = list(FORMER_REGIONS.get(code, (code,))) if code else []
        return list(self._known[key])


def _former(found: dict[str, cover.Bounds]) -> Iterator[tuple[str, cover.Bounds]]:
    for code, departements in FORMER_REGIONS.items():
        parts = [found[departement] for departement in departements if departement in found]
        if len(parts) == len(departements):
            wests, souths, easts, norths = zip(*parts, strict=True)
            yield code, (min(wests), min(souths), max(easts), max(norths))


def _related(one: str, other: str) -> bool:
    return one in hierarchy.ancestors(other) or other in hierarchy.ancestors(one)


def _bounds(extent: Any) -> cover.Bounds | None:
    try:
        made = shape(json.loads(extent) if isinstance(extent, str) else extent)
        west, south, east, north = made.bounds
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, shapely.errors.ShapelyError):
        return None
    return (west, south, east, north) if west < east and south < north else None
