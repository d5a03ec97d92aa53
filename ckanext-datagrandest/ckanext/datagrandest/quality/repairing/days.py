"""Days as people and programs write them, read when they can mean one day only.

What a writing leaves open (which number is the month, which century) is decided by the other cells of the
column; where they do not decide, the cell is left to a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier janv jan", "fevrier fevr fev", "mars mar", "avril avr", "mai", "juin", "juillet juil",
         "aout", "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"), start=1)
    for name in names.split()
}  # fmt: skip
_TIME = r"(?:(?:,? +(?:a +)?|T)(?P<hour>[01]?\d|2[0-3])(?::|h| h )(?P<minute>[0-5]\d)?(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?)?"
_ZONE = r"(?P<zone> ?Z|[+-]\d{2}:?\d{2})?"
_NUMERIC = re.compile(rf"^(\d{{1,2}})([/.\- ])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}$", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"^(\d{{4}})([/.\-])(\d{{1,2}})\2(\d{{1,2}}){_TIME}{_ZONE}$", re.IGNORECASE)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)\.?,? +)?(?:le +)?"
_WRITTEN = re.compile(
    rf"^{_WEEKDAY}(\d{{1,2}})(?:er)?[ \-/]+([a-z]+)\.?[ \-/]+(\d{{4}}|\d{{2}}){_TIME}$", re.IGNORECASE
)
_SERIAL = re.compile(r"^(\d{5})(?:[.,](\d+))?$")
_MONTH_WRITTEN = re.compile(r"^([a-z]+)\.?[ \-/]+(\d{4}|\d{2})$")
_MONTH_FIRST = re.compile(r"^(\d{1,2})[/.\- ](\d{4})$")
_YEAR_MONTH = re.compile(r"^(\d{4})[/.\- ](\d{1,2})$")
_LEADING_YEAR = re.compile(r"^(\d{4})-\d{2}-\d{2}")
#: Excel's day 0, with its fault of a 29 February 1900.
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's day has no zone
#: Day numbers of 1980 and 2050: fewer or more are not dates that a town hall writes.
_FIRST_SERIAL, _LAST_SERIAL = 29221, 54789
#: Spreadsheets read 00 to 29 as this century, 30 to 99 as the last; POSIX draws the line at 69. Between, nobody knows.
_LAST_OF_THIS_CENTURY, _FIRST_OF_THE_LAST = 29, 69
#: Years by which a date may be outside the others of its column.
_NEAR = 10
#: Hours, in UTC, when it is already the next day in France.
_LATE = 22
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Habits:
    """How the dates of a column are written.

    Attributes:
        month_first: months come before days (`03/25/2024`), as in the United States; None when both orders are seen.
        years: first and last year of the dates that say theirs in four digits; None without any.
    """

    month_first: bool | None = False
    years: tuple[int, int] | None = None


def folded(text: str) -> str:
    """Give a text without accents nor capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def habits(texts: Iterable[str]) -> Habits:
    """Find how the dates of a column are written, from its texts."""
    days, months, years = False, False, list[int]()
    for text in texts:
        if match := _LEADING_YEAR.match(text):
            years.append(int(match[1]))
        elif match := _NUMERIC.match(text):
            days |= int(match[1]) > _MONTHS_OF_A_YEAR
            months |= int(match[3]) > _MONTHS_OF_A_YEAR
            years += [int(match[4])] if len(match[4]) > 2 else []  # noqa: PLR2004 - a year of two digits
    order = None if days and months else months
    return Habits(order, (min(years), max(years)) if years else None)


def year_of(text: str, known: Habits) -> int | None:
    """Read a year of four digits, or of two where the column or the custom of spreadsheets says the century."""
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004 - a year of two digits
        return year
    if known.years is not None:
        first, last = known.years[0] - _NEAR, known.years[1] + _NEAR
        inside = [full for full in (1900 + year, 2000 + year) if first <= full <= last]
        if len(inside) == 1:
            return inside[0]
    if year <= _LAST_OF_THIS_CENTURY:
        return 2000 + year
    return 1900 + year if year >= _FIRST_OF_THE_LAST else None


def _day(year: int | None, month: int | None, day: int) -> date | None:
    if year is None or month is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numeric(first: int, second: int, year: int | None, known: Habits) -> date | None:
    """Read `03/04/2024`: the day comes first, as everywhere in France, unless the column shows the reverse."""
    if first > _MONTHS_OF_A_YEAR or first == second:
        return _day(year, second, first)
    if second > _MONTHS_OF_A_YEAR:
        return _day(year, first, second)
    if known.month_first is None:
        return None
    return _day(year, first, second) if known.month_first else _day(year, second, first)


def _at(match: re.Match[str]) -> time:
    return time(int(match["hour"] or 0), int(match["minute"] or 0), int(match["second"] or 0))


def read_moment(text: str, known: Habits) -> tuple[datetime, str] | None:
    """Read a day, with its time when there is one, in any French writing.

    Returns:
        The moment, at midnight when no time is written, and its zone as written; None when it is none, or could be two.
    """
    plain = folded(text)
    if match := _NUMERIC.match(plain):
        day = _numeric(int(match[1]), int(match[3]), year_of(match[4], known), known)
    elif match := _YEAR_FIRST.match(plain):
        day = _day(int(match[1]), int(match[3]), int(match[4]))
    elif match := _WRITTEN.match(plain):
        day = _day(year_of(match[3], known), _MONTHS.get(match[2]), int(match[1]))
    elif match := _COMPACT.match(plain):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        return None if day is None else (datetime.combine(day, time()), "")
    else:
        return None
    zone = (match.groupdict().get("zone") or "").strip().upper()
    return None if day is None else (datetime.combine(day, _at(match)), zone)


def read_day(text: str, known: Habits) -> date | None:
    """Read a day; None too for a late hour of another zone, which may be the next day in France."""
    found = read_moment(text, known)
    if found is None:
        return None
    moment, zone = found
    abroad = zone in {"Z", "+00:00", "+0000"}
    return None if abroad and moment.hour >= _LATE else moment.date()


def read_serial(text: str) -> datetime | None:
    """Read an Excel day number, with its share of a day after the comma."""
    match = _SERIAL.match(text)
    if match is None or not _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL:
        return None
    seconds = round(float(f"0.{match[2] or 0}") * 86_400)
    return _EXCEL_EPOCH + timedelta(days=int(match[1]), seconds=seconds)


def read_month(text: str, known: Habits) -> str | None:
    """Read `mars 2024`, `03/2024`, `2024/3` as `2024-03`."""
    plain = folded(text)
    if match := _MONTH_WRITTEN.match(plain):
        year, month = year_of(match[2], known), _MONTHS.get(match[1])
    elif match := _MONTH_FIRST.match(plain):
        year, month = int(match[2]), int(match[1])
    elif match := _YEAR_MONTH.match(plain):
        year, month = int(match[1]), int(match[2])
    else:
        day = read_day(text, known)
        return f"{day:%Y-%m}" if day is not None and day.day == 1 else None
    return f"{year:04}-{month:02}" if year and month and month <= _MONTHS_OF_A_YEAR else None
