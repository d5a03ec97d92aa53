"""Dates of metadata: a year, a month, a day or an instant, as precise as the producer knows them.

Stored as ISO 8601 text (`2024`, `2024-05`, `2024-05-12`, `2024-05-12T10:00:00+02:00`), so that a year does
not become the first of January; Solr and DCAT get the full instant or the partial XSD type from it.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time
from typing import Literal

from babel.core import UnknownLocaleError
from babel.dates import format_date

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.values import ValueProblemError

#: Years before this one are mistakes of old software (`0001-01-01`) rather than data.
FIRST_YEAR = 1000
#: How a date is written that is not known to the day.
WRITTEN = {"month": "MMMM y"}
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_FRENCH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def iso_date(value: object) -> str:
    """Normalise a date to ISO 8601, keeping its precision; `31/12/2024` is read as French.

    Raises:
        ValueProblemError: it is not a date, or no such day exists, or the year is before 1000.
    """
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    text = str(value).strip()
    if french := _FRENCH.fullmatch(text):
        text = f"{french[3]}-{int(french[2]):02d}-{int(french[1]):02d}"
    if partial := _PARTIAL.fullmatch(text):
        _first_day(partial, value)
        return text
    return _instant(text, value)


def first_instant(text: str) -> datetime:
    """Give the UTC instant at which a stored date begins; an instant without zone is taken as UTC."""
    if partial := _PARTIAL.fullmatch(text):
        return datetime.combine(_first_day(partial, text), time.min, UTC)
    return _as_utc(datetime.fromisoformat(_instant(text, text)))


def last_instant(text: str) -> datetime:
    """Give the last UTC second of a stored date: 2024 ends on 31 December 2024 at 23:59:59."""
    partial = _PARTIAL.fullmatch(text)
    if not partial:
        return first_instant(text)
    first = _first_day(partial, text)
    month = first.month if partial[2] else 12
    day = first.day if partial[3] else calendar.monthrange(first.year, month)[1]
    return datetime(first.year, month, day, 23, 59, 59, tzinfo=UTC)


def precision(text: str) -> Literal["year", "month", "day", "instant"]:
    """Tell how precise a stored date is."""
    partial = _PARTIAL.fullmatch(text)
    if not partial:
        return "instant"
    return "day" if partial[3] else "month" if partial[2] else "year"


def solr_date(moment: datetime) -> str:
    """Write an instant as Solr wants it."""
    return f"{moment.year:04d}-{moment:%m-%dT%H:%M:%SZ}"


def _first_day(partial: re.Match[str], value: object) -> date:
    try:
        first = date(int(partial[1]), int(partial[2] or 1), int(partial[3] or 1))
    except ValueError:
        raise ValueProblemError(
            N_("“{value}” does not exist in the calendar. Write the date as 2024-12-31."), value
        ) from None
    if first.year < FIRST_YEAR:
        raise ValueProblemError(
            N_("“{value}” is too long ago to be right. Write the year with four digits, as 2024."), value
        )
    return first


def _instant(text: str, value: object) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueProblemError(
            N_("“{value}” is not a date. Write it as 2024-12-31, or only the year 2024."), value
        ) from None
    if moment.year < FIRST_YEAR:
        raise ValueProblemError(
            N_("“{value}” is too long ago to be right. Write the year with four digits, as 2024."), value
        )
    return moment.isoformat()


def _as_utc(moment: datetime) -> datetime:
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def written(value: object, language: str) -> str:
    """Write a stored date for a reader, as precisely as it is known; what is no date stays as it is.

    >>> written("2024-03-05", "fr"), written("2024-03", "fr"), written("2024", "fr")
    ('5 mars 2024', 'mars 2024', '2024')
    """
    text = str(value)
    try:
        iso = iso_date(text)
        known = precision(iso)
        day = first_instant(iso).date()
        return iso if known == "year" else format_date(day, WRITTEN.get(known, "d MMMM y"), locale=language)
    except (ValueProblemError, UnknownLocaleError):
        return text
