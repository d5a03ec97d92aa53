"""XLSX, XLS and ODS workbooks, read as the person saw them.

A workbook stores numbers, dates and truth values; a table schema speaks of text. A stored value that
is of the field's type is right as it is; a number stored in a text column becomes the digits that
were shown, with a note (Validata refuses these cells, though nothing is wrong with what was typed).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.reading.dialects import folded, header_index
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.reading.table import Choices, Note, Table
from ckanext.datagrandest.quality.records import Batch, ExtraCell
from ckanext.datagrandest.quality.table_schema import Field

_BATCH = 50_000
_LOOKED_AT = 25
_TEXT_TYPES = frozenset({"string", "any", "list", "geopoint"})


def _strftime(value: date, pattern: str) -> str:
    return f"{value:%Y-%m-%d}" if pattern in {"default", "any"} else value.strftime(pattern)


def _moment(value: date, field: Field | None) -> str:
    """Write a stored date as its field asks, as ISO 8601 elsewhere."""
    at_midnight = not isinstance(value, datetime) or value.time() == time()
    if field is not None and field.type == "datetime" and isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S" if field.format in {"default", "any"} else field.format)
    if field is not None and field.type == "date" and at_midnight:
        return _strftime(value, field.format)
    return f"{value:%Y-%m-%d}" if at_midnight else f"{value:%Y-%m-%dT%H:%M:%S}"


def _truth(value: bool, field: Field | None) -> str:  # noqa: FBT001 - the cell's own value
    if field is not None and field.type == "boolean":
        words = field.options.get("trueValues" if value else "falseValues")
        if words:
            return str(words[0])
    return "TRUE" if value else "FALSE"


def _plain(value: float, field: Field | None) -> str:
    text = str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
    mark = field.options.get("decimalChar", ".") if field is not None and field.type == "number" else "."
    return text.replace(".", mark)


def cell_text(value: Any, field: Field | None) -> tuple[str, bool]:
    """Write a stored value as text.

    Returns:
        The text, and whether a number or a date was stored where the field holds text.
    """
    if value is None or isinstance(value, str):
        return value or "", False
    stored_as_other = field is not None and field.type in _TEXT_TYPES - {"any"}
    return _written(value, field), stored_as_other


def _written(value: Any, field: Field | None) -> str:
    if isinstance(value, bool):
        return _truth(value, field)
    if isinstance(value, int | float):
        return _plain(float(value), field)
    if isinstance(value, date):
        return _moment(value, field)
    return value.isoformat() if isinstance(value, time) else str(value)


def _choose(rows_of: Mapping[str, list[list[Any]]], expected: Sequence[str]) -> str:
    """Choose the sheet that shows most of the expected headers, else the first that holds something."""
    names = frozenset(folded(name) for name in expected)

    def score(sheet: str) -> tuple[int, bool]:
        rows = rows_of[sheet][:_LOOKED_AT]
        return max((len({folded(str(cell)) for cell in row} & names) for row in rows), default=0), bool(rows)

    return max(rows_of, key=score)


def _sheets(path: Path, sheet: str | None) -> dict[str, list[list[Any]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if sheet and sheet not in workbook.sheet_names:
            raise NotATableError(Message(N_("There is no sheet “{sheet}” in this workbook: it has {sheets}."), {"sheet": sheet[:100], "sheets": ", ".join(f"« {name} »" for name in workbook.sheet_names[:10])}))  # fmt: skip
        names = [sheet] if sheet else list(workbook.sheet_names)
        return {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    except (CalamineError, OSError, ValueError, KeyError) as cause:
        raise NotATableError(Message(N_("This spreadsheet cannot be read: open it, save it again (without a password) and send the new copy."))) from cause  # fmt: skip


def _trimmed(row: Sequence[Any]) -> list[Any]:
    cells = list(row)
    while cells and cells[-1] in {"", None}:
        cells.pop()
    return cells


def open_workbook(path: Path, kind: str, fields: Sequence[Field] = (), choices: Choices | None = None) -> Table:
    """Open a workbook at the sheet and the row that hold the table.

    Args:
        path: the file; its archive limits are checked before.
        kind: `xlsx`, `xls` or `ods`.
        fields: the schema's fields, which help to find the sheet, the header and the wanted writing of dates.
        choices: what the sender corrected.

    Raises:
        NotATableError: the workbook is damaged, locked or empty.
    """
    chosen = choices or Choices()
    expected = [field.name for field in fields]
    sheets = _sheets(path, chosen.sheet)
    name = _choose(sheets, expected)
    rows = sheets[name]
    first = [[cell_text(cell, None)[0] for cell in _trimmed(row)] for row in rows[:_LOOKED_AT]]
    index = chosen.header_row - 1 if chosen.header_row else header_index(first, expected)
    if index >= len(first) or not first[index]:
        raise NotATableError(Message(N_("This spreadsheet is empty: no sheet has a line that names the columns.")))
    notes = [Note("preamble", value=str(index))] if index else []
    table = Table(first[index], (), kind, sheet=name, preamble=index, notes=notes)
    table.batches = _batches(rows[index + 1 :], table, {field.name: field for field in fields})
    table.around = _around(path, sheets, table)
    return table


def _around(path: Path, sheets: Mapping[str, list[list[Any]]], table: Table) -> Iterator[str]:
    """Yield what a workbook holds outside of its table's rows; sheets that were not asked for are read now."""
    from python_calamine import CalamineWorkbook

    others = [name for name in CalamineWorkbook.from_path(str(path)).sheet_names if name != table.sheet]
    for name, last in ((table.sheet or "", table.preamble), *((name, None) for name in others)):
        rows = sheets[name] if name in sheets else _sheets(path, name)[name]
        yield from (_written(cell, None) for row in rows[:last] for cell in row if cell not in {"", None})


def _batches(rows: list[list[Any]], table: Table, fields: Mapping[str, Field]) -> Iterator[Batch]:
    width = len(table.header)
    bound = [fields.get(label.strip()) for label in table.header]
    for start in range(0, len(rows), _BATCH):
        texts, extra = list[list[str]](), list[ExtraCell]()
        for number, row in enumerate(rows[start : start + _BATCH], start=start + 2):
            cells = [cell_text(value, field) for value, field in zip(row[:width], bound, strict=False)]
            table.notes += [
                Note("stored-as-number", number, label, text)
                for (text, stored), label in zip(cells, table.header, strict=False)
                if stored
            ]
            texts.append([text for text, _ in cells] + [""] * (width - len(cells)))
            extra += _beyond(row, width, number)
        frame = pl.DataFrame(texts, schema={str(i): pl.String for i in range(width)}, orient="row")
        yield Batch(frame, start + 2, tuple(extra))


def _beyond(row: Sequence[Any], width: int, number: int) -> Iterator[ExtraCell]:
    """Give the filled cells to the right of the last column; the empty ones of a sheet are no cells."""
    for position, value in enumerate(row[width:], start=width + 1):
        text, _ = cell_text(value, None)
        if text.strip():
            yield ExtraCell(number, position, text)
