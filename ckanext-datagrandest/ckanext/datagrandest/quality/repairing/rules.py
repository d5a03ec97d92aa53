"""The rules that may mend a cell, in the order they are tried, with what they ask of the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.repairing import codes, dates, numbers, positions
from ckanext.datagrandest.quality.table_schema import Field

_NUMBERS = frozenset({"number", "integer", "year"})
_DAYS = frozenset({"date", "datetime"})

Mend = Callable[[str, Field], str | list[str] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named repair of one cell.

    Attributes:
        name: as it is accepted, refused and logged.
        title: what it does, said to a clerk.
        confidence: how often it is right, from 0 to 1; below 0.9 a person should look.
        types: Table Schema types that it mends.
        mend: gives the new text, several when only the field can choose, None when the rule does not apply.
    """

    name: str
    title: str
    confidence: float
    types: frozenset[str]
    mend: Mend


_TEXT = frozenset({"string"})

RULES: tuple[Rule, ...] = (
    Rule("decimal-comma", N_("Decimal commas become points"), 0.99, _NUMBERS, numbers.decimal_comma),
    Rule("thousands-separator", N_("Separators of thousands are removed"), 0.98, _NUMBERS, numbers.thousands),
    Rule("currency-sign", N_("Currency signs are removed"), 0.99, _NUMBERS, numbers.currency),
    Rule("percent-sign", N_("Percentages become numbers"), 0.97, _NUMBERS, numbers.percent),
    Rule("whole-number", N_("Whole numbers lose their useless decimals"), 0.99, _NUMBERS, numbers.whole),
    Rule("french-date", N_("Dates are written as the schema asks"), 0.98, _DAYS, dates.french_date),
    Rule("excel-date", N_("Excel's day numbers become dates"), 0.95, _DAYS, dates.excel_serial),
    Rule("truth-word", N_("Yes and no are written as the schema asks"), 0.97, frozenset({"boolean"}), codes.truth),
    Rule("identifier-blanks", N_("Blanks inside identifiers are removed"), 0.99, _TEXT, codes.punctuation),
    Rule("code-decimals", N_("Codes lose the decimals that a spreadsheet added"), 0.99, _TEXT, codes.whole_float),
    Rule("leading-zeros", N_("Zeros lost at the start of codes come back"), 0.95, _TEXT, codes.leading_zeros),
    Rule("near-value", N_("Values close to an accepted one become that one"), 0.9, _TEXT, codes.near_value),
    Rule("commune-code", N_("Names of communes become their INSEE codes"), 0.9, _TEXT, codes.commune_code),
    Rule("text-date", N_("Dates in texts are written as the schema asks"), 0.95, _TEXT, dates.french_date),
    Rule("text-period", N_("Periods are written as the schema asks"), 0.95, _TEXT, dates.period),
    Rule("swapped-coordinates", N_("Latitude and longitude are put back in order"), 0.97, frozenset({"geopoint"}), positions.swapped),
    Rule("coordinate-separator", N_("Coordinates are separated by a comma"), 0.97, frozenset({"geopoint"}), positions.separator),
    Rule("lambert-93", N_("Coordinates in Lambert-93 become degrees"), 0.95, frozenset({"geopoint"}), positions.lambert),
)  # fmt: skip


def rules_for(field: Field) -> tuple[Rule, ...]:
    """Give the rules that may mend cells of this field."""
    return tuple(rule for rule in RULES if field.type in rule.types)
