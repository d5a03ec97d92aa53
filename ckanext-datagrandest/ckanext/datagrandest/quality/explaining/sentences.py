"""The sentence of each fault: what is wrong in this cell, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.explaining.addresses import SENTENCES as OF_ADDRESSES
from ckanext.datagrandest.quality.table_schema import Field
from ckanext.datagrandest.quality.tally import OPTIONAL


@dataclass(frozen=True, slots=True)
class Place:
    """A fault as the checker gives it, with its field when the schema has one.

    Attributes:
        twin: for a column that is missing, the header that seems to stand for it; for a strange one, its name.
    """

    code: str
    row: int | None
    label: str | None
    value: str | None
    rule: str
    field: Field | None
    twin: str | None = None

    @property
    def params(self) -> dict[str, Any]:
        """Values that the sentences may name."""
        constraint = self.field.constraints.get(self.rule) if self.field else None
        example = self.field.example if self.field and self.field.example is not None else ""
        return {"field": self.label or "", "value": self.value or "", "rule": self.rule,
                "limit": constraint, "example": example, "twin": self.twin or ""}  # fmt: skip


_BY_CODE: Mapping[str, str] = {
    "missing-label": N_("The column “{field}” is missing. Add it, with exactly this name."),
    "extra-label": N_("The column “{field}” is not in the schema. It is kept, but nobody expects it: check its name, or remove it."),
    "duplicate-label": N_("The column “{field}” comes twice. Keep one, or give the other its own name."),
    "blank-label": N_("Column number {rule} has no name. Write its name on the first line, or remove the column."),
    "duplicate-row": N_("This row is the same as row {value}. Remove one of them, unless both are meant."),
    "near-duplicate-row": N_("This row is the same as row {value} but for the writing (capital letters, accents, blanks, punctuation, numbers). Remove one of them, unless both are meant."),
    "misspelt-duplicate-row": N_("This row is the same as row {value} but for a few letters of “{field}”. If one is a misspelling of the other, remove it."),
    "duplicates-not-checked": N_("This file is too large to look for rows that come twice: it has more than {value} rows, or too many alike."),
    "commune-outside-territory": N_("The commune {value} is not in {rule}, the territory this file is about. Check the code."),
    "position-outside-territory": N_("The position {value} is not in {rule}, the territory this file is about. Check the longitude and the latitude, their order and their signs."),
    "positions-not-checked": N_("The contours of {rule} are not known here: whether the positions of this file lie there was not checked."),
    "untidy-cell": N_("“{value}” has blanks at its ends, no-break spaces or invisible characters. This is accepted, but another “{field}” that looks the same would not be equal to it: remove them."),
    "formula": N_("“{value}” begins as a formula does: a spreadsheet that opens the file would run it. Put an apostrophe before it, or write it otherwise."),
    "label-blanks": N_("The name of the column “{field}” has blanks at its ends. They are ignored; remove them."),
    "disordered-label": N_("The columns are not in the order of the schema, which is: {rule}. This is accepted."),
    "blank-row": N_("This row is empty. Remove it."),
    "example-row": N_("This row is the example of the template. Remove it, or write your own data over it."),
    "extra-cell": N_("This row has a cell too many ({value}). Check that a separator does not stand inside a text without quotation marks."),
    "missing-cell": N_("This row stops before the column “{field}”. Check that a cell was not forgotten."),
    "primary-key": N_("This row has the same identifier as an earlier row, or none. Each row needs its own."),
    "unique-error": N_("This value stands in an earlier row; in the column “{field}” each value may come only once."),
    "foreign-key": N_("“{value}” ({rule}) refers to a row that does not exist. Check the value, or add the row that it refers to."),
    "foreign-key-not-checked": N_("The values of “{rule}” refer to the table “{value}”, which was not sent with this file: they were not checked."),
    "source-error": N_("A quotation mark opened on this row is never closed: what follows cannot be read. Close it or remove it."),
    "check-error": N_("The schema asks for a check that does not exist: “{rule}”. Tell the author of the schema."),
    "siren": N_("“{value}” is not a SIREN number. Copy the nine digits from the official directory of companies."),
    "siret": N_("“{value}” is not a SIRET number. Copy the fourteen digits from the official directory of companies."),
    "phone-number-value": N_("“{value}” is not a telephone number. Write ten digits (01 99 00 27 37), or the number with its country's prefix (+33 1 99 00 27 37)."),
    "opening-hours-value": N_("“{value}” is not written as opening hours are in OpenStreetMap. Example: Mo-Fr 08:30-12:00,13:30-17:30; Sa 08:30-12:00."),
    "nomenclature-acte": N_("“{value}” does not begin with a subject of the nomenclature ACTES followed by a slash. Example: Finances locales/Subventions."),
    "year-interval-value": N_("“{value}” is not a period: write the first year, a slash and the second (2024/2025)."),
    "french-gps-coordinates": N_("“{value}” is not a place in France. Write the longitude, a comma and the latitude, in degrees (7.75,48.57)."),
    "reversed-french-gps-coordinates": N_("In “{value}” the latitude and the longitude seem to have been swapped: write the longitude first."),
    "one-of-required": N_("One of the columns {rule} must be filled. Fill in the one you know."),
    "cohesive-columns-value": N_("“{field}” and {rule} go together: all are filled, or all are empty. Complete the row, or empty them."),
    "compare-columns-value": N_("“{field}” should be {rule}. Check both values of this row."),
    "sum-columns-value": N_("“{field}” is not equal to {rule}. Check the numbers of this row."),
    "code-commune-insee": N_("“{value}” is not the INSEE code of a commune in force. Look it up: it is not the post code, and it keeps its first zero."),
    "code-rna": N_("“{value}” is not an association's RNA number: the letter W and nine characters."),
    "required-value": N_("“{field}” is empty and must be filled."),
    "pattern-value": N_("“{value}” is not written as “{field}” asks. Example: {example}"),
    "preamble": N_("Lines above the names of the columns: {value}. They are skipped; remove them."),
    "stored-as-number": N_("“{value}” is stored as a number although “{field}” is a text: zeros at its start would be lost. Format the column as text."),
    **OF_ADDRESSES,
}  # fmt: skip

_SAME = {
    "french-siren-value": "siren",
    "french-siret-value": "siret",
    "nomenclature-actes-value": "nomenclature-acte",
    "coordonnees-gps-francaises": "french-gps-coordinates",
}

_BY_CONSTRAINT: Mapping[str, str] = {
    "required": N_("“{field}” is empty and must be filled."),
    "enum": N_("“{value}” is not one of the accepted values of “{field}”: {limit}."),
    "minimum": N_("“{value}” is too small: “{field}” is at least {limit}."),
    "maximum": N_("“{value}” is too large: “{field}” is at most {limit}."),
    "exclusiveMinimum": N_("“{value}” is too small: “{field}” is more than {limit}."),
    "exclusiveMaximum": N_("“{value}” is too large: “{field}” is less than {limit}."),
    "minLength": N_("“{value}” is too short: “{field}” has at least {limit} characters."),
    "maxLength": N_("“{value}” is too long: “{field}” has at most {limit} characters."),
    "pattern": N_("“{value}” is not written as “{field}” asks. Example: {example}"),
}

_BY_TYPE: Mapping[str, str] = {
    "number": N_("“{value}” is not a number. Write digits, with a point for the decimals and nothing else (1250.50)."),
    "integer": N_("“{value}” is not a whole number. Write digits only (1250)."),
    "boolean": N_("“{value}” is not written as the schema asks. Write exactly {yes} or {no}."),
    "date": N_("“{value}” is not a date as it is asked for. Write the year, the month and the day: 2026-03-31."),
    "datetime": N_("“{value}” is not a date with its time. Write 2026-03-31T14:30:00."),
    "time": N_("“{value}” is not a time. Write 14:30:00."),
    "year": N_("“{value}” is not a year of four digits."),
    "yearmonth": N_("“{value}” is not a month. Write the year and the month: 2026-03."),
    "geopoint": N_(
        "“{value}” is not a position. Write the longitude, a comma and the latitude, in degrees (7.75,48.57)."
    ),
    "geojson": N_("This cell of “{field}” is not a GeoJSON object."),
    "string": N_("“{value}” is not written as “{field}” asks ({kind}). Example: {example}"),
}
_BY_FORMAT: Mapping[str, str] = {
    "email": N_("“{value}” is not an e-mail address. Write it whole: mairie@exemple-commune.fr."),
    "uri": N_("“{value}” is not a whole web address. Copy it from the browser, with https:// at its start."),
    "uuid": N_("“{value}” is not a UUID. Copy it whole: 32 digits and letters from a to f, with four hyphens."),
}
_SHORTENED = N_("“{value}” was shortened by the spreadsheet: its last digits are lost. Copy the whole number again, into a column formatted as text.")  # fmt: skip
_AS_DATE = N_("“{value}” is stored as a date although “{field}” is a text. This is accepted; format the column as text so that it is kept as you write it.")  # fmt: skip
_EMPTY_EXTRA = N_("This row has an empty cell too many: a separator stands after its last value. Remove it.")
_OPTIONAL = N_("The column “{field}” is not there. It is optional: add it, with exactly this name, if you have its data.")  # fmt: skip
_MISWRITTEN = N_("The column “{field}” is missing. “{twin}” seems to stand for it: give it exactly this name.")
_STRANGE = N_("The column “{field}” seems to be “{twin}” of the schema. Give it exactly this name.")
_OF_PAIRS: Mapping[str, str] = {
    "reversed-french-gps-coordinates": N_("“{field}” is {value}, which is in France only once exchanged with “{rule}”: the longitude and the latitude seem to have been swapped."),
    "french-gps-coordinates": N_("“{field}” and “{rule}” seem to be metres of Lambert-93. Write degrees (longitude 7.75, latitude 48.57)."),
}  # fmt: skip
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERED = frozenset({"siren", "siret", "constraint-error", "pattern-value"})
_OTHER = N_("“{value}” is not what “{field}” asks for. Example: {example}")
_NO_EXAMPLE = N_("“{value}” is not what “{field}” asks for.")


def _type_message(place: Place) -> Message:
    field = place.field
    if field is None:
        return Message(_NO_EXAMPLE, place.params)
    text = _BY_TYPE.get(field.type, _OTHER)
    if field.type == "date" and field.format not in {"default", "any"}:
        text = N_("“{value}” is not a date as it is asked for. Write it like {example}.")
    if field.type == "string":
        text = _BY_FORMAT.get(field.format, text)
    return Message(text, {**place.params, "kind": field.format, "yes": _first(field, "trueValues", "true"),
                          "no": _first(field, "falseValues", "false")})  # fmt: skip


def _first(field: Field, option: str, default: str) -> str:
    return str((field.options.get(option) or [default])[0])


def _constraint_message(place: Place) -> Message:
    limit = place.params["limit"]
    shown = (
        ", ".join([*map(str, limit[:_MOST_VALUES]), *["…"][: len(limit) > _MOST_VALUES]])
        if isinstance(limit, list)
        else limit
    )
    text = _BY_CONSTRAINT.get(place.rule, _NO_EXAMPLE)
    if place.rule == "pattern" and not place.params["example"]:
        text = _NO_EXAMPLE
    return Message(text, {**place.params, "limit": shown})


#: How many accepted values a sentence names.
_MOST_VALUES = 15

_MAKERS: Mapping[str, Callable[[Place], Message]] = {
    "type-error": _type_message,
    "constraint-error": _constraint_message,
}


def _of_label(place: Place) -> str | None:
    if place.code == "missing-label":
        return _MISWRITTEN if place.twin else _OPTIONAL if place.rule == OPTIONAL else None
    return _STRANGE if place.code == "extra-label" and place.twin else None


def _special(place: Place) -> str | None:
    """Give the sentence of a fault whose cell tells more than its code."""
    value = (place.value or "").strip()
    if place.code == "extra-cell" and not value:
        return _EMPTY_EXTRA
    if place.code == "stored-as-number" and _DAY.match(value):
        return _AS_DATE
    is_number = _SAME.get(place.code, place.code) in _NUMBERED
    if is_number and place.rule in {"", "pattern"} and _SCIENTIFIC.fullmatch(value):
        return _SHORTENED
    if place.rule and place.code in _OF_PAIRS:
        return _OF_PAIRS[place.code]
    return _of_label(place)


def sentence(place: Place) -> Message:
    """Say what a fault is and how to mend it."""
    special = _special(place)
    if special is not None:
        return Message(special, place.params)
    if place.code in _MAKERS:
        return _MAKERS[place.code](place)
    text = _BY_CODE.get(_SAME.get(place.code, place.code))
    return Message(text or _NO_EXAMPLE, place.params)
