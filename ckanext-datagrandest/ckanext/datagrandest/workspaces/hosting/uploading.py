"""CKAN's two uploaders of files of resources, which note in the ledger what they keep."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import files, uploader
from ckan.types import PResourceUploader

from ckanext.datagrandest.workspaces.hosting import ledger


class _Noting:
    """Notes a file in the transaction that names it."""

    filename: str | None
    filesize: int
    clear: Any

    def upload(self, id: str, max_size: int = 10) -> None:  # noqa: A002 - CKAN's name
        """Keep the file, or remove the former one; both are noted.

        Raises:
            ValidationError: it is larger than CKAN takes.
        """
        super().upload(id, max_size)  # pyright: ignore[reportAttributeAccessIssue] - of the uploader beside
        if self.filename:
            ledger.keep(id, self.filesize)
        elif self.clear:
            ledger.forget(id)


class FolderUpload(_Noting, uploader.ResourceUpload):  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride]
    """For a platform whose files are in `ckan.storage_path`."""


class StorageUpload(_Noting, uploader.FKResourceUpload):  # pyright: ignore[reportIncompatibleMethodOverride, reportIncompatibleVariableOverride]
    """For a platform whose files are in a storage of CKAN."""


def resource_uploader(values: dict[str, Any]) -> PResourceUploader:
    """Give the uploader of a resource's file, as CKAN chooses it."""
    try:
        files.get_storage(tk.config["ckan.files.default_storages.resource"])
    except files.exc.UnknownStorageError:
        return FolderUpload(values)
    return StorageUpload(values)
