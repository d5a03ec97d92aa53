"""What a file really is, from its first bytes: the extension is only a wish."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from ckanext.datagrandest.messages import N_, Message

_HEAD = 4096
#: Said of a file without anything in it.
EMPTY = N_("This file is empty. Check that the right file was sent.")
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
#: 7-Zip, RAR, SQLite (GeoPackage), Parquet, rich text.
_OTHERS = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"SQLite format 3\0", b"PAR1", b"{\\rtf")
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


def _of_software(head: bytes) -> Message | None:
    if head.startswith(_IMAGES):
        return Message(N_("This file is an image, not a table. Ask for the spreadsheet that it shows, and send it as CSV or XLSX."))  # fmt: skip
    if head.startswith(_OTHERS):
        return Message(N_("This file is neither a CSV file nor a spreadsheet. Open it in the software it comes from, and export the table as CSV or XLSX."))  # fmt: skip
    return None


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
        raise NotATableError(Message(EMPTY))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(path)
    if head.startswith(_OLE):
        return Kind.XLS
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    refusal = _of_software(head) or _refusal(head)
    if refusal is not None:
        raise NotATableError(refusal)
    return Kind.TEXT
