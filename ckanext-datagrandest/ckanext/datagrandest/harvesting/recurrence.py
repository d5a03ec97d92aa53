"""When a source is due again; pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta

STEPS = {
    "ALWAYS": timedelta(minutes=15),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
    "BIWEEKLY": timedelta(weeks=2),
}


def next_run(frequency: str, now: datetime) -> datetime | None:
    """Give the next time, `None` for a source that only people start."""
    if frequency == "MONTHLY":
        year, month = now.year + now.month // 12, now.month % 12 + 1
        return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))
    step = STEPS.get(frequency)
    return now + step if step else None
