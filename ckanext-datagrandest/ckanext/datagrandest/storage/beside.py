"""Storages of our own beside CKAN's uploads: on the same server, under a path of their own, never public."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

import file_keeper as fk

import ckan.plugins.toolkit as tk
from ckan.config.declaration.load import config_tree
from ckan.lib import files

DISK, S3 = "dge:disk", "dge:s3"


def adapters() -> dict[str, type[fk.Storage]]:
    """Give our adapters by the name that configurations call them; S3 is loaded where it is configured."""
    from ckanext.datagrandest.storage.disk import DiskStorage

    found: dict[str, type[fk.Storage]] = {DISK: DiskStorage}
    if any(settings.get("type") == S3 for settings in _configured().values()):
        from ckanext.datagrandest.storage.s3 import S3Storage

        found[S3] = S3Storage
    return found


def storage(path: str) -> fk.Storage:
    """Give the storage at a path beside the uploads: of CKAN's default storage, or of `ckan.storage_path`."""
    default = _configured().get(tk.config["ckan.files.default_storages.default"])
    settings = dict(default or {"type": DISK, "path": str(tk.config["ckan.storage_path"])})
    settings["path"] = str(PurePosixPath(str(settings.get("path") or ""), path))
    settings |= {"name": path, "initialize": True, "overwrite_existing": True}
    return _made(json.dumps(settings, sort_keys=True, default=str))


@lru_cache(maxsize=16)
def _made(settings: str) -> fk.Storage:
    """Make a storage once: one on S3 asks its server whether the bucket is there."""
    values = json.loads(settings)
    return fk.make_storage(values["name"], values)


def _configured() -> dict[str, dict[str, Any]]:
    return config_tree(tk.config, prefix=files.STORAGE_PREFIX, depth=-1)
