"""The bytes of a resource, as a file of ours: an upload is read from CKAN's storage, anything else is downloaded."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.config import client_from_config
from ckanext.datagrandest.net.errors import OutboundError
from ckanext.datagrandest.quality import config
from ckanext.datagrandest.quality.due import Asked
from ckanext.datagrandest.storage import uploads

_SCHEMA_BYTES = 1 << 20

TOO_LARGE = N_("Not judged: the file is larger than the {limit} MB that are judged.")
NO_FILE = N_("Not judged: the file is not in the storage. Send it again.")
NO_DOWNLOAD = N_("Not judged: the file could not be downloaded. {reason}")
NO_SCHEMA = N_("Not judged: the schema at {url} could not be downloaded. {reason}")


class NoFileError(Exception):
    """The file cannot be had; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def fetch(asked: Asked, folder: Path) -> Path:
    """Bring a resource's file into a folder.

    Raises:
        NoFileError: it is missing, too large, or its server refuses.
    """
    path = folder / "file"
    if asked.is_upload:
        _copy(asked.id, path)
    else:
        limits = replace((client := client_from_config()).limits, max_bytes=config.max_bytes(), retries=0)
        try:
            client.download(asked.url, path, limits=limits)
        except OutboundError as error:
            raise NoFileError(Message(NO_DOWNLOAD, {"reason": error.message})) from error
    return path


def fetch_schema(address: str, folder: Path) -> Path:
    """Bring a schema given by its address into a folder.

    Raises:
        NoFileError: it cannot be downloaded.
    """
    path = folder / "schema.json"
    limits = replace((client := client_from_config()).limits, max_bytes=_SCHEMA_BYTES, retries=0)
    try:
        client.download(address, path, limits=limits)
    except OutboundError as error:
        raise NoFileError(Message(NO_SCHEMA, {"url": address, "reason": error.message})) from error
    return path


def sha256(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(resource_id: str, target: Path) -> None:
    """Copy an upload out of CKAN's storage, on disk or on a server."""
    try:
        _check_size(uploads.size(resource_id))
        with target.open("wb") as output:
            for piece in uploads.chunks(resource_id):
                output.write(piece)
    except uploads.NoUploadError as error:
        raise NoFileError(Message(NO_FILE)) from error


def _check_size(size: int) -> None:
    if size > config.max_bytes():
        raise NoFileError(Message(TOO_LARGE, {"limit": config.max_bytes() >> 20}))
