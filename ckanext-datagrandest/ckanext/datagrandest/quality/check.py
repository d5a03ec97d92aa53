"""A table held against its schema, batch by batch, in constant memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from ckanext.datagrandest.quality.across import Around, across_rows
from ckanext.datagrandest.quality.columns import Column, check_batch, column
from ckanext.datagrandest.quality.custom.binding import bind_checks
from ckanext.datagrandest.quality.records import Batch
from ckanext.datagrandest.quality.table_schema import Field, TableSchema
from ckanext.datagrandest.quality.tally import OPTIONAL, SCHEMA, Tally, fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the check of a table found.

    Attributes:
        errors: faults that make it invalid.
        warnings: remarks that do not.
        rows: how many records were read.
        anchors: physical lines (`line`) of some records (`row`); those between follow one line each.
        cells: how many cells the columns have, blank records left out.
        filled: how many of them hold a value.
    """

    errors: Tally
    warnings: Tally
    rows: int
    anchors: pl.DataFrame | None = None
    cells: int = 0
    filled: int = 0


def labels(header: Sequence[str]) -> list[str]:
    """Give the names that columns are known by: the header cells without the blanks at their ends, as Frictionless."""
    return [label.strip() for label in header]


def bind(header: Sequence[str], schema: TableSchema) -> list[Column]:
    """Pair each header cell with its field, by name; a column that no field names may hold anything."""
    header, bound = labels(header), list[Column]()
    for position, label in enumerate(header):
        field = schema.field(label) if label not in header[:position] else None
        bound.append(column(position, label, field or Field(label, type="any")))
    return bound


def _check_header(written: Sequence[str], schema: TableSchema, errors: Tally, warnings: Tally) -> None:
    header = labels(written)
    for name in dict.fromkeys(label.strip() for label in written if label != label.strip() != ""):
        warnings.add(fault("label-blanks", None, name))
    for field in schema.fields:
        if field.name not in header:
            required = schema.column_is_required(field)
            absent = fault("missing-label", None, field.name, rule="" if required else OPTIONAL)
            (errors if required else warnings).add(absent)
    for label, count in Counter(header).items():
        if not label:
            unnamed = fault("blank-label", None, None, rule=str(header.index(label) + 1))
            (errors if count > 1 else warnings).add(unnamed)
        elif count > 1:
            errors.add(fault("duplicate-label", None, label))
        elif schema.field(label) is None:
            warnings.add(fault("extra-label", None, label))
    warnings.add(_disordered(header, schema))


def _disordered(header: Sequence[str], schema: TableSchema) -> pl.DataFrame:
    declared = [field.name for field in schema.fields if field.name in header]
    in_order = [label for label in header if label in declared] == declared
    return pl.DataFrame(schema=SCHEMA) if in_order else fault("disordered-label", None, None, rule=", ".join(declared))


def check(
    header: Sequence[str],
    records: Iterable[Batch],
    schema: TableSchema,
    limit: int = 1000,
    around: Around | None = None,
) -> Outcome:
    """Check a whole table.

    Args:
        header: the header cells, as read.
        records: the batches that follow it.
        schema: what the table should be.
        limit: how many faults of one code are kept; 0 keeps all.
        around: what is known beside the file: the tables it refers to, the place it is about.

    Raises:
        SchemaRefusedError: the schema makes no sense.
    """
    errors, warnings = Tally(limit), Tally(limit)
    _check_header(header, schema, errors, warnings)
    columns = bind(header, schema)
    checks, known = bind_checks(schema, columns)
    whole = across_rows(schema, columns, around or Around())
    rows, cells, filled, anchors = 0, 0, 0, list[pl.DataFrame]()
    for batch in records:
        found, frame, full = check_batch(batch, columns)
        errors.add(found)
        if batch.unclosed is not None:
            errors.add(fault("source-error", batch.unclosed, None, rule="unclosed-quote"))
        for custom in checks:
            (warnings if custom.advice else errors).add(custom.faults(frame))
        for one in whole:
            one.add(frame)
        rows += frame.height
        cells += frame.height * len(columns) - int(frame["blank"].sum()) * len(columns)
        filled += full
        if batch.anchors is not None:
            anchors.append(batch.anchors)
    # Columns that go together are missed by no row when there is none: Validata says nothing then.
    errors.add(known if rows else known.filter(pl.col("code") == "check-error"))
    for one in whole:
        one.report(errors, warnings)
    return Outcome(errors, warnings, rows, pl.concat(anchors) if anchors else None, cells, filled)
