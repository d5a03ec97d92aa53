"""What a file really is, from its first bytes: the extension is only a wish."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from ckanext.datagrandest.messages import N_, Message

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Kind(Enum):
    """Kinds of files that a table may come in."""

    TEXT = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    ZIP = "zip"
    GZIP = "gz"


class NotATableError(Exception):
    """The file holds no table that can be read; `message` says what it is and what to send instead."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def _refusal(head: bytes) -> Message | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = start[:200].lower()
    if start.startswith(b"%PDF"):
        return Message(N_("This file is a PDF document, not a table. Ask for the spreadsheet it was printed from, and send it as CSV or XLSX."))  # fmt: skip
    if lower.startswith((b"<!doctype html", b"<html")) or b"<html" in lower:
        return Message(N_("This file is a web page, not a table: the address gave a page (often a log-in page) instead of the file. Download the file itself and send it again."))  # fmt: skip
    if lower.startswith(b"<?xml"):
        return Message(N_("This file is XML, not a table. Export it as CSV or XLSX."))
    if start[:1] in {b"{", b"["} and start[1:].lstrip()[:1] in {b"{", b"[", b'"', b"}", b"]"}:
        return Message(N_("This file is JSON, not a table. Export it as CSV or XLSX."))
    return None


def _in_zip(path: Path) -> Kind:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return Kind.XLSX
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:100]:
                return Kind.ODS
    except (BadZipFile, OSError, KeyError, RuntimeError) as cause:
        raise NotATableError(Message(N_("This file is a damaged archive or spreadsheet: open it, save it again and send the new copy."))) from cause  # fmt: skip
    return Kind.ZIP


def kind_of(path: Path) -> Kind:
    """Tell what a file is.

    Raises:
        NotATableError: it is empty, or of a kind that holds no table (PDF, web page, JSON, XML).
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf\x00 \t\r\n"):
        raise NotATableError(Message(N_("This file is empty. Check that the right file was sent.")))
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(path)
    if head.startswith(_OLE):
        return Kind.XLS
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    refusal = _refusal(head)
    if refusal is not None:
        raise NotATableError(refusal)
    return Kind.TEXT
