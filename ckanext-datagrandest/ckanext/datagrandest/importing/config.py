"""The options of the room, read with their types; the only place that reads them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

_PREFIX = "ckanext.datagrandest.importing"


def former_addresses() -> list[str]:
    """Patterns of the addresses of datasets on the former platform; `{name}` is the dataset's name or identifier."""
    return list(tk.config[f"{_PREFIX}.former_addresses"])


def largest_file() -> int:
    """Size of the largest file that is fetched, in bytes: that of an upload."""
    return int(tk.config["ckan.max_resource_size"]) << 20
