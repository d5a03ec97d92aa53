"""Dates as people and machines write them, to ISO dates with the precision of the text."""

from __future__ import annotations

import re
from datetime import date, datetime

PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:Z|[+-]\d{2}:?\d{2})?")
FRENCH_ORDER = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
MONTH = re.compile(r"(\d{1,2})[/.](\d{4})")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def normalise(text: str) -> str | None:
    """Give an ISO date or datetime, with the precision of the text; None when it is not a date.

    >>> normalise("2019"), normalise("2019-3-5"), normalise("12/07/2020"), normalise("2019-13-45"), normalise("0000")
    ('2019', '2019-03-05', '2020-07-12', None, None)
    """
    text = text.strip()
    if "T" in text or re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:.*", text):
        return _datetime(text)
    if match := PARTIAL.fullmatch(text) or COMPACT.fullmatch(text):
        return _date(*match.groups())
    if match := FRENCH_ORDER.fullmatch(text):
        return _date(*reversed(match.groups()))
    if match := MONTH.fullmatch(text):
        return _date(match[2], match[1], None)
    return None


def _date(year: str, month: str | None, day: str | None) -> str | None:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part.zfill(2) for part in (year, month, day) if part is not None)


def _datetime(text: str) -> str | None:
    # Python 3.11 reads all of ISO 8601 but more than six digits of a second.
    trimmed = re.sub(r"(\.\d{6})\d+", r"\1", text)
    try:
        return datetime.fromisoformat(trimmed).isoformat()
    except ValueError:
        return normalise(text.partition("T")[0]) if text.partition("T")[0] != text else None
