"""Which territory an extent is the extent of: for records that declare a rectangle and no territory. Pure: no database.

A record's rectangle is nearly always the rectangle around the territory that it is about. So the territory is sought whose
own rectangle is the most alike (intersection over union). Nothing is better than a guess: a rectangle that resembles none, or two
equally, gives nothing, and the whole country gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: West, south, east, north in degrees.
Bounds = tuple[float, float, float, float]
#: How alike two rectangles must be (intersection over union) to be taken for one: the bounds of a record are often
#: rounded to two decimals (a kilometre), which is much for a commune and little for a département.
ALIKE = 0.80
#: How much better the best must be than the best of another territory that neither lies in it nor contains it.
CLEARLY = 0.06
#: From so alike on only rounding is left between them, and the best needs to be better by this much only.
SAME, JUST = 0.985, 0.01
#: So many of the most alike are compared: what a territory lies in, and a rival or two.
FEW = 8


@dataclass(frozen=True, slots=True)
class Rectangles:
    """Rectangles around territories.

    Attributes:
        codes: of territories. bounds: four rows, west, south, east, north; a column a territory.
    """

    codes: tuple[str, ...]
    bounds: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Bounds]]) -> Rectangles:
        """Make it from pairs of code and bounds."""
        listed = list(rows)
        bounds = np.array([bounds for _, bounds in listed], dtype=np.float64).reshape(len(listed), 4)
        return cls(tuple(code for code, _ in listed), np.ascontiguousarray(bounds.T))


def likeness(rectangles: Rectangles, bounds: Bounds) -> NDArray[np.float64]:
    """Give intersection over union of a rectangle with each of the others: 1 is the same, 0 is apart."""
    west, south, east, north = rectangles.bounds
    width = np.minimum(east, bounds[2]) - np.maximum(west, bounds[0])
    height = np.minimum(north, bounds[3]) - np.maximum(south, bounds[1])
    common = np.clip(width, 0, None) * np.clip(height, 0, None)
    union = (east - west) * (north - south) + (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]) - common
    return np.divide(common, union, out=np.zeros_like(common), where=union > 0)


def _best(alike: NDArray[np.float64]) -> list[int]:
    """Give the places of the few most alike, the best first."""
    few = np.argpartition(alike, -FEW)[-FEW:] if len(alike) > FEW else np.arange(len(alike))
    return few[np.argsort(alike[few])[::-1]].tolist()


def territory_of(rectangles: Rectangles, bounds: Bounds, related: Any) -> str | None:
    """Give the territory that a rectangle is the rectangle of, or None when none or several may be.

    Args:
        rectangles: those around the known territories.
        bounds: of the record.
        related: function of two codes: does one lie in the other? Such a pair is told apart by likeness alone: a commune that is
            nearly its EPCI is no reason to say nothing.
    """
    if not rectangles.codes:
        return None
    alike = likeness(rectangles, bounds)
    order = _best(alike)
    best, code = float(alike[order[0]]), rectangles.codes[order[0]]
    if best < ALIKE:
        return None
    rivals = (float(alike[index]) for index in order[1:] if not related(code, rectangles.codes[index]))
    rival = max(rivals, default=0.0)
    return code if best - rival >= (JUST if best >= SAME else CLEARLY) else None
