"""The rules that may mend a cell, in the order they are tried, with what they ask of the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.repairing import codes, dates, hours, numbers, positions
from ckanext.datagrandest.quality.repairing.days import Habits
from ckanext.datagrandest.quality.table_schema import Field

_NUMBERS = frozenset({"number", "integer", "year"})
_DAYS = frozenset({"date", "datetime"})
_TEXT = frozenset({"string"})
_POINT = frozenset({"geopoint"})
#: Types whose cells are read by the habits of their column.
DATED = _DAYS | _TEXT | {"yearmonth"}

Found = str | list[str] | None
Mend = Callable[[str, Field, Habits], Found]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named repair of one cell.

    Attributes:
        name: as it is accepted, refused and logged.
        title: what it does, said to a clerk.
        confidence: how often it is right, from 0 to 1; below 0.9 a person should look.
        types: Table Schema types that it mends.
        mend: gives the new text, several when only the field can choose, None when the rule does not apply.
        preferred: of several texts that the field accepts, the first is taken; otherwise none.
    """

    name: str
    title: str
    confidence: float
    types: frozenset[str]
    mend: Mend
    preferred: bool = False


def _alone(mend: Callable[[str, Field], Found]) -> Mend:
    """Make a rule of a function that looks at the cell alone."""
    return lambda text, field, _habits: mend(text, field)


RULES: tuple[Rule, ...] = (
    Rule("decimal-comma", N_("Decimal commas become points"), 0.99, _NUMBERS, _alone(numbers.decimal_comma)),
    Rule("decimal-point", N_("Decimal points become commas"), 0.99, _NUMBERS, _alone(numbers.decimal_point)),
    Rule("minus-sign", N_("The minus signs of text processors become those of numbers"), 0.99, _NUMBERS, _alone(numbers.minus_sign)),
    Rule("thousands-separator", N_("Separators of thousands are removed"), 0.98, _NUMBERS, _alone(numbers.thousands)),
    Rule("currency-sign", N_("Currency signs are removed"), 0.99, _NUMBERS, _alone(numbers.currency)),
    Rule("percent-sign", N_("Percentages become numbers"), 0.97, _NUMBERS, _alone(numbers.percent)),
    Rule("whole-number", N_("Whole numbers lose their useless decimals"), 0.99, _NUMBERS, _alone(numbers.whole)),
    Rule("french-date", N_("Dates are written as the schema asks"), 0.98, _DAYS, dates.french_date),
    Rule("excel-date", N_("Excel's day numbers become dates"), 0.95, _DAYS, dates.excel_serial),
    Rule("french-month", N_("Months are written as the schema asks"), 0.97, frozenset({"yearmonth"}), dates.month),
    Rule("truth-word", N_("Yes and no are written as the schema asks"), 0.97, frozenset({"boolean"}), _alone(codes.truth)),
    Rule("code-decimals", N_("Codes lose the decimals that a spreadsheet added"), 0.99, _TEXT, _alone(codes.whole_float)),
    Rule("identifier-blanks", N_("Blanks inside identifiers are removed"), 0.99, _TEXT, _alone(codes.punctuation)),
    Rule("identifier-capitals", N_("The letters of identifiers become capitals"), 0.97, _TEXT, _alone(codes.capitals)),
    Rule("leading-zeros", N_("Zeros lost at the start of codes come back"), 0.95, _TEXT, _alone(codes.leading_zeros)),
    Rule("phone-number", N_("Telephone numbers are written as the schema asks"), 0.98, _TEXT, _alone(codes.phone), preferred=True),
    Rule("near-value", N_("Values close to an accepted one become that one"), 0.9, _TEXT, _alone(codes.near_value)),
    Rule("opening-hours", N_("Opening hours are written as OpenStreetMap does"), 0.95, _TEXT, _alone(hours.hours)),
    Rule("text-date", N_("Dates in texts are written as the schema asks"), 0.95, _TEXT, dates.french_date),
    Rule("text-month", N_("Months in texts are written as the schema asks"), 0.95, _TEXT, dates.month),
    Rule("text-period", N_("Periods are written as the schema asks"), 0.95, _TEXT, dates.period),
    Rule("years-separator", N_("The two years of a period are separated by a slash"), 0.95, _TEXT, _alone(codes.years)),
    Rule("swapped-coordinates", N_("Latitude and longitude are put back in order"), 0.97, _POINT, _alone(positions.swapped)),
    Rule("coordinate-separator", N_("Coordinates are separated by a comma"), 0.97, _POINT, _alone(positions.separator)),
    Rule("lambert-93", N_("Coordinates in Lambert-93 become degrees"), 0.95, _POINT, _alone(positions.lambert)),
)  # fmt: skip


def rules_for(field: Field) -> tuple[Rule, ...]:
    """Give the rules that may mend cells of this field."""
    return tuple(rule for rule in RULES if field.type in rule.types)
