"""When a recurring job is due. Pure, and in UTC: summer time changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

_DAY = timedelta(days=1)


class Schedule(Protocol):
    """When something recurs; the text names it in the table and in `dge jobs`."""

    @property
    def period(self) -> timedelta:
        """The time between two occurrences."""
        ...

    def first(self, now: datetime) -> datetime:
        """Give the first occurrence for a job that was just declared."""
        ...

    def after(self, moment: datetime) -> datetime:
        """Give the next occurrence strictly after a moment."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """At an interval; the first time at once."""

    period: timedelta

    def __post_init__(self) -> None:
        if self.period < timedelta(minutes=1):
            raise ValueError("a job recurs at most every minute")

    def __str__(self) -> str:
        return f"every {int(self.period.total_seconds())} s"

    def first(self, now: datetime) -> datetime:
        """Give `now`."""
        return now

    def after(self, moment: datetime) -> datetime:
        """Give the moment one interval later: occurrences that were missed are not made up for."""
        return moment + self.period


@dataclass(frozen=True, slots=True)
class Daily:
    """Each day at a time in UTC."""

    at: time

    def __str__(self) -> str:
        return f"daily {self.at:%H:%M} UTC"

    @property
    def period(self) -> timedelta:
        """A day."""
        return _DAY

    def first(self, now: datetime) -> datetime:
        """Give the next time of day."""
        return self.after(now)

    def after(self, moment: datetime) -> datetime:
        """Give the next time of day strictly after a moment."""
        today = datetime.combine(moment.astimezone(UTC).date(), self.at, UTC)
        return today if today > moment else today + _DAY


def next_due(schedule: Schedule, due: datetime, now: datetime) -> datetime:
    """Correct a stored occurrence that the schedule cannot have meant.

    A clock that once ran ahead stores an occurrence in a far future, and the job would sleep until then.
    """
    return min(due, schedule.after(now)) if due - now > schedule.period else due
