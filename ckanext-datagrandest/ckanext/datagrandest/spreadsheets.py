"""Tables that a person opens in a spreadsheet: French Excel reads them at once, and runs nothing in them; pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

#: First characters that make a spreadsheet read a cell as a formula (OWASP, CSV injection), full-width ones too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # noqa: RUF001


def inert(text: str | None) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    if not text:
        return ""
    return f"'{text}" if text.lstrip(" \n\u00a0").startswith(_FORMULA) or text.startswith(("\t", "\r")) else text


def french_csv(header: Iterable[str], rows: Iterable[Iterable[str | int | None]]) -> bytes:
    r"""Write a table: UTF-8 with its mark, semicolons, `\r\n`; texts are made inert, numbers stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(cell if isinstance(cell, int) else inert(cell) for cell in row)
    return out.getvalue().encode("utf-8-sig")
