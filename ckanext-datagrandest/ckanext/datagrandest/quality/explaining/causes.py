"""What each cause is, why it matters and how to mend it, said to a clerk."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.explaining.addresses import TITLES as OF_ADDRESSES
from ckanext.datagrandest.quality.tally import OPTIONAL

_DAY_FIRST = re.compile(r"^\s*\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")

#: What happened, by the rule that would mend it.
_BY_REPAIR: Mapping[str, str] = {
    "spaces": N_("“{field}” has needless blanks or invisible characters"),
    "decimal-comma": N_("the numbers of “{field}” have a comma instead of a point"),
    "thousands-separator": N_("the numbers of “{field}” have separators of thousands"),
    "currency-sign": N_("the amounts of “{field}” have a currency sign"),
    "percent-sign": N_("the numbers of “{field}” are written as percentages"),
    "whole-number": N_("the whole numbers of “{field}” have useless decimals"),
    "french-date": N_("the dates of “{field}” are not written as the schema asks"),
    "excel-date": N_("the dates of “{field}” have become Excel's day numbers"),
    "truth-word": N_("the yes and no of “{field}” are not the words of the schema"),
    "identifier-blanks": N_("the numbers of “{field}” have blanks or punctuation inside"),
    "code-decimals": N_("the spreadsheet has added decimals to “{field}”"),
    "leading-zeros": N_("“{field}” has lost its first zeros"),
    "near-value": N_("the values of “{field}” are close to an accepted one, but not the same"),
    "commune-code": N_("“{field}” has the name of the commune, or an old code, instead of its INSEE code"),
    "text-date": N_("the dates of “{field}” are not written as the schema asks"),
    "text-period": N_("the periods of “{field}” are not written as the schema asks"),
    "swapped-coordinates": N_("the latitude and the longitude of “{field}” are swapped"),
    "coordinate-separator": N_("the coordinates of “{field}” are not separated by a comma"),
    "lambert-93": N_("the coordinates of “{field}” are in Lambert-93, not in degrees"),
    "own-siret": N_("the spreadsheet has shortened the SIRET of “{field}” (2.19E+13)"),
    "decimal-point": N_("the numbers of “{field}” have a point instead of a comma"),
    "minus-sign": N_("the minus signs of “{field}” are those of a text, not of a number"),
    "french-month": N_("the months of “{field}” are not written as the schema asks"),
    "text-month": N_("the months of “{field}” are not written as the schema asks"),
    "years-separator": N_("the periods of “{field}” are not written as the schema asks"),
    "phone-number": N_("the telephone numbers of “{field}” are not written as the schema asks"),
    "identifier-capitals": N_("the identifiers of “{field}” have small letters instead of capitals"),
    "opening-hours": N_("the opening hours of “{field}” are written in French, not in OpenStreetMap's notation"),
    "commune-name": N_("“{field}” has a code instead of the name of the commune"),
    "totals-row": N_("a row of totals stands among the data"),
    "short-row": N_("rows stop before the last column"),
    "header-name": N_("the name of the column “{field}” is not written as the schema does"),
}
_DAYS_FIRST = N_("the dates of “{field}” are written day/month/year")

#: What happened, by constraint, when no rule can mend it.
_BY_RULE: Mapping[str, str] = {
    "required": N_("“{field}” is empty"),
    "enum": N_("“{field}” has values that are not accepted"),
    "pattern": N_("“{field}” is not written as the schema asks"),
    "minimum": N_("“{field}” has numbers that are too small"),
    "maximum": N_("“{field}” has numbers that are too large"),
    "exclusiveMinimum": N_("“{field}” has numbers that are too small"),
    "exclusiveMaximum": N_("“{field}” has numbers that are too large"),
    "minLength": N_("“{field}” has texts that are too short"),
    "maxLength": N_("“{field}” has texts that are too long"),
}

_BY_CODE: Mapping[str, str] = {
    "type-error": N_("“{field}” has values of another kind than the schema asks"),
    "missing-label": N_("the column “{field}” is missing"),
    "extra-label": N_("the column “{field}” is not in the schema"),
    "duplicate-label": N_("the column “{field}” comes twice"),
    "blank-label": N_("a column has no name"),
    "duplicate-row": N_("rows come twice"),
    "near-duplicate-row": N_("rows come twice, written in two ways"),
    "misspelt-duplicate-row": N_("rows are the same but for a few letters of “{field}”"),
    "duplicates-not-checked": N_("rows that come twice were not looked for"),
    "commune-outside-territory": N_("“{field}” has communes that are not in {rule}"),
    "position-outside-territory": N_("rows have a position that is not in {rule}"),
    "positions-not-checked": N_("the contours of {rule} are not known, positions were not checked"),
    "untidy-cell": N_("“{field}” has needless blanks or invisible characters"),
    "formula": N_("“{field}” has cells that a spreadsheet would run as formulas"),
    "label-blanks": N_("the name of the column “{field}” has blanks at its ends"),
    "disordered-label": N_("the columns are not in the order of the schema"),
    "blank-row": N_("there are empty rows"),
    "example-row": N_("the example row of the template is still there"),
    "extra-cell": N_("rows have more cells than there are columns"),
    "missing-cell": N_("rows stop before the column “{field}”"),
    "primary-key": N_("rows have the identifier of another row, or none"),
    "unique-error": N_("“{field}” has the same value several times"),
    "foreign-key": N_("“{rule}” has values that refer to rows that do not exist"),
    "foreign-key-not-checked": N_("“{rule}” refers to another table, which was not sent with this file"),
    "source-error": N_("a quotation mark is never closed"),
    "check-error": N_("the schema asks for a check that does not exist"),
    "siren": N_("“{field}” has numbers that are not SIREN numbers"),
    "siret": N_("“{field}” has numbers that are not SIRET numbers"),
    "one-of-required": N_("the columns {rule} are empty although one of them is needed"),
    "cohesive-columns-value": N_("“{field}” is filled without {rule}, or the reverse"),
    "compare-columns-value": N_("“{field}” is not {rule}"),
    "sum-columns-value": N_("“{field}” is not equal to {rule}"),
    "reversed-french-gps-coordinates": N_("the latitude and the longitude of “{field}” are swapped"),
    "french-gps-coordinates": N_("“{field}” has positions that are not in France"),
    "code-commune-insee": N_("“{field}” has codes that are not those of communes in force"),
    "phone-number-value": N_("“{field}” has texts that are not telephone numbers"),
    "opening-hours-value": N_("“{field}” has opening hours that cannot be read"),
    "preamble": N_("lines stand above the line of column names"),
    "stored-as-number": N_("“{field}” is stored as numbers although it is a text"),
    **OF_ADDRESSES,
}
_OTHER = N_("“{field}” has values that do not pass the check “{code}”")

_SAME = {"french-siren-value": "siren", "french-siret-value": "siret", "coordonnees-gps-francaises": "french-gps-coordinates"}  # fmt: skip

_WHY: Mapping[str, str] = {
    "siren": N_("A wrong number names another organisation, or none: the row cannot be joined to the official directory."),
    "siret": N_("A wrong number names another organisation, or none: the row cannot be joined to the official directory."),
    "code-commune-insee": N_("Without the right code the row is attached to no commune, and appears on no map."),
    "missing-label": N_("Programs look for the column by its exact name: without it, the whole file is refused."),
    "duplicate-label": N_("Programs cannot know which of the two columns is the right one."),
    "blank-label": N_("A column without a name cannot be used, and its content is lost."),
    "extra-label": N_("This column is published, but no program expects it."),
    "duplicate-row": N_("A row that comes twice is counted twice in totals."),
    "near-duplicate-row": N_("A row that comes twice is counted twice in totals."),
    "misspelt-duplicate-row": N_("A row that comes twice is counted twice in totals."),
    "duplicates-not-checked": N_("A row that comes twice is counted twice in totals."),
    "commune-outside-territory": N_("A row that is in another place is shown there on maps, or hides a wrong code."),
    "position-outside-territory": N_("On a map these rows are shown outside the territory, often because of a slip of the pen."),
    "positions-not-checked": N_("Positions in another place would not be seen."),
    "untidy-cell": N_("Two cells that look the same are not equal: searches and counts leave some out."),
    "formula": N_("A formula in a published file can show another address to readers, or send what they have elsewhere."),
    "label-blanks": N_("Some programs look for the column by its exact name, and do not find it."),
    "disordered-label": N_("Some older programs read columns by their place."),
    "blank-row": N_("Empty rows are counted as data and distort totals."),
    "example-row": N_("The example would be published as if it were yours."),
    "extra-cell": N_("The cells that follow are read in the wrong column."),
    "missing-cell": N_("The cells of this row may be read in the wrong column."),
    "primary-key": N_("Two rows with the same identifier replace each other when the file is loaded."),
    "unique-error": N_("Two rows with the same identifier replace each other when the file is loaded."),
    "foreign-key": N_("The row cannot be joined to the one it speaks of."),
    "foreign-key-not-checked": N_("Values that refer to nothing would not be seen."),
    "source-error": N_("What follows the open quotation mark cannot be read: rows are lost."),
    "reversed-french-gps-coordinates": N_("On a map these places are shown in another part of the world."),
    "french-gps-coordinates": N_("On a map these places are shown in another part of the world."),
    "preamble": N_("Programs take the first line for the names of the columns."),
    "stored-as-number": N_("Spreadsheets remove the zeros at the start of a number: INSEE and post codes are damaged."),
    "phone-number-value": N_("Nobody can call a number that is not complete."),
    "opening-hours-value": N_("Sites and applications cannot say whether the place is open."),
    "sum-columns-value": N_("Readers cannot tell which of the figures is right."),
    "required": N_("Without this information the row cannot be understood or joined to others."),
    "enum": N_("Rows with a value of their own are left out of counts and filters."),
    "number": N_("Programs read these cells as text: they are left out of sums and charts."),
    "integer": N_("Programs read these cells as text: they are left out of sums and charts."),
    "date": N_("Programs cannot sort these dates, or they confuse day and month."),
    "datetime": N_("Programs cannot sort these dates, or they confuse day and month."),
}  # fmt: skip
_WHY_TOTALS = N_("A row of totals is read as data: sums come out doubled, and its empty cells are faults.")
_WHY_OPTIONAL = N_("Nothing is refused without it, but readers do not learn what it would say.")
_OPTIONAL = N_("the optional column “{field}” is not there")
_WHY_OTHER = N_("Programs that use the schema refuse these rows, or read them wrongly.")


def what(code: str, rule: str, field: str | None, repair: str | None, before: str | None) -> Message:
    """Say what happened to a group of cells."""
    params = {"field": field or "", "code": code, "rule": rule}
    if repair == "french-date" and before and _DAY_FIRST.match(before):
        return Message(_DAYS_FIRST, params)
    text = _BY_REPAIR.get(repair or "") if code not in {"missing-label"} else None
    if (code, rule) == ("missing-label", OPTIONAL):
        text = _OPTIONAL
    if text is None and code == "constraint-error":
        text = _BY_RULE.get(rule)
    return Message(text or _BY_CODE.get(_SAME.get(code, code)) or _OTHER, params)


def why(code: str, rule: str, kind: str, repair: str | None = None) -> Message:
    """Say why it matters; `kind` is the Table Schema type of the field."""
    if repair == "totals-row" or (code, rule) == ("missing-label", OPTIONAL):
        return Message(_WHY_TOTALS if repair == "totals-row" else _WHY_OPTIONAL)
    key = {"constraint-error": rule, "type-error": kind}.get(code, _SAME.get(code, code))
    return Message(_WHY.get(key) or _WHY_OTHER)
