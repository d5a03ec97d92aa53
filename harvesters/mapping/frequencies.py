"""Update frequencies: codes of the European list, older lists of codes, words, and durations."""

from __future__ import annotations

import re

from ckanext.datagrandest.metadata.vocabularies import vocabulary

FREQUENCIES_BY_DAYS = {1: "DAILY", 7: "WEEKLY", 10: "MONTHLY_3", 14: "BIWEEKLY", 15: "MONTHLY_2"}
FREQUENCIES_BY_MONTHS = {1: "MONTHLY", 2: "BIMONTHLY", 3: "QUARTERLY", 4: "ANNUAL_3", 6: "ANNUAL_2"}
FREQUENCIES_BY_YEARS = {1: "ANNUAL", 2: "BIENNIAL", 3: "TRIENNIAL", 5: "QUINQUENNIAL", 10: "DECENNIAL"}
DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T.*)?")
REPEATED = re.compile(r"R\d*/(P.*)")
#: SDMX codes (`…/sdmx/2009/code#freq-A`) by their last letter.
SDMX = {"A": "ANNUAL", "B": "DAILY", "D": "DAILY", "H": "HOURLY", "M": "MONTHLY", "Q": "QUARTERLY", "S": "ANNUAL_2", "W": "WEEKLY", "N": "CONT"}  # fmt: skip
#: Dublin Core's collection frequencies (`http://purl.org/cld/freq/…`) that our list spells otherwise.
CLD = {
    "semimonthly": "MONTHLY_2",
    "semiweekly": "WEEKLY_2",
    "threetimesaweek": "WEEKLY_3",
    "threetimesamonth": "MONTHLY_3",
    "threetimesayear": "ANNUAL_3",
    "semiannual": "ANNUAL_2",
    "biweekly": "BIWEEKLY",
    "continuous": "CONT",
}


def recognise(text: str) -> str:
    """Give the code of a frequency from an address, a code, a word or a duration; "" when it is none we know.

    >>> recognise("http://purl.org/cld/freq/weekly"), recognise("R/P1Y"), recognise("hebdomadaire"), recognise("freq-Q")
    ('WEEKLY', 'ANNUAL', 'WEEKLY', 'QUARTERLY')
    """
    text = text.strip()
    if term := vocabulary("frequencies").match(text):
        return term.code
    last = re.split(r"[/#]", text.rstrip("/#"))[-1]
    if last.startswith("freq-"):
        return SDMX.get(last.removeprefix("freq-")[:1], "")
    if found := CLD.get(last.lower()):
        return found
    if match := REPEATED.fullmatch(text):
        text = match[1]
    if found := of_duration(text):
        return found
    term = vocabulary("frequencies").match(last) if last != text else None
    return term.code if term else ""


def of_duration(text: str) -> str:
    """Read an ISO 8601 duration (`P0Y0M10D`) as a frequency, "" when it is none of ours."""
    match = DURATION.fullmatch(text)
    years, months, days = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    if (years, months) == (0, 0):
        return FREQUENCIES_BY_DAYS.get(days, "")
    if (years, days) == (0, 0):
        return FREQUENCIES_BY_MONTHS.get(months, "")
    return FREQUENCIES_BY_YEARS.get(years, "") if (months, days) == (0, 0) else ""
