"""Likely personal data of a table: where, how many, which rule of law, and what masking is proposed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.privacy import cells
from ckanext.datagrandest.quality.table_schema import TableSchema

#: Below this, a count may single out a family; our proposal, to be set by the organisation.
SMALL_COUNT = 5
#: How many rows and examples a finding shows.
SHOWN = 5

_EXPOSED = N_(
    "This is personal data (GDPR, article 4). An administration may publish it only once nobody can be identified, unless a law says otherwise or the person agrees (code des relations entre le public et l'administration, article L. 312-1-2)."
)
_MINIMAL = N_("This is personal data (GDPR, article 4), and more than the purpose needs (GDPR, article 5: data minimisation). Publish it only if a law says so or the person agrees (code des relations entre le public et l'administration, article L. 312-1-2).")  # fmt: skip
_NIR = N_(
    "The social security number is personal data (GDPR, article 4) that almost nobody may use, let alone publish. Remove it before anything else."
)
_SMALL = N_("A rare first name, with a commune and a year, can point to one child: it is then personal data (GDPR, article 4), to be published only once nobody can be identified (code des relations entre le public et l'administration, article L. 312-1-2).")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data: what is said of it, and the maskings that suit it, the proposed one first.

    Attributes:
        confidence: how often a finding is right, from 0 to 1; our estimate.
        limits: the part of the rule that was not checked against the official text, None when there is none.
    """

    name: str
    title: str
    law: str
    masks: tuple[str, ...]
    confidence: float
    limits: str | None = None


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("nir", N_("“{field}” holds social security numbers ({count})"), _NIR, ("empty", "remove-column"), 0.99,
             N_("Loi n° 78-17, article 30, on who may use this number: to be checked.")),
        Kind("iban", N_("“{field}” holds bank account numbers ({count})"), _MINIMAL, ("empty", "remove-column"), 0.95),
        Kind("birth-date", N_("“{field}” holds dates of birth ({count})"), _MINIMAL, ("year", "remove-column"), 0.95),
        Kind("email", N_("“{field}” holds e-mail addresses of people ({count})"), _EXPOSED, ("empty", "remove-column"), 0.85),
        Kind("phone", N_("“{field}” holds telephone numbers of people ({count})"), _EXPOSED, ("empty", "remove-column"), 0.8,
             N_("A mobile number may be that of a service: look before masking.")),
        Kind("person-name", N_("“{field}” names natural persons ({count})"), _EXPOSED, ("anonymous", "remove-rows", "remove-column"), 0.8,
             N_("Some names must or may be published (elected members, public contracts): article D. 312-1-3 of the same code, to be checked.")),
        Kind("address", N_("“{field}” holds addresses of natural persons ({count})"), _MINIMAL, ("empty", "remove-column"), 0.75),
        Kind("small-count", N_("“{field}” has counts so small that a child may be recognised ({count})"), _SMALL, ("aggregate", "remove-rows"), 0.9,
             N_("The threshold is ours: no text sets it.")),
    )
}  # fmt: skip


#: The field of what stands outside of the columns: no column has this label.
OUTSIDE = ""
#: What is found there: kinds that are told by the cell alone, without the name of its column.
OUTSIDE_TITLES: Mapping[str, str] = {
    "nir": N_("Outside of the columns (above their names, in them, beyond the last one or in another sheet): social security numbers ({count})"),
    "iban": N_("Outside of the columns (above their names, in them, beyond the last one or in another sheet): bank account numbers ({count})"),
    "email": N_("Outside of the columns (above their names, in them, beyond the last one or in another sheet): e-mail addresses of people ({count})"),
    "phone": N_("Outside of the columns (above their names, in them, beyond the last one or in another sheet): telephone numbers of people ({count})"),
}  # fmt: skip
REMOVE_OUTSIDE = "remove-outside"


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


def masks_of(kind: str, field: str) -> tuple[str, ...]:
    """Give the maskings that suit a kind of personal data in a column, or outside of the columns."""
    return (REMOVE_OUTSIDE,) if field == OUTSIDE else KINDS[kind].masks


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
