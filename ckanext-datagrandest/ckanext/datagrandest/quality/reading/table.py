"""A table open for reading: its header, its batches and what was found out about the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ckanext.datagrandest.quality.records import Batch


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader noticed: a warning code of the report with its place."""

    code: str
    row: int | None = None
    field: str | None = None
    value: str | None = None


@dataclass(slots=True)
class Table:
    """What a reader gives to the checker.

    Attributes:
        header: the header cells as written.
        batches: the records that follow, read once.
        encoding: `utf-8`, `cp1252`, …; None for a workbook.
        delimiter: None for a workbook.
        kind: `csv`, `xlsx`, `xls` or `ods`.
        sheet: name of the sheet, for a workbook.
        preamble: how many records stand above the header.
        notes: what the reader noticed; completed while the batches are read.
        around: texts of the file above the header, and in the other sheets of a workbook; read once.
    """

    header: list[str]
    batches: Iterable[Batch]
    kind: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    preamble: int = 0
    notes: list[Note] = field(default_factory=list[Note])
    around: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the sender corrected of what was detected; None leaves it to detection."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
