"""The repairs of a whole file: proposed together, accepted rule by rule, applied to a copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.check import bind
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.binding import ValueCheck, bind_checks
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.kinds import EMPTY, NotATableError
from ckanext.datagrandest.quality.reading.table import Choices
from ckanext.datagrandest.quality.repairing.cells import ColumnRepair, Mended, alone
from ckanext.datagrandest.quality.repairing.communes import commune_changes
from ckanext.datagrandest.quality.repairing.formulas import inert, suspect
from ckanext.datagrandest.quality.repairing.headers import renamed
from ckanext.datagrandest.quality.repairing.layout import (
    Layout,
    lay_out,
    say_short_rows,
    without_example,
    without_totals,
)
from ckanext.datagrandest.quality.repairing.log import Log, Repaired
from ckanext.datagrandest.quality.repairing.pairs import pair_changes
from ckanext.datagrandest.quality.repairing.texts import clean
from ckanext.datagrandest.quality.table_schema import TableSchema

FORMULA = "formula"

RecordCells = Callable[[str, pl.DataFrame], None]


def column_repairs(
    header: Sequence[str], schema: TableSchema, refused: frozenset[str], own_siret: str | None
) -> list[ColumnRepair]:
    """Give what mends each column of a file, in their order."""
    columns = bind(header, schema)
    checks, _ = bind_checks(schema, columns)
    by_name: dict[str, list[ValueCheck]] = defaultdict(list)
    for check in checks:
        if isinstance(check, ValueCheck):
            by_name[check.column.name].append(check)
    return [ColumnRepair(column, by_name[column.name], refused, own_siret) for column in columns]


def mend_cells(
    frame: pl.DataFrame,
    repairs: Sequence[ColumnRepair],
    refused: frozenset[str],
    own_siret: str | None,
    record: RecordCells,
) -> pl.DataFrame:
    """Mend the cells of some rows: each column by itself, then what two columns say together.

    Args:
        frame: text columns named by position, with `row`.
        repairs: of the columns, in their order.
        refused: names of the rules that the sender does not want.
        own_siret: SIRET of the organisation that sends the file.
        record: told of the changed cells of a column, by its header.
    """
    labels = {repair.column.name: repair.column.label for repair in repairs}
    doubtful = _where(frame, repairs, [repair.doubt() for repair in repairs])
    frame = frame.with_columns([_mend_column(frame, repair, record).alias(repair.column.name) for repair in doubtful])
    for changes in (pair_changes(frame, repairs, refused), commune_changes(frame, repairs, refused, own_siret)):
        for name, cells in changes:
            record(labels[name], cells)
            frame = _with(frame, name, cells)
    if FORMULA not in refused:
        begins = _where(frame, repairs, [suspect(pl.col(repair.column.name)) for repair in repairs])
        frame = frame.with_columns([_inert(frame, item.column, record).alias(item.column.name) for item in begins])
    return frame


def _where(frame: pl.DataFrame, repairs: Sequence[ColumnRepair], doubts: Sequence[pl.Expr]) -> list[ColumnRepair]:
    """Keep the columns that have a cell to look at, all asked in one pass."""
    seen = frame.select(doubt.any().alias(str(place)) for place, doubt in enumerate(doubts))
    return [repair for repair, asked in zip(repairs, seen.row(0), strict=True) if asked] if repairs else []


def _with(frame: pl.DataFrame, name: str, changes: pl.DataFrame) -> pl.DataFrame:
    after = changes.select("row", pl.col("after").alias("after it"))
    joined = frame.join(after, on="row", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("after it", name).alias(name)).drop("after it")


def _mend_column(frame: pl.DataFrame, repair: ColumnRepair, record: RecordCells) -> pl.Series:
    found = repair.mend_all(frame)
    return _replaced(frame, repair.column, found, record)


def _inert(frame: pl.DataFrame, column: Column, record: RecordCells) -> pl.Series:
    doubtful = alone(frame, column).filter(suspect(pl.col(column.name)).fill_null(value=False))[column.name].unique()
    found = {text: Mended(inert(text), FORMULA) for text in doubtful if inert(text) != text}
    return _replaced(frame, column, found, record)


def _replaced(frame: pl.DataFrame, column: Column, found: Mapping[str, Mended], record: RecordCells) -> pl.Series:
    """Replace the texts of a column, and tell which cells have changed."""
    cells = frame[column.name]
    if not found:
        return cells
    after = cells.replace({before: mended.after for before, mended in found.items()})
    rules = {before: mended.rule for before, mended in found.items()}
    changed = pl.DataFrame({"row": frame["row"], "before": cells, "after": after}).filter(
        pl.col("before").is_in(list(rules))
    )
    record(column.label, changed.with_columns(pl.col("before").replace_strict(rules).alias("rule")))
    return after


def repair(
    path: Path,
    schema: TableSchema,
    *,
    refused: Iterable[str] = (),
    choices: Choices | None = None,
    own_siret: str | None = None,
) -> Repaired:
    """Repair a copy of a file.

    Args:
        path: the file, which is only read.
        schema: what it should be.
        refused: names of the rules that the sender does not want.
        choices: what the sender corrected of what was detected.
        own_siret: SIRET of the organisation that sends the file, the proof of one in scientific notation.

    Raises:
        NotATableError: the file cannot be read, or a part of it would be lost.
    """
    if schema.document is not None:
        raise NotATableError(Message(N_("This format is JSON: it is not repaired here. Correct the contracts in the software that writes the file.")))  # fmt: skip
    unwanted, log = frozenset(refused), Log()
    with open_table(path, schema.fields, choices) as table:
        layout = lay_out(table, unwanted, log.add)
    if not layout.header:
        raise NotATableError(Message(EMPTY))
    if "header-name" not in unwanted:
        _rename(layout, schema, log)
    if "example-row" not in unwanted:
        without_example(layout, schema, log.add)
    if "totals-row" not in unwanted:
        without_totals(layout, schema, log.add)
    say_short_rows(layout, log.add)
    repairs = column_repairs(layout.header, schema, unwanted, own_siret)
    frame = mend_cells(layout.frame, repairs, unwanted, own_siret, log.add_cells)
    return log.close(_ordered(frame, layout.header, schema, unwanted, log))


def _rename(layout: Layout, schema: TableSchema, log: Log) -> None:
    for before, after in renamed(layout.header, schema).items():
        layout.header[layout.header.index(before)] = after
        log.add("header-name", 1, before, before, after)
    for place, label in enumerate(layout.header):
        if schema.field(label) is None and (after := clean(label)) != label and after not in layout.header:
            layout.header[place] = after
            log.add("header-name", 1, label, label, after)


def _ordered(
    frame: pl.DataFrame, header: Sequence[str], schema: TableSchema, unwanted: frozenset[str], log: Log
) -> pl.DataFrame:
    """Name the columns, and put those of the schema in its order, the others after them."""
    order = {item.name: place for place, item in enumerate(schema.fields)}
    places = list(range(len(header)))
    wanted = sorted(places, key=lambda place: order.get(header[place], len(order)))
    if "column-order" in unwanted or wanted == places:
        wanted = places
    else:
        log.add("column-order", 1, None, ", ".join(header), ", ".join(header[place] for place in wanted))
    labels = _named([header[place] for place in wanted], unwanted, log)
    cells = frame.select([pl.col(str(place)).fill_null("") for place in wanted])
    return cells.rename(dict(zip(cells.columns, labels, strict=True)))


def _named(labels: Sequence[str], unwanted: frozenset[str], log: Log) -> list[str]:
    """Number the columns that have the name of an earlier one, since only a person knows which is which."""
    named: dict[str, None] = {}
    for label in labels:
        safe = label if FORMULA in unwanted else inert(label)
        name, number = safe, 2
        while name in named:
            name, number = f"{safe} ({number})".strip(), number + 1
        if name != label:
            log.add("header-name" if name != safe else FORMULA, 1, label, label, name)
        named[name] = None
    return list(named)
