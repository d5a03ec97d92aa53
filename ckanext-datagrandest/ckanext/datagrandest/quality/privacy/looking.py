"""A file looked at for personal data, batch by batch in constant memory; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.privacy.findings import SHOWN, SMALL_COUNT, Finding, find_personal_data, hidden, where
from ckanext.datagrandest.quality.privacy.kinds import KINDS, OUTSIDE, OUTSIDE_TITLES, REMOVE_OUTSIDE
from ckanext.datagrandest.quality.privacy.masking import MASKS
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.reading.table import Choices, Table
from ckanext.datagrandest.quality.records import Batch
from ckanext.datagrandest.quality.table_schema import TableSchema

_AT_ONCE = 50_000
CUT_SHORT = N_("Only a part of this file can be read: a quotation mark is left open in row {row}. Close it and send the file again.")  # fmt: skip


def labels(header: Sequence[str]) -> list[str]:
    """Name the columns by their headers; one that is empty or comes again gets its place after it."""
    return [
        label if label and label not in header[:place] else f"{label}#{place + 1}" for place, label in enumerate(header)
    ]


def named(frame: pl.DataFrame, header: Sequence[str]) -> pl.DataFrame:
    """Name the columns of a batch by the headers."""
    return frame.rename({str(place): label for place, label in enumerate(labels(header))})


def whole(path: Path, schema: TableSchema | None = None, choices: Choices | None = None) -> pl.DataFrame:
    """Read a file as one table of texts.

    Raises:
        NotATableError: the file cannot be read.
    """
    with open_table(path, schema.fields if schema else (), choices) as table:
        empty = pl.DataFrame(schema={str(place): pl.String for place in range(len(table.header))})
        return named(pl.concat([empty, *(batch.frame for batch in table.batches)]), table.header)


def found_in(
    batches: Iterable[tuple[int, pl.DataFrame]], schema: TableSchema | None = None, *, small: int = SMALL_COUNT
) -> list[Finding]:
    """Find likely personal data in the batches of a table.

    Args:
        batches: the record number of each one's first row, and its columns named by the headers.
        schema: see `find_personal_data`.
        small: counts below this are small.
    """
    known: dict[tuple[str, str], Finding] = {}
    for first_row, frame in batches:
        for item in find_personal_data(frame, schema, small=small):
            moved = replace(item, rows=tuple(row - 2 + first_row for row in item.rows))
            before = known.get((item.kind, item.field))
            known[item.kind, item.field] = _together(before, moved) if before else moved
    return list(known.values())


def found_everywhere(table: Table, schema: TableSchema | None = None, *, small: int = SMALL_COUNT) -> list[Finding]:
    """Find likely personal data in the columns of an open file, and outside of them.

    Outside are the lines above the header, the header, cells beyond the last column and other sheets: whoever
    downloads the file reads them too.

    Raises:
        NotATableError: the file can be read in part only.
    """
    outside: dict[str, Finding] = {}
    _look_outside(outside, ((None, text) for text in chain(table.header, table.around)))

    def columns() -> Iterator[tuple[int, pl.DataFrame]]:
        for batch in table.batches:
            _refuse_part(batch)
            _look_outside(outside, ((cell.row, cell.value) for cell in batch.extra))
            yield batch.first_row, named(batch.frame, table.header)

    return [*found_in(columns(), schema, small=small), *outside.values()]


def _refuse_part(batch: Batch) -> None:
    if batch.unclosed is not None:
        raise NotATableError(Message(CUT_SHORT, {"row": batch.unclosed}))


def _look_outside(known: dict[str, Finding], cells: Iterable[tuple[int | None, str]]) -> None:
    """Find likely personal data in cells of no column, each with its record number if it has one."""
    rest = iter(cells)
    while some := list(islice(rest, _AT_ONCE)):
        frame = pl.DataFrame(some, schema={"row": pl.Int64, OUTSIDE: pl.String}, orient="row")
        for kind in OUTSIDE_TITLES:
            marked = frame.filter(where(frame, kind, OUTSIDE))
            if marked.height:
                rows = tuple(marked["row"].drop_nulls().head(SHOWN))
                examples = tuple(hidden(text) for text in marked[OUTSIDE].unique(maintain_order=True).head(SHOWN))
                item = Finding(kind, OUTSIDE, marked.height, rows, examples, REMOVE_OUTSIDE)
                known[kind] = _together(known[kind], item) if kind in known else item


def _together(before: Finding, after: Finding) -> Finding:
    examples = tuple(dict.fromkeys((*before.examples, *after.examples)))[:SHOWN]
    return replace(
        before, count=before.count + after.count, rows=(*before.rows, *after.rows)[:SHOWN], examples=examples
    )


def look(
    path: Path, schema: TableSchema | None, choices: Choices | None, translate: Callable[[str], str]
) -> dict[str, Any]:
    """Tell how a file is read, and what in it is likely to be about people, as JSON values.

    Raises:
        NotATableError: the file cannot be read.
    """
    with open_table(path, schema.fields if schema else (), choices) as table:
        findings = found_everywhere(table, schema)
    dialect = {
        "kind": table.kind,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "quote": '"' if table.delimiter else None,
        "sheet": table.sheet,
        "header_row": table.preamble + 1,
    }
    return {
        "dialect": dialect,
        "header": list(table.header),
        "findings": [as_dict(item, translate) for item in findings],
    }


def as_dict(finding: Finding, translate: Callable[[str], str]) -> dict[str, Any]:
    """Give a finding as JSON values, with its sentences; its examples are masked."""
    kind = KINDS[finding.kind]
    return {
        **asdict(finding),
        "confidence": kind.confidence,
        "title": finding.title.render(translate),
        "law": finding.law.render(translate),
        "limits": finding.limits.render(translate) if finding.limits else None,
        "masks": {name: translate(MASKS[name]) for name in finding.masks},
    }


def chosen(findings: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Give the findings that were accepted, from JSON values `{kind, field, mask, threshold?}`."""
    return [
        Finding(
            str(item["kind"]), str(item["field"]), 0, (), (), str(item["mask"]),
            int(item.get("threshold") or SMALL_COUNT),
        )
        for item in findings
    ]  # fmt: skip
