"""Archives opened with limits: one table in a ZIP or GZIP, no bomb, nothing written where it should not be."""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.reading.kinds import NotATableError

_READABLE = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold: bytes once unpacked, how many times its size, how many members."""

    unpacked: int = 1 << 30
    ratio: int = 200
    members: int = 10_000


def check_archive(path: Path, limits: ArchiveLimits | None = None) -> None:
    """Refuse an archive or a workbook that would unpack to too much (fault 57).

    Raises:
        NotATableError: it is damaged, or beyond a limit.
    """
    bounds = limits or ArchiveLimits()
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
    except (BadZipFile, OSError) as cause:
        raise NotATableError(Message(N_("This archive is damaged: make it again and send the new copy."))) from cause
    unpacked = sum(member.file_size for member in members)
    too_dense = unpacked > bounds.ratio * max(path.stat().st_size, _BLOCK)
    if len(members) > bounds.members or unpacked > bounds.unpacked or too_dense:
        raise NotATableError(Message(N_("This file would take {size} MB once unpacked, which is more than is accepted. Send the table alone, as CSV."), {"size": unpacked >> 20}))  # fmt: skip


def _copy(source: Path, target: Path, limits: ArchiveLimits) -> None:
    size = 0
    with gzip.open(source) as packed, target.open("wb") as out:
        while block := packed.read(_BLOCK):
            size += len(block)
            if size > limits.unpacked or size > limits.ratio * max(source.stat().st_size, _BLOCK):
                raise NotATableError(Message(N_("This file takes more than {size} MB once unpacked, which is more than is accepted. Send the table alone, as CSV."), {"size": size >> 20}))  # fmt: skip
            out.write(block)


def _single_table(archive: ZipFile) -> str:
    names = [name for name in archive.namelist()
             if name.lower().endswith(_READABLE) and not Path(name).name.startswith((".", "~"))
             and not name.startswith("__MACOSX/")]  # fmt: skip
    if len(names) == 1:
        return names[0]
    if not names:
        raise NotATableError(Message(N_("This archive holds no table: put one CSV or XLSX file in it.")))
    raise NotATableError(Message(N_("This archive holds {count} tables: send them one by one."), {"count": len(names)}))


@contextmanager
def unpacked(path: Path, limits: ArchiveLimits | None = None) -> Generator[Path]:
    """Give the single table of an archive, as a temporary file named after its extension alone.

    Raises:
        NotATableError: no table, several tables, a damaged archive or one beyond the limits.
    """
    bounds = limits or ArchiveLimits()
    with TemporaryDirectory(prefix="dge-") as folder:
        try:
            if path.read_bytes()[:2] == b"\x1f\x8b":
                target = Path(folder, "table.csv")
                _copy(path, target, bounds)
            else:
                check_archive(path, bounds)
                with ZipFile(path) as archive:
                    name = _single_table(archive)
                    target = Path(folder, f"table{Path(name).suffix.lower()}")
                    with archive.open(name) as packed, target.open("wb") as out:
                        shutil.copyfileobj(packed, out, _BLOCK)
        except (BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, RuntimeError) as cause:
            raise NotATableError(Message(N_("This archive is damaged or has a password: make it again without one."))) from cause  # fmt: skip
        yield target
