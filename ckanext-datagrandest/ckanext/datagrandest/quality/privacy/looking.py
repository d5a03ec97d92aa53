"""A file looked at for personal data, batch by batch in constant memory; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.privacy.findings import (
    KINDS,
    SHOWN,
    SMALL_COUNT,
    Finding,
    find_personal_data,
)
from ckanext.datagrandest.quality.privacy.masking import MASKS
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.table import Choices
from ckanext.datagrandest.quality.table_schema import TableSchema


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
        batches: Iterator[tuple[int, pl.DataFrame]] = (
            (batch.first_row, named(batch.frame, table.header)) for batch in table.batches
        )
        findings = found_in(batches, schema)
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
        "masks": {name: translate(MASKS[name]) for name in kind.masks},
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
