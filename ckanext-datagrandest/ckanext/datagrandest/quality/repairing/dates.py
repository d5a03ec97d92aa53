"""Repairs of dates: every French writing, and Excel's day numbers.

A date is rewritten only when it can mean one day: the day comes first, as everywhere in France, and a
year of two digits is of this century up to now, of the last one after.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta

from ckanext.datagrandest.quality.table_schema import Field

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier janv jan", "fevrier fevr fev", "mars mar", "avril avr", "mai", "juin", "juillet juil",
         "aout", "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"), start=1)
    for name in names.split()
}  # fmt: skip
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T]00:00(?::00)?)?$")
_YEAR_FIRST = re.compile(
    r"^(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_WRITTEN = re.compile(
    r"^(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? +)?(\d{1,2})(?:er)?[ -]+([a-z]+)\.?[ -]+(\d{4}|\d{2})$"
)
_SERIAL = re.compile(r"^(\d{5})(?:\.0+)?$")
#: Excel's day 0, with its fault of a 29 February 1900.
_EXCEL_EPOCH = date(1899, 12, 30)
#: Day numbers of 1980 and 2050: fewer or more are not dates that a town hall writes.
_FIRST_SERIAL, _LAST_SERIAL = 29221, 54789


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004 - a year of two digits
        return year
    return year + (2000 if year <= datetime.now(tz=UTC).year % 100 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def read_day(text: str) -> date | None:
    """Read a day in any French writing; None when it is none, or could be two."""
    if match := _DAY_FIRST.match(text):
        return _day(_year(match[3]), int(match[2]), int(match[1]))
    if match := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if (match := _WRITTEN.match(_folded(text))) and match[2] in _MONTHS:
        return _day(_year(match[3]), _MONTHS[match[2]], int(match[1]))
    return None


def _write(day: date, field: Field) -> str:
    pattern = "%Y-%m-%d" if field.format in {"default", "any"} else field.format
    return day.strftime(pattern)


def french_date(text: str, field: Field) -> str | None:
    """`31/12/2024`, `31.12.24`, `1er mars 2024`, `20241231` → the field's own writing."""
    day = read_day(text)
    return None if day is None else _write(day, field)


def excel_serial(text: str, field: Field) -> str | None:
    """`45657` → `2024-12-31`, in a date column only."""
    match = _SERIAL.match(text)
    if match is None or not _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL:
        return None
    return _write(_EXCEL_EPOCH + timedelta(days=int(match[1])), field)


def period(text: str, _field: Field) -> str | None:
    """Days in a text column that asks for ISO days: `01/03/2024 - 31/03/2024` → `2024-03-01/2024-03-31`."""
    parts = re.split(r"\s+(?:-|–|au|/|à)\s+|;", re.sub(r"^du\s+", "", text))
    days = [read_day(part.strip()) for part in parts]
    return None if None in days else "/".join(f"{day:%Y-%m-%d}" for day in days if day is not None)
