"""Each distinct faulty value of a column, mended by the first rule whose result satisfies the field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.binding import ValueCheck
from ckanext.datagrandest.quality.repairing.codes import shortened_siret
from ckanext.datagrandest.quality.repairing.days import Habits, habits
from ckanext.datagrandest.quality.repairing.positions import maybe_swapped, swapped
from ckanext.datagrandest.quality.repairing.rules import DATED, Rule, rules_for
from ckanext.datagrandest.quality.repairing.texts import bare, clean, untidy

#: What every date that tells the habits of its column begins with.
_NUMERIC_DATE = r"^\s*\d{1,4}[/.\- ]\d"
SPACES, OWN_SIRET, SWAPPED = "spaces", "own-siret", "swapped-coordinates"


@dataclass(frozen=True, slots=True)
class Mended:
    """What one value becomes, and by which rule."""

    after: str
    rule: str


def alone(frame: pl.DataFrame, column: Column) -> pl.DataFrame:
    """Give a column with its rows: each question asked of the whole frame would cost as much as it has columns."""
    return pl.DataFrame([frame["row"], frame[column.name]])


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
        self.column = column
        self._checks, self._own = [check for check in checks if not check.advice], own_siret
        self._rules = tuple(rule for rule in rules_for(column.field) if rule.name not in refused)
        self._refused = refused
        self._habits: Habits | None = None

    @property
    def checked(self) -> frozenset[str]:
        """Names of the checks of the column's cells."""
        return frozenset(check.name for check in self._checks)

    def accepts(self, text: str) -> bool:
        """Tell whether a filled cell satisfies its field and its checks."""
        return not self.column.verdict(text) and all(check.passes(text) for check in self._checks)

    def refused_values(self, frame: pl.DataFrame) -> list[str]:
        """Give the distinct filled texts of the column that do not satisfy it, found by its screens first."""
        cells = alone(frame, self.column).filter(~self.column.missing())
        unsure = cells.filter(~self.column.sure())[self.column.name].unique()
        found = dict.fromkeys(text for text in unsure if self.column.verdict(text))
        for check in self._checks:
            found |= dict.fromkeys(check.faults(cells)["value"].unique())
        return list(found)

    def _odd(self) -> pl.Expr:
        """True where a cell that its field accepts may have something to mend."""
        cell = pl.col(self.column.name)
        odd = untidy(cell) | maybe_swapped(cell) if self.column.field.type == "geopoint" else untidy(cell)
        return odd.fill_null(value=False)

    def doubt(self) -> pl.Expr:
        """True where a cell is to be looked at; all are where the column has checks of its own."""
        if self._checks:
            return pl.lit(value=True)
        return self._odd() | (~self.column.missing() & ~self.column.sure())

    def mend_all(self, frame: pl.DataFrame) -> dict[str, Mended]:
        """Mend each distinct text of the column once; texts that are certainly right are not even looked at."""
        column, cell = self.column, pl.col(self.column.name)
        frame = alone(frame, column)
        texts = dict.fromkeys(frame.filter(self._odd())[column.name].unique())
        texts |= dict.fromkeys(self.refused_values(frame))
        if texts and self._habits is None:
            self.learn(frame.filter(cell.str.contains(_NUMERIC_DATE).fill_null(value=False))[column.name].unique())
        found = {text: self.mend(text) for text in texts}
        return {text: mended for text, mended in found.items() if mended is not None}

    def learn(self, texts: Iterable[str]) -> None:
        """Learn how the dates of the column are written, from its texts."""
        if self.column.field.type in DATED:
            self._habits = habits(clean(text) for text in texts)

    def mend(self, text: str) -> Mended | None:
        """Give the repair of a filled cell's text, None when it needs none or no rule is sure."""
        cleaned = text if SPACES in self._refused else clean(text)
        if cleaned in self.column.field.missing_values and self.column.field.required and self.accepts(text):
            return None  # blanks alone pass for a value: an empty cell would be one fault more
        if cleaned in self.column.field.missing_values or self.accepts(cleaned):
            return self._valid(text, cleaned)
        deeper = cleaned if SPACES in self._refused else bare(cleaned)
        if deeper in self.column.field.missing_values or self.accepts(deeper):
            return Mended(deeper, SPACES)
        for rule in self._rules:
            found = self._first(rule, deeper)
            if found is not None:
                return Mended(found, rule.name)
        own = shortened_siret(deeper, self._own) if OWN_SIRET not in self._refused else None
        if own is not None and self.accepts(own):
            return Mended(own, OWN_SIRET)
        return Mended(cleaned, SPACES) if cleaned != text else None

    def _valid(self, text: str, cleaned: str) -> Mended | None:
        """Mend a cell that satisfies its field: blanks, and a position that is in France only once turned round."""
        if self.column.field.type == "geopoint" and SWAPPED not in self._refused:
            turned = swapped(cleaned, self.column.field)
            if turned is not None and self.accepts(turned):
                return Mended(turned, SWAPPED)
        return Mended(cleaned, SPACES) if cleaned != text else None

    def _first(self, rule: Rule, text: str) -> str | None:
        """Give the rule's result when the field accepts it; of several, the only one it accepts, or the preferred."""
        found = rule.mend(text, self.column.field, self._habits or Habits())
        candidates = found if isinstance(found, list) else [found] if found is not None else []
        accepted = [item for item in dict.fromkeys(candidates) if item != text and self.accepts(item)]
        return accepted[0] if len(accepted) == 1 or (accepted and rule.preferred) else None
