"""The options of the room, read with their types; the only place that reads them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

PREFIX = "ckanext.datagrandest.workspaces"
_MEBIBYTE = 1024 * 1024


def team() -> str:
    """Name of the organisation of the animateurs."""
    return str(tk.config[f"{PREFIX}.team"])


def most_inhabitants() -> int:
    """Inhabitants of the largest commune that gets a free workspace."""
    return _number("most_inhabitants")


def storage_bytes() -> int:
    """Bytes that the files of one workspace may take."""
    return _number("storage_mb") * _MEBIBYTE


def datasets() -> int:
    """Datasets that one workspace may have."""
    return _number("datasets")


def file_bytes() -> int:
    """Bytes of the largest file of a workspace."""
    return _number("file_mb") * _MEBIBYTE


def _number(name: str) -> int:
    return tk.config[f"{PREFIX}.{name}"]
