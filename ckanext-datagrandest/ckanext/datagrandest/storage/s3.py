"""A storage on a server that speaks S3 (AWS, OVH, Scaleway, Ceph, MinIO…), as CKAN's storages are.

file-keeper's adapter knows nothing of CKAN's limits and answers; it asks for a whole object to learn its size and leaves
the connection open. This one asks for the head, reads in chunks and closes.
"""

# pyright: reportIncompatibleVariableOverride=false
# CKAN marries its own classes of storages to those of file-keeper in the same way.

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import file_keeper as fk
from botocore.exceptions import ClientError
from file_keeper.default.adapters import s3
from typing_extensions import override

from ckan.config.declaration import Declaration, Key
from ckan.lib.files import base

_CHUNK = 1 << 18
_GONE = {"404", "NoSuchKey", "NotFound"}
#: Checksums beyond the signature are AWS's own: other servers refuse them or keep them as part of the file.
_ANY_SERVER: dict[str, Any] = {
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
    "s3": {"addressing_style": "path"},
    "connect_timeout": 10,
    "read_timeout": 60,
    "retries": {"max_attempts": 3, "mode": "standard"},
}


@dataclasses.dataclass()
class Settings(base.Settings, s3.Settings):
    """Options of a storage on S3: those of file-keeper's adapter.

    A file of a resource takes the place of its former one: they have one address.
    """

    overwrite_existing: bool = True

    def __post_init__(self, **kwargs: Any) -> None:
        self.config = {**_ANY_SERVER, **self.config}
        super().__post_init__(**kwargs)


class Uploader(base.Uploader, s3.Uploader):
    """Writes as file-keeper does: an object is whole or not there."""


class Reader(base.Reader, s3.Reader):
    """Reads in chunks; gives no address of the bucket, which need not be open to anybody."""

    storage: S3Storage

    capabilities = fk.Capability.STREAM

    @override
    def stream(self, data: fk.FileData, extras: dict[str, Any]) -> Iterator[bytes]:
        """Give the bytes of a file.

        Raises:
            MissingFileError: there is none; said before the first byte is asked for.
        """
        settings = self.storage.settings
        try:
            found = settings.client.get_object(Bucket=settings.bucket, Key=self.storage.full_path(data.location))
        except ClientError as error:
            raise _missing(error, self.storage, data.location) from error
        return _chunks(found["Body"])


class Manager(base.Manager, s3.Manager):
    """Asks for the head of an object where file-keeper asks for all of it."""

    @override
    def exists(self, data: fk.FileData, extras: dict[str, Any]) -> bool:
        """Tell whether there is a file."""
        try:
            self.analyze(data.location, extras)
        except fk.exc.MissingFileError:
            return False
        return True

    @override
    def size(self, location: fk.Location, extras: dict[str, Any]) -> int:
        """Give the bytes of a file."""
        return self.analyze(location, extras).size

    @override
    def analyze(self, location: fk.Location, extras: dict[str, Any]) -> fk.FileData:
        """Tell what the server knows of a file.

        Raises:
            MissingFileError: there is none.
        """
        settings = self.storage.settings
        try:
            head = settings.client.head_object(Bucket=settings.bucket, Key=self.storage.full_path(location))
        except ClientError as error:
            raise _missing(error, self.storage, location) from error
        etag = head["ETag"].strip('"')
        return fk.FileData(
            location, size=head["ContentLength"], content_type=head["ContentType"], hash=etag, algorithm="md5"
        )


class S3Storage(base.Storage, s3.S3Storage):
    """Objects of a bucket; `path` is the prefix of their keys."""

    settings: Settings
    SettingsFactory = Settings
    UploaderFactory = Uploader
    ReaderFactory = Reader
    ManagerFactory = Manager

    @override
    @classmethod
    def declare_config_options(cls, declaration: Declaration, key: Key) -> None:
        """Declare the options that a storage of this type is configured with."""
        super().declare_config_options(declaration, key)
        declaration.declare(key.bucket).required().set_description("Name of the bucket.")
        declaration.declare(key.endpoint).set_description("Address of the server; AWS when empty.")
        declaration.declare(key.region).set_description("Region of the bucket.")
        declaration.declare(key.key).set_description("Access key; empty: AWS_ACCESS_KEY_ID of the environment.")
        declaration.declare(key.secret).set_description("Secret key; empty: AWS_SECRET_ACCESS_KEY of the environment.")


def _chunks(body: Any) -> Iterator[bytes]:
    try:
        yield from body.iter_chunks(_CHUNK)
    finally:
        body.close()


def _missing(error: ClientError, storage: fk.Storage, location: str) -> Exception:
    if error.response.get("Error", {}).get("Code") in _GONE:
        return fk.exc.MissingFileError(storage, location)
    return error
