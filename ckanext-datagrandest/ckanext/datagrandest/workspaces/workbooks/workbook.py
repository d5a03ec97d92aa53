"""The workbook of a schema (XLSX): the sheet to fill in, how to, and the lists behind its cells; pure.

The sheet to fill in comes first, its first row are the column names: what a clerk saves is what our reader (and any
validator) reads. The second row is an example, valid and in grey; a file that still has it is told so (`example_row`).
The same schema, sender and language always make the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.example_row import example_row, own_part, own_value
from ckanext.datagrandest.quality.sender import Sender
from ckanext.datagrandest.quality.table_schema import Field, TableSchema
from ckanext.datagrandest.spreadsheets import inert
from ckanext.datagrandest.workspaces.workbooks.words import Translate, accepted, choices, duty, note, shortened

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel's limits: title and text of an input message, rows of a sheet.
_TITLE, _TEXT, _LAST_ROW = 32, 255, 1_048_575
_LISTS = "Listes"
_HEADER_ROW, _EXAMPLE_ROW = 0, 1
#: Written into the file, so that its bytes do not depend on the day.
_CREATED = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_NARROWEST, _WIDEST = 12, 40
#: Number of "@" among the formats that every spreadsheet knows.
_TEXT_FORMAT = 49
_NUMBERS = frozenset({"number", "integer", "year"})
_AUTHOR = "DATA Grand Est"
_GREY = N_("The row in grey is an example: write your data over it, or delete it.")
_NOT_LISTED = N_("Not in the list")
_CHOOSE = N_("Choose one of the values of the list: click on the arrow beside the cell.")


@dataclass(frozen=True, slots=True)
class _Formats:
    header: Any
    required: Any
    text: Any
    day: Any
    number: Any
    example_text: Any
    example_day: Any
    example_number: Any
    title: Any
    wrapped: Any
    bold: Any


def build(schema: TableSchema, sender: Sender, translate: Translate) -> bytes:
    """Make the template of a schema.

    Args:
        schema: one of tables (not of JSON documents).
        sender: whose own name and numbers stand in the example and in the lists.
        translate: gettext's function of the reader's language.

    Returns:
        The bytes of an XLSX file.

    Raises:
        ValueError: the schema is one of JSON documents.
    """
    if schema.document is not None:
        raise ValueError(f"{schema.id} is a format of JSON documents: it has no template")
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": shortened(schema.title, _TEXT), "created": _CREATED, "author": _AUTHOR})
        book.set_custom_property("dge-schema", f"{schema.id}@{schema.version}", "text")
        formats = _formats(book)
        table = book.add_worksheet(shortened(translate(N_("Data")), 31))
        notice = book.add_worksheet(shortened(translate(N_("How to fill in")), 31))
        lists = book.add_worksheet(_LISTS)
        lists.hide()
        row = example_row(schema, sender)
        _Table(table, lists, formats, sender, translate).fill(schema, row)
        _fill_notice(notice, formats, schema, row, translate)
    return out.getvalue()


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    grey = {"italic": True, "font_color": "#595959", "bg_color": "#F2F2F2"}
    day, text = {"num_format": "yyyy-mm-dd", "align": "left"}, {"num_format": _TEXT_FORMAT}
    head = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1, **text}
    return _Formats(
        header=book.add_format({**head, "bg_color": "#4A5B6B"}),
        required=book.add_format({**head, "bg_color": "#0C2A43"}),
        text=book.add_format(text),
        day=book.add_format(day),
        number=book.add_format({"num_format": "General"}),
        example_text=book.add_format({**grey, **text}),
        example_day=book.add_format({**grey, **day}),
        example_number=book.add_format({**grey, "num_format": "General"}),
        title=book.add_format({"bold": True, "font_size": 16, "font_color": "#0C2A43"}),
        wrapped=book.add_format({"text_wrap": True, "valign": "top", **text}),
        bold=book.add_format({"bold": True, "bottom": 1, "valign": "top", **text}),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The sheet to fill in, and that of its lists."""

    sheet: Any
    lists: Any
    formats: _Formats
    sender: Sender
    translate: Translate

    def fill(self, schema: TableSchema, row: Mapping[str, str]) -> None:
        """Write the header with its help, the example, and what each column takes."""
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_row(_HEADER_ROW, 30)
        for place, field in enumerate(schema.fields):
            example, said = row[field.name], note(field, schema, row[field.name], self.translate)
            if place == 0:
                said = f"{said}\n\n{self.translate(_GREY)}"
            self._head(place, field, said, max(len(field.name), len(example)))
            self._example(place, field, example)
            self.sheet.data_validation(_EXAMPLE_ROW, place, _LAST_ROW, place, self._asked(field, place, said))

    def _head(self, place: int, field: Field, said: str, longest: int) -> None:
        formats, width = self.formats, min(max(longest, _NARROWEST), _WIDEST) + 2
        self.sheet.set_column(place, place, width, _of_type(field, formats.text, formats.day, formats.number))
        self.sheet.write_string(_HEADER_ROW, place, field.name, formats.required if field.required else formats.header)
        self.sheet.write_comment(_HEADER_ROW, place, said, {"author": _AUTHOR, "x_scale": 2.6, "y_scale": 2.2})

    def _example(self, place: int, field: Field, example: str) -> None:
        formats = self.formats
        kept = _of_type(field, formats.example_text, formats.example_day, formats.example_number)
        if example and kept is formats.example_day:
            day = datetime.combine(date.fromisoformat(example), time())
            self.sheet.write_datetime(_EXAMPLE_ROW, place, day, kept)
        elif example and kept is formats.example_number and "," not in example:
            self.sheet.write_number(_EXAMPLE_ROW, place, float(example), kept)
        else:
            self.sheet.write_string(_EXAMPLE_ROW, place, example, kept)

    def _asked(self, field: Field, place: int, said: str) -> dict[str, Any]:
        """Give the validation of a column: its list where it has one, and the message that a selected cell shows."""
        message = {"input_title": shortened(field.title or field.name, _TITLE), "input_message": shortened(said, _TEXT)}
        listed = choices(field)
        values = listed or _own_values(field, self.sender)
        if not values:
            return {"validate": "any", **message}
        for number, value in enumerate(values):
            self.lists.write_string(number, place, value)
        column = xl_col_to_name(place, col_abs=True)
        listing = {"validate": "list", "source": f"={_LISTS}!{column}$1:{column}${len(values)}", **message}
        if not listed:
            return {**listing, "show_error": False}
        refusal = {"error_title": _NOT_LISTED, "error_message": _CHOOSE}
        return {**listing, **{key: shortened(self.translate(text), _TITLE if key == "error_title" else _TEXT)
                              for key, text in refusal.items()}}  # fmt: skip


def _of_type(field: Field, text: Any, day: Any, number: Any) -> Any:
    """Choose the format of a column: days where they are ISO dates, numbers where there is no list, else text."""
    if field.type == "date":
        return day if field.format == "default" else text
    return number if field.type in _NUMBERS and not field.constraints.get("enum") else text


def _own_values(field: Field, sender: Sender) -> list[str]:
    """Offer what the sender writes in all rows: its own name and numbers."""
    part = own_part(field)
    return [inert(own_value(field, sender))] if part and getattr(sender, part) else []


def _fill_notice(
    sheet: Any, formats: _Formats, schema: TableSchema, row: Mapping[str, str], translate: Translate
) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 22)
    sheet.set_column(3, 4, 60)
    sheet.set_column(5, 5, 36)
    sheet.write_string(0, 0, schema.title or schema.id, formats.title)
    steps = [
        schema.description,
        Message(N_("Schema: {name}, version {version}."), {"name": schema.id, "version": schema.version}).render(translate),
        translate(N_("1. In the first sheet, write one row for each thing that you describe. Do not change the names of the columns.")),
        translate(N_("2. The row in grey is an example: write your data over it, or delete it.")),
        translate(N_("3. The columns with a dark header must be filled. A list opens in the cells that take only some values.")),
        translate(N_("4. Save the file, and send it from the page “Deposit a file” of your space.")),
    ]  # fmt: skip
    for number, text in enumerate(steps, start=1):
        sheet.write_string(number, 0, text)
    top = len(steps) + 2
    heads = [N_("Column"), N_("What it is"), N_("Duty"), N_("What to write"), N_("What is accepted"), N_("Example")]
    _write_row(sheet, top, [translate(head) for head in heads], formats.bold)
    for number, field in enumerate(schema.fields, start=top + 1):
        cells = [
            field.name, field.title, duty(field, schema, translate), field.description, accepted(field, translate),
            row[field.name],
        ]  # fmt: skip
        _write_row(sheet, number, cells, formats.wrapped)


def _write_row(sheet: Any, row: int, cells: Sequence[str], kept: Any) -> None:
    for place, text in enumerate(cells):
        sheet.write_string(row, place, text, kept)
