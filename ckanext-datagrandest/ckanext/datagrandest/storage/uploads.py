"""The files of resources, wherever CKAN keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import file_keeper as fk

from ckan.lib import files, uploader

_CHUNK = 1 << 18


class NoUploadError(Exception):
    """The file of a resource is not in the storage."""


def size(resource_id: str) -> int:
    """Give the bytes of a resource's file.

    Raises:
        NoUploadError: there is none.
    """
    storage, location = _place(resource_id)
    try:
        return Path(location).stat().st_size if storage is None else storage.size(files.Location(location))
    except (FileNotFoundError, files.exc.LocationError, files.exc.MissingFileError) as error:
        raise NoUploadError(resource_id) from error


def chunks(resource_id: str) -> Iterator[bytes]:
    """Give the bytes of a resource's file, a piece at a time.

    Raises:
        NoUploadError: there is none; said before the first piece.
    """
    storage, location = _place(resource_id)
    try:
        if storage is not None:
            stream: Any = storage.stream(files.FileData(files.Location(location)))
            return _pieces(stream) if hasattr(stream, "read") else iter(stream)
        return _pieces(Path(location).open("rb"))
    except (FileNotFoundError, files.exc.LocationError, files.exc.MissingFileError) as error:
        raise NoUploadError(resource_id) from error


def remove(resource_id: str) -> None:
    """Remove a resource's file; nothing happens when there is none."""
    storage, location = _place(resource_id)
    if storage is None:
        Path(location).unlink(missing_ok=True)
    elif storage.exists(files.FileData(files.Location(location))):
        storage.remove(files.FileData(files.Location(location)))


def _place(resource_id: str) -> tuple[fk.Storage | None, str]:
    """Give the storage (None: a folder of CKAN's) and the place in it."""
    upload: Any = uploader.get_resource_uploader({"id": resource_id})
    storage = getattr(upload, "storage", None)
    return (storage if isinstance(storage, fk.Storage) else None), str(upload.get_path(resource_id))


def _pieces(file: Any) -> Iterator[bytes]:
    with file:
        while piece := file.read(_CHUNK):
            yield piece
