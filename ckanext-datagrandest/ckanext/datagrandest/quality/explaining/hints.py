"""Which rule would mend a fault: asked of the faults that a report shows, never of the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from ckanext.datagrandest.quality.check import bind
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.binding import ValueCheck, bind_checks
from ckanext.datagrandest.quality.repairing.cells import ColumnRepair, Mended
from ckanext.datagrandest.quality.repairing.headers import renamed
from ckanext.datagrandest.quality.table_schema import TableSchema

#: Faults of the layout that one rule always mends.
_LAYOUT = {"blank-row": "blank-row", "disordered-label": "column-order", "preamble": "preamble"}


class Hints:
    """The repairs that faults of one file may get; each distinct cell is asked once.

    Args:
        header: of the file.
        schema: what it should be.
        own_siret: SIRET of the organisation that sends the file, when it is known.
    """

    def __init__(self, header: Sequence[str], schema: TableSchema, own_siret: str | None = None) -> None:
        self._header, self._schema, self._own = header, schema, own_siret
        self._known: dict[tuple[str, str], Mended | None] = {}

    @cached_property
    def _of(self) -> dict[str, tuple[Column, list[ValueCheck], ColumnRepair]]:
        columns = bind(self._header, self._schema)
        checks = [check for check in bind_checks(self._schema, columns)[0] if isinstance(check, ValueCheck)]
        of: dict[str, tuple[Column, list[ValueCheck], ColumnRepair]] = {}
        for column in columns:
            own = [check for check in checks if check.column.label == column.label]
            of[column.label] = (column, own, ColumnRepair(column, own, frozenset(), self._own))
        return of

    @cached_property
    def _names(self) -> dict[str, str]:
        return renamed(self._header, [item.name for item in self._schema.fields])

    def mend(self, code: str, label: str | None, value: str | None) -> Mended | None:
        """Give the rule that would mend a fault and what the cell or header becomes; None when no rule is sure."""
        if code in _LAYOUT:
            return Mended("", _LAYOUT[code])
        if code == "extra-label" and label in self._names:
            return Mended(self._names[label], "header-name")
        if code == "missing-label" and label in self._names.values():
            return Mended(label or "", "header-name")
        if label is None or not value or label not in self._of:
            return None
        key = (label, value)
        if key not in self._known:
            self._known[key] = self._cell(label, value)
        return self._known[key]

    def _cell(self, label: str, value: str) -> Mended | None:
        column, checks, repair = self._of[label]
        mended = repair.mend(value)
        if mended is None:
            return None
        if mended.after in column.field.missing_values:
            return None if column.field.required else mended
        sound = not column.verdict(mended.after) and all(check.passes(mended.after) for check in checks)
        return mended if sound else None
