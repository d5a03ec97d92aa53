"""Each distinct faulty value of a column, mended by the first rule whose result satisfies the field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.binding import ValueCheck
from ckanext.datagrandest.quality.repairing.codes import scientific_siret
from ckanext.datagrandest.quality.repairing.rules import Rule, rules_for
from ckanext.datagrandest.quality.repairing.texts import clean

SPACES, OWN_SIRET = "spaces", "own-siret"


@dataclass(frozen=True, slots=True)
class Mended:
    """What one value becomes, and by which rule."""

    after: str
    rule: str


class ColumnRepair:
    """The repairs of one column; a value that satisfies its field keeps every character that can be seen.

    Args:
        column: the column of the file, bound to its field.
        checks: the custom checks of this column's cells.
        refused: names of rules that the sender does not want.
        own_siret: SIRET of the organisation that sends the file, when it is known.
    """

    def __init__(
        self, column: Column, checks: Sequence[ValueCheck], refused: frozenset[str], own_siret: str | None
    ) -> None:
        self._column, self._checks, self._own = column, checks, own_siret
        self._rules = tuple(rule for rule in rules_for(column.field) if rule.name not in refused)
        self._refused = refused

    def _satisfies(self, text: str) -> bool:
        return not self._column.verdict(text) and all(check.passes(text) for check in self._checks)

    def _is_empty(self, text: str) -> bool:
        return text in self._column.field.missing_values

    def mend(self, text: str) -> Mended | None:
        """Give the repair of a filled cell's text, None when it needs none or no rule is sure."""
        cleaned = text if SPACES in self._refused else clean(text)
        if self._is_empty(cleaned) or self._satisfies(cleaned):
            return Mended(cleaned, SPACES) if cleaned != text else None
        for rule in self._rules:
            found = self._first(rule, cleaned)
            if found is not None:
                return Mended(found, rule.name)
        own = scientific_siret(cleaned, self._own) if OWN_SIRET not in self._refused else None
        if own is not None and self._satisfies(own):
            return Mended(own, OWN_SIRET)
        return Mended(cleaned, SPACES) if cleaned != text else None

    def _first(self, rule: Rule, text: str) -> str | None:
        """Give the rule's result when the field accepts it; of several, the only one it accepts."""
        found = rule.mend(text, self._column.field)
        candidates = found if isinstance(found, list) else [found] if found is not None else []
        accepted = [item for item in dict.fromkeys(candidates) if item != text and self._satisfies(item)]
        return accepted[0] if len(accepted) == 1 else None


def repairs_of(values: Sequence[str], mend: Callable[[str], Mended | None]) -> dict[str, Mended]:
    """Mend each distinct value once."""
    found = {text: mend(text) for text in values}
    return {text: mended for text, mended in found.items() if mended is not None}
