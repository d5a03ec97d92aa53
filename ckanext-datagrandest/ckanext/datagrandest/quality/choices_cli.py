"""Options of the console that say how a file is to be read, where what is found by itself is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

_OPTIONS = (
    click.option("--encoding", help="Encoding of the text (cp1252, utf-8, …), when the one found is wrong."),
    click.option("--delimiter", help="Separator of the cells, one character (\\t: tab), when the one found is wrong."),
    click.option("--sheet", help="Name of the sheet of a workbook, when the one found is wrong."),
    click.option("--header-row", type=click.IntRange(1, 25), help="Line that names the columns, from 1."),
)


def with_choices(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; it gets them as `choices`, None without any."""

    @wraps(command)
    def chosen(*, encoding: str | None, delimiter: str | None, sheet: str | None, header_row: int | None, **others: Any) -> None:  # fmt: skip
        from ckanext.datagrandest.quality.reading.table import Choices

        mark = "\t" if delimiter == "\\t" else delimiter
        if mark is not None and (len(mark) != 1 or mark.isalnum() or mark in '"\r\n'):
            raise click.BadParameter("one character, no letter, digit or quote", param_hint="--delimiter")
        asked = any((encoding, mark, sheet, header_row))
        command(choices=Choices(encoding, mark, sheet, header_row) if asked else None, **others)

    for option in reversed(_OPTIONS):
        chosen = option(chosen)
    return chosen
