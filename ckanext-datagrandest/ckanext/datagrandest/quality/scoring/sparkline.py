"""A small curve of figures over days, as points of an SVG polyline. The table beside it says the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

WIDTH, HEIGHT, MARGIN = 320, 64, 6


def points(values: Sequence[tuple[date, float]], most: float = 100) -> list[tuple[float, float]]:
    """Place figures in a box of `WIDTH` × `HEIGHT`: days from left to right, 0 below, `most` above.

    A figure holds until the next one: each change is a step. One figure alone is a level line.

    Args:
        values: days and figures, in order.
        most: the highest figure there can be.
    """
    if not values:
        return []
    first, last = values[0][0], values[-1][0]
    span = (last - first).days or 1
    placed: list[tuple[float, float]] = []
    for day, value in values:
        across = MARGIN + (WIDTH - 2 * MARGIN) * (day - first).days / span
        up = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * min(max(value, 0), most) / most
        if placed:
            placed.append((round(across, 1), placed[-1][1]))
        placed.append((round(across, 1), round(up, 1)))
    placed.append((WIDTH - MARGIN, placed[-1][1]))
    return placed
