"""A storage on disk whose files are whole or not there: what is being written has another name."""

# pyright: reportIncompatibleVariableOverride=false
# CKAN marries its own classes of storages to those of file-keeper in the same way.

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import file_keeper as fk
from file_keeper.default.adapters import fs
from typing_extensions import override

from ckan.lib.files import base

_PIECE = 1 << 18


class Uploader(base.Uploader, fs.Uploader):
    """Writes beside, then renames."""

    storage: DiskStorage

    @override
    def upload(self, location: fk.Location, upload: fk.Upload, extras: dict[str, Any]) -> fk.FileData:
        """Keep a file; a process killed meanwhile leaves the former one, or none."""
        target = Path(self.storage.full_path(location))
        target.parent.mkdir(parents=True, exist_ok=True)
        reader = upload.hashing_reader(algorithm=self.storage.settings.hashing_algorithm)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as unfinished:
            try:
                for chunk in reader:
                    unfinished.write(chunk)
                unfinished.flush()
                os.fsync(unfinished.fileno())
                Path(unfinished.name).chmod(0o644)
                Path(unfinished.name).rename(target)
            except BaseException:
                Path(unfinished.name).unlink(missing_ok=True)
                raise
        return fk.FileData(
            location,
            size=target.stat().st_size,
            content_type=upload.content_type,
            hash=reader.get_hash(),
            algorithm=self.storage.settings.hashing_algorithm,
        )


class Reader(base.Reader, fs.Reader):
    """Reads in pieces of one size; file-keeper's gives lines, of which a file may have one."""

    @override
    def stream(self, data: fk.FileData, extras: dict[str, Any]) -> Iterator[bytes]:  # pyright: ignore[reportIncompatibleMethodOverride] - pieces instead of lines
        """Give the bytes of a file.

        Raises:
            MissingFileError: there is none; said before the first piece.
        """
        return _pieces(super().stream(data, extras))


class Manager(base.Manager, fs.Manager):
    """Tells sizes without reading files."""

    @override
    def size(self, location: fk.Location, extras: dict[str, Any]) -> int:
        """Give the bytes of a file.

        Raises:
            MissingFileError: there is none.
        """
        path = Path(self.storage.full_path(location))
        if not path.is_file():
            raise fk.exc.MissingFileError(self.storage, location)
        return path.stat().st_size


@dataclasses.dataclass()
class Settings(base.Settings, fs.Settings):
    """Options of a storage on disk."""


class DiskStorage(base.Storage, fs.FsStorage):
    """Files in a folder; `path` is its absolute path."""

    settings: Settings
    SettingsFactory = Settings
    UploaderFactory = Uploader
    ReaderFactory = Reader
    ManagerFactory = Manager


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
