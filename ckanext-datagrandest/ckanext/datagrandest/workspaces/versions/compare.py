"""What changed between two versions of a table: rows added, removed, modified; columns added, removed, renamed; pure.

Rows are paired by a key (`columns.key_of`) where there is one: a row whose key both versions have is the same or modified.
Without a key rows are compared whole, as often as they come. Counts are whole, examples are limited. A column that came or
went modifies no row: it is told once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.table_schema import TableSchema
from ckanext.datagrandest.workspaces.versions.columns import key_of, renamings
from ckanext.datagrandest.workspaces.versions.tables import Sheet, read_sheet

#: How many rows of each sort are shown, how many cells of each, and how many characters of a cell.
EXAMPLES, _CELLS, _SHOWN = 20, 12, 200
_NO_SCHEMA = TableSchema(id="", version="", fields=())
_OLD, _NEW = "\x00old", "\x00new"
#: Of the old version, in a row that is paired.
_BEFORE = "\x00before"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell of a row that both versions have: column (its new name), text before and after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Modified:
    """A row that changed: its key, and its cells that differ."""

    key: dict[str, str]
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version changes.

    Attributes:
        key: columns by which rows are paired; empty: rows are compared whole, and none is modified.
        old_rows, new_rows: how many rows each has, empty ones left out.
        added, removed, modified, same: how many rows. Added, modified and same ones are those of the new version;
            removed, modified and same ones those of the old.
        columns: names, in the order of the new version; those that went come last.
        columns_added, columns_removed, columns_renamed: names; pairs of old and new name.
        added_rows, removed_rows, modified_rows: the first of each.
    """

    key: tuple[str, ...]
    old_rows: int
    new_rows: int
    added: int
    removed: int
    modified: int
    same: int
    columns: tuple[str, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    columns_renamed: tuple[tuple[str, str], ...] = ()
    added_rows: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    removed_rows: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    modified_rows: list[Modified] = field(default_factory=list[Modified])

    @property
    def is_empty(self) -> bool:
        """Whether both versions say the same."""
        columns = self.columns_added or self.columns_removed or self.columns_renamed
        return not (self.added or self.removed or self.modified or columns)

    def as_dict(self) -> dict[str, Any]:
        """Give it as JSON values."""
        return {**asdict(self), "is_empty": self.is_empty}


def compare(old: Path, new: Path, schema: TableSchema | None = None) -> Difference:
    """Compare two files.

    Args:
        old: a CSV, XLSX, XLS or ODS file; how it is written makes no difference.
        new: its new version.
        schema: which both follow; its primary key pairs the rows.

    Raises:
        NotATableError: one of them cannot be read.
    """
    known = schema or _NO_SCHEMA
    return compare_sheets(read_sheet(old, known), read_sheet(new, known), known.primary_key)


def compare_sheets(old: Sheet, new: Sheet, declared: Sequence[str] = ()) -> Difference:
    """Compare two tables.

    Args:
        old: a table.
        new: its new version.
        declared: columns that identify a row, where the schema says so.
    """
    names = renamings(old.compared, new.compared)
    before = Sheet(old.shown.rename(names), old.compared.rename(names))
    common = [name for name in new.columns if name in before.columns]
    key = key_of(before.compared.select(common), new.compared.select(common), declared)
    rows = _by_key(before, new, key, common) if key else _whole(before, new, common)
    gone = tuple(name for name in before.columns if name not in new.columns)
    return Difference(
        key=key,
        old_rows=old.height,
        new_rows=new.height,
        columns=(*new.columns, *gone),
        columns_added=tuple(name for name in new.columns if name not in before.columns),
        columns_removed=gone,
        columns_renamed=tuple(names.items()),
        **rows,
    )


def _by_key(old: Sheet, new: Sheet, key: Sequence[str], common: Sequence[str]) -> dict[str, Any]:
    names, others = list(key), [name for name in common if name not in key]
    before = old.compared.select(common).with_row_index(_OLD)
    after = new.compared.select(common).with_row_index(_NEW)
    added = after.join(before, on=names, how="anti", maintain_order="left")[_NEW]
    removed = before.join(after, on=names, how="anti", maintain_order="left")[_OLD]
    both = after.join(before, on=names, how="inner", suffix=_BEFORE, maintain_order="left")
    differs = pl.any_horizontal(
        [pl.col(name) != pl.col(f"{name}{_BEFORE}") for name in others] or [pl.lit(value=False)]
    )
    changed = both.filter(differs)
    return {
        "added": added.len(),
        "removed": removed.len(),
        "modified": changed.height,
        "same": both.height - changed.height,
        "added_rows": _rows(new.shown, added),
        "removed_rows": _rows(old.shown, removed),
        "modified_rows": [_modified(old, new, cells, names, others) for cells in changed.head(EXAMPLES).iter_rows(named=True)],
    }  # fmt: skip


def _modified(old: Sheet, new: Sheet, cells: dict[str, Any], key: Sequence[str], others: Sequence[str]) -> Modified:
    before, after = old.shown.row(cells[_OLD], named=True), new.shown.row(cells[_NEW], named=True)
    changes = [
        Change(name, before[name][:_SHOWN], after[name][:_SHOWN])
        for name in others
        if cells[name] != cells[f"{name}{_BEFORE}"]
    ]
    return Modified({name: after[name][:_SHOWN] for name in key}, changes[:_CELLS])


def _whole(old: Sheet, new: Sheet, common: Sequence[str]) -> dict[str, Any]:
    """Compare rows whole, each as often as it comes."""
    if not common:
        every = {"added": new.height, "removed": old.height, "modified": 0, "same": 0}
        return {**every, "added_rows": _rows(new.shown, _first(new)), "removed_rows": _rows(old.shown, _first(old))}
    before, after = (_numbered(sheet.compared.select(common)) for sheet in (old, new))
    on = [*common, _BEFORE]
    added = after.join(before, on=on, how="anti", maintain_order="left")[_NEW]
    removed = before.join(after, on=on, how="anti", maintain_order="left")[_NEW]
    return {
        "added": added.len(),
        "removed": removed.len(),
        "modified": 0,
        "same": new.height - added.len(),
        "added_rows": _rows(new.shown, added),
        "removed_rows": _rows(old.shown, removed),
    }


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Number the rows, and say of each how many equal ones stand before it: its second copy is a row of its own."""
    again = pl.int_range(pl.len()).over(frame.columns).alias(_BEFORE)
    return frame.with_row_index(_NEW).with_columns(again)


def _first(sheet: Sheet) -> pl.Series:
    return pl.Series(range(min(sheet.height, EXAMPLES)), dtype=pl.UInt32)


def _rows(frame: pl.DataFrame, places: pl.Series) -> list[dict[str, str]]:
    """Show the first rows of some places, their first filled cells."""
    shown: list[dict[str, str]] = []
    for cells in frame[places.head(EXAMPLES).to_list()].iter_rows(named=True):
        filled = [(name, text[:_SHOWN]) for name, text in cells.items() if text]
        shown.append(dict(filled[:_CELLS]))
    return shown
