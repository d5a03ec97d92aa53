"""When a closed workspace is reminded and when it may be removed; pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum


class Due(Enum):
    """What is to be done now."""

    NOTHING = "nothing"
    REMIND = "remind"
    REMOVE = "remove"


def due(now: datetime, remove_after: datetime, reminded_at: datetime | None, days: Collection[int]) -> Due:
    """Tell what is to be done for a closed workspace.

    Nothing is removed before the last reminder was really sent, and then not before the days that it announces.

    Args:
        now: the moment.
        remove_after: announced when it was closed.
        reminded_at: when its people were last really reminded.
        days: before the removal, of each reminder; at least one.
    """
    passed = [moment for count in days if (moment := remove_after - timedelta(days=count)) <= now]
    if not passed:
        return Due.NOTHING
    if reminded_at is None or reminded_at < max(passed):
        return Due.REMIND
    return Due.REMOVE if now >= removal(now, remove_after, reminded_at, days) else Due.NOTHING


def removal(now: datetime, remove_after: datetime, reminded_at: datetime | None, days: Collection[int]) -> datetime:
    """Give the moment from which it may be removed, if it is reminded now or was last reminded then."""
    last = timedelta(days=min(days))
    told = reminded_at if reminded_at is not None and reminded_at >= remove_after - last else now
    return max(remove_after, told + last)
