"""The files that repairs and new versions replaced, kept by what they hold: written once, never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import file_keeper as fk

_SHA256 = re.compile(r"[0-9a-f]{64}")


class LostError(Exception):
    """A file that was kept is not there any more."""


def location_of(sha256: str) -> fk.Location:
    """Give where in its storage the file of a SHA-256 is kept.

    Raises:
        ValueError: it is no SHA-256 in hexadecimal.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256")
    return fk.Location(f"{sha256[:2]}/{sha256}")


def keep(storage: fk.Storage, sha256: str, source: Path) -> None:
    """Keep a copy of a file; nothing is written when it is there."""
    location = location_of(sha256)
    if not storage.exists(fk.FileData(location)):
        with source.open("rb") as file:
            upload = fk.Upload(file, source.name, source.stat().st_size, "application/octet-stream")
            storage.upload(location, upload)


def has(storage: fk.Storage, sha256: str) -> bool:
    """Tell whether a file is kept."""
    return storage.exists(fk.FileData(location_of(sha256)))


def size(storage: fk.Storage, sha256: str) -> int:
    """Give the bytes of a kept file.

    Raises:
        LostError: it is not there.
    """
    try:
        return storage.size(location_of(sha256))
    except (fk.exc.MissingFileError, FileNotFoundError) as error:
        raise LostError(sha256) from error


def chunks(storage: fk.Storage, sha256: str) -> Iterator[bytes]:
    """Give the bytes of a kept file, a piece at a time.

    Raises:
        LostError: it is not there.
    """
    try:
        return iter(storage.stream(fk.FileData(location_of(sha256))))
    except (fk.exc.MissingFileError, FileNotFoundError) as error:
        raise LostError(sha256) from error


def copy(storage: fk.Storage, sha256: str, target: Path) -> Path:
    """Bring a kept file to a path.

    Raises:
        LostError: it is not there.
    """
    pieces = chunks(storage, sha256)
    with target.open("wb") as output:
        for piece in pieces:
            output.write(piece)
    return target


def remove(storage: fk.Storage, sha256: str) -> None:
    """Remove a kept file that nothing refers to any more."""
    data = fk.FileData(location_of(sha256))
    if storage.exists(data):
        storage.remove(data)
