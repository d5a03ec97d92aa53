"""A file received: written once to a temporary place, measured, and refused in words before anything is kept. No CKAN."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.reading.archives import check_archive
from ckanext.datagrandest.quality.reading.kinds import Kind, NotATableError, kind_of

#: Formats by extension, as resources name them.
FORMATS: Mapping[str, str] = {
    "csv": "CSV", "txt": "CSV", "tsv": "TSV", "xlsx": "XLSX", "xls": "XLS", "ods": "ODS",
}  # fmt: skip
_ZIPPED = {Kind.XLSX, Kind.ODS, Kind.ZIP}
_BLOCK = 1 << 20
_LONGEST_NAME = 200

NO_NAME = N_("This file has no name: give it one that ends with .csv, .xlsx or .ods.")
NO_TABLE = N_(
    "“{name}” is no table that can be checked: send the table as CSV, XLSX, XLS or ODS. A PDF or a picture can be added"
    " to the dataset as a document once it is published."
)
TOO_LARGE = N_(
    "This file takes more than {limit} MB, which is the most that a file may take: split it, or send it as CSV."
)


class RefusedError(Exception):
    """A file that is not kept; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Received:
    """A file in a temporary place.

    Attributes:
        path: where it is.
        name: as its sender calls it, without folders.
        format: value of `FORMATS`.
        size: in bytes.
        sha256: of what it holds.
    """

    path: Path
    name: str
    format: str
    size: int
    sha256: str


def named(name: str) -> tuple[str, str]:
    """Give the name of a file without its folders, and its format.

    Raises:
        RefusedError: it is not the name of a table.
    """
    bare = PurePosixPath(name.replace("\\", "/")).name.strip()
    if not bare:
        raise RefusedError(Message(NO_NAME))
    stem, suffix = PurePosixPath(bare).stem, PurePosixPath(bare).suffix
    known = FORMATS.get(suffix.lower().removeprefix("."))
    if known is None:
        raise RefusedError(Message(NO_TABLE, {"name": bare}))
    return stem[:_LONGEST_NAME] + suffix, known


def write(stream: IO[bytes], name: str, path: Path, most: int) -> Received:
    """Write what a stream holds to a path, and measure it.

    Args:
        stream: what was sent.
        name: as its sender calls it.
        path: of the new file.
        most: bytes that it may take.

    Raises:
        RefusedError: it is empty, too large, no table, or an archive that unpacks to too much.
    """
    bare, known = named(name)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as output:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > most:
                raise RefusedError(Message(TOO_LARGE, {"limit": most >> 20}))
            digest.update(block)
            output.write(block)
    refuse_unreadable(path)
    return Received(path, bare, known, size, digest.hexdigest())


def refuse_unreadable(path: Path) -> None:
    """Refuse what is plainly no table, and what would unpack to too much; only the first bytes and the list of contents are read.

    Raises:
        RefusedError: with the reader's own sentence.
    """
    try:
        if kind_of(path) in _ZIPPED:
            check_archive(path)
    except NotATableError as refusal:
        raise RefusedError(refusal.message) from refusal
