"""Repairs of dates: every French writing, and Excel's day numbers, in the writing that the field asks for."""

from __future__ import annotations

import re
from datetime import datetime, time

from ckanext.datagrandest.quality.repairing.days import Habits, read_day, read_moment, read_month, read_serial
from ckanext.datagrandest.quality.table_schema import Field

_ANY = frozenset({"default", "any"})


def _written(moment: datetime, field: Field, zone: str = "") -> str:
    """Write a moment as a date or a datetime field asks, as an ISO day in any other."""
    if field.type == "datetime":
        if field.format in _ANY:
            return moment.isoformat(timespec="seconds") + zone
        return moment.strftime(field.format)
    if field.type == "date" and field.format not in _ANY:
        return moment.strftime(field.format)
    return moment.date().isoformat()


def french_date(text: str, field: Field, known: Habits) -> str | None:
    """`31/12/2024`, `31.12.24`, `1er mars 2024`, `20241231` → the field's own writing."""
    if field.type == "datetime":
        found = read_moment(text, known)
        return None if found is None else _written(found[0], field, found[1])
    day = read_day(text, known)
    return None if day is None else _written(datetime.combine(day, time()), field)


def excel_serial(text: str, field: Field, _known: Habits) -> str | None:
    """`45657` → `2024-12-31`, in a date column only."""
    moment = read_serial(text)
    return None if moment is None else _written(moment, field)


def month(text: str, _field: Field, known: Habits) -> str | None:
    """`mars 2024`, `03/2024` → `2024-03`."""
    return read_month(text, known)


def period(text: str, _field: Field, known: Habits) -> str | None:
    """Days in a text column that asks for ISO days: `01/03/2024 - 31/03/2024` → `2024-03-01/2024-03-31`."""
    without = re.sub(r"^(?:du|de|entre le)\s+", "", text.strip(), flags=re.IGNORECASE)
    parts = re.split(r"\s+(?:-|–|au|/|à|et le)\s+|;|(?<=\d{4})/(?=\d{4}-)|(?<=/\d{4})\s*[-–/]\s*", without)  # noqa: RUF001
    days = [read_day(part.strip(), known) for part in parts]
    return None if None in days else "/".join(day.isoformat() for day in days if day is not None)
