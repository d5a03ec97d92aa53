"""How fast a run goes and when it should end; pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

#: Before so many records or seconds, a rate says nothing.
_FEW, _SOON = 10, 3.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Progress of a run.

    Attributes:
        rate: records a second.
        minutes: estimated minutes until its end, at least 1; None when the server does not say how many it has.
    """

    rate: float
    minutes: int | None


def pace(done: int, total: int | None, started: datetime | None, now: datetime) -> Pace | None:
    """Work out the pace of a run; None while it is too early to tell.

    Args:
        done: records read.
        total: records that the server announces.
        started: when this attempt began (aware).
        now: the present time (aware).
    """
    if started is None or done < _FEW or now - started < timedelta(seconds=_SOON):
        return None
    rate = done / (now - started).total_seconds()
    return Pace(rate, math.ceil((total - done) / rate / 60) if total and total > done else None)
