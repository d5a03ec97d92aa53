"""Likely personal data of a table: where, how many, which rule of law, and what masking is proposed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from ckanext.datagrandest.messages import Message
from ckanext.datagrandest.quality.privacy import cells
from ckanext.datagrandest.quality.privacy.kinds import KINDS, OUTSIDE, OUTSIDE_TITLES, masks_of
from ckanext.datagrandest.quality.table_schema import TableSchema

#: Below this, a count may single out a family; our proposal, to be set by the organisation.
SMALL_COUNT = 5
#: How many rows and examples a finding shows.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data that one column is likely to hold.

    Attributes:
        kind: one of `KINDS`.
        field: the header; `OUTSIDE` for what stands in no column.
        count: how many cells.
        rows: record numbers of the first (header = 1).
        examples: first distinct cells, masked.
        mask: the masking proposed; any other of `masks` may be chosen instead.
        threshold: for small counts, the count from which a row is kept.
    """

    kind: str
    field: str
    count: int
    rows: tuple[int, ...]
    examples: tuple[str, ...]
    mask: str
    threshold: int = SMALL_COUNT

    @property
    def title(self) -> Message:
        """What was found, as a sentence; a header that itself tells of a person is hidden in it."""
        title = OUTSIDE_TITLES[self.kind] if self.field == OUTSIDE else KINDS[self.kind].title
        return Message(title, {"field": hidden(self.field) if _tells(self.field) else self.field, "count": self.count})

    @property
    def masks(self) -> tuple[str, ...]:
        """The maskings that suit it, the proposed one first."""
        return masks_of(self.kind, self.field)

    @property
    def law(self) -> Message:
        """The rule of law it touches, in our words."""
        return Message(KINDS[self.kind].law)

    @property
    def limits(self) -> Message | None:
        """What remains to be checked about the rule or the finding."""
        text = KINDS[self.kind].limits
        return Message(text) if text else None


def where(table: pl.DataFrame, kind: str, label: str, threshold: int = SMALL_COUNT) -> pl.Series:
    """Tell which cells of a column are of a kind of personal data."""
    if kind == "small-count":
        return cells.small_count(table, label, threshold)
    detectors: Mapping[str, Callable[[pl.DataFrame, str], pl.Series]] = {
        "nir": cells.nir,
        "iban": cells.iban,
        "birth-date": cells.birth_date,
        "email": cells.email,
        "phone": cells.phone,
        "person-name": cells.person_name,
        "address": cells.address,
    }
    return detectors[kind](table, label)


def _tells(text: str) -> bool:
    """Tell whether a text by itself is likely to be about a person."""
    return any(where(pl.DataFrame({OUTSIDE: [text]}), kind, OUTSIDE).any() for kind in OUTSIDE_TITLES)


def hidden(text: str) -> str:
    """Show a cell without its content: its first character, and the shape of the others."""
    return text[:1] + "".join("•" if char.isalnum() else char for char in text[1:60])


def find_personal_data(
    table: pl.DataFrame, schema: TableSchema | None = None, *, small: int = SMALL_COUNT
) -> list[Finding]:
    """Find likely personal data.

    Args:
        table: text columns named by the headers; the first row is record 2.
        schema: when known, its fields of dates, numbers and yes or no are passed over where they cannot match.
        small: counts below this are small.
    """
    found: list[Finding] = []
    for label in table.columns:
        field = schema.field(label) if schema else None
        for kind in KINDS.values():
            if field is not None and field.type not in _TYPES.get(kind.name, {"string", "any"}):
                continue
            marks = where(table, kind.name, label, small)
            if marks.any():
                values = table[label].filter(marks)
                rows = tuple(int(row) + 2 for row in marks.arg_true().head(SHOWN))
                examples = tuple(hidden(text) for text in values.unique(maintain_order=True).head(SHOWN))
                found.append(Finding(kind.name, label, values.len(), rows, examples, kind.masks[0], small))
    return found


#: Table Schema types of the fields that may hold a kind; a text may hold any.
_TYPES: Mapping[str, set[str]] = {
    "birth-date": {"date", "datetime", "string", "any"},
    "small-count": {"integer", "number", "string", "any"},
    "nir": {"integer", "number", "string", "any"},
}
