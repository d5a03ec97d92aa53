"""Which rule would mend a fault: asked of the faults that a report shows, never of the whole file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from functools import cached_property

import polars as pl

from ckanext.datagrandest.quality.reading.table import Table
from ckanext.datagrandest.quality.repairing.cells import ColumnRepair, Mended
from ckanext.datagrandest.quality.repairing.communes import speaks_of_communes
from ckanext.datagrandest.quality.repairing.formulas import inert
from ckanext.datagrandest.quality.repairing.headers import renamed
from ckanext.datagrandest.quality.repairing.layout import totals
from ckanext.datagrandest.quality.repairing.pairs import coordinate_pairs
from ckanext.datagrandest.quality.repairing.plan import FORMULA, column_repairs, mend_cells
from ckanext.datagrandest.quality.repairing.texts import clean
from ckanext.datagrandest.quality.table_schema import TableSchema

#: Faults of the layout that one rule always mends.
_LAYOUT = {
    "blank-row": "blank-row", "disordered-label": "column-order", "preamble": "preamble", "label-blanks": "header-name",
    "example-row": "example-row",
}  # fmt: skip
_NOTHING: frozenset[str] = frozenset()
_DATES = frozenset({"date", "datetime", "yearmonth"})

Open = Callable[[], AbstractContextManager[Table]]
Place = tuple[int | None, str | None]
"""Row and header of a fault."""


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
        self._rows: dict[Place, Mended] = {}
        self._totals: frozenset[int] = frozenset()

    @cached_property
    def _repairs(self) -> list[ColumnRepair]:
        return column_repairs(self._header, self._schema, _NOTHING, self._own)

    @cached_property
    def _of(self) -> dict[str, ColumnRepair]:
        return {repair.column.label: repair for repair in reversed(self._repairs)}

    @cached_property
    def _names(self) -> dict[str, str]:
        return renamed(self._header, self._schema)

    def look_again(self, open_table: Open, faults: Iterable[Place]) -> None:
        """Read again the rows whose repair depends on the rest of the row: coordinates, communes, totals.

        Nothing is read when no such fault is there, and nothing beyond the last of them.

        Args:
            open_table: opens the same file again.
            faults: where the faults are.
        """
        wanted = {row for row, label in faults if row is not None and label in self._across}
        if not wanted:
            return
        frame = self._read(open_table, wanted)
        self._totals = frozenset(totals(frame, [self._names.get(label, label) for label in self._header], self._schema))
        labels = {repair.column.label for repair in self._repairs}
        found: list[tuple[str, pl.DataFrame]] = []
        mend_cells(frame, self._repairs, _NOTHING, self._own, lambda label, cells: found.append((label, cells)))
        for label, cells in found:
            for row, after, rule in cells.select("row", "after", "rule").iter_rows():
                if label in labels and self._of[label].accepts(after):
                    self._rows[row, label] = Mended(after, rule)

    @cached_property
    def _across(self) -> frozenset[str]:
        """Headers of the columns whose cells are mended by more than themselves.

        The rest of the row (coordinates, communes; required cells tell rows of totals), or of the column (dates).
        """
        pairs = [item for pair in coordinate_pairs(self._repairs) for item in pair]
        required = [repair for repair in self._repairs if repair.column.field.required]
        communes = [repair for repair in self._repairs if speaks_of_communes(repair)]
        return frozenset(repair.column.label for repair in (*pairs, *required, *communes, *self._dated))

    @cached_property
    def _dated(self) -> list[ColumnRepair]:
        return [repair for repair in self._repairs if repair.column.field.type in _DATES]

    def _read(self, open_table: Open, wanted: set[int]) -> pl.DataFrame:
        last = max(wanted)
        names = {str(place): pl.String for place in range(len(self._header))}
        frames = [pl.DataFrame(schema={"row": pl.UInt32, **names})]
        dates = {repair.column.name: set[str]() for repair in self._dated}
        with open_table() as table:
            for batch in table.batches:
                for name, texts in dates.items():
                    texts.update(batch.frame[name].drop_nulls().unique())
                numbered = batch.frame.with_row_index("row", batch.first_row)
                frames.append(numbered.filter(pl.col("row").is_in(list(wanted))))
                if batch.first_row + batch.frame.height > last:
                    break
        for repair in self._dated:
            repair.learn(dates[repair.column.name])
        return pl.concat(frames)

    def mend(self, code: str, label: str | None, value: str | None, row: int | None = None) -> Mended | None:
        """Give the rule that would mend a fault and what the cell or header becomes; None when no rule is sure."""
        layout = self._of_layout(code, label, row)
        if layout is not None:
            return layout
        if code == FORMULA and value:
            return Mended(inert(clean(value)), FORMULA)
        if (row, label) in self._rows:
            return self._rows[row, label]
        if label is None or not value or label not in self._of:
            return None
        key = (label, value)
        if key not in self._known:
            self._known[key] = self._cell(label, value)
        return self._known[key]

    def twin(self, code: str, label: str | None) -> str | None:
        """Give the name that a strange column seems to have, or the header that seems to stand for a missing one."""
        if code == "extra-label" and label is not None:
            return self._names.get(label)
        if code == "missing-label":
            return next((written for written, name in self._names.items() if name == label), None)
        return None

    def _of_layout(self, code: str, label: str | None, row: int | None) -> Mended | None:
        if code in _LAYOUT:
            return Mended("", _LAYOUT[code])
        if row in self._totals:
            return Mended("", "totals-row")
        if code == "missing-cell" and label in self._of and not self._of[label].column.field.required:
            return Mended("", "short-row")
        if code == "extra-label" and label in self._names:
            return Mended(self._names[label], "header-name")
        return Mended(label or "", "header-name") if code == "missing-label" and label in self._names.values() else None

    def _cell(self, label: str, value: str) -> Mended | None:
        repair = self._of[label]
        mended = repair.mend(value)
        if mended is None:
            return None
        if mended.after in repair.column.field.missing_values:
            return None if repair.column.field.required else mended
        return mended if repair.accepts(mended.after) else None
