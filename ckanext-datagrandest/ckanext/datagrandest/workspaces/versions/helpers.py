"""Template helpers of versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.datagrandest.workspaces.versions import store


def dge_version_number(resource: dict[str, Any]) -> int:
    """Give the number of the current version of a resource's file; 1 when it was never replaced."""
    rows = store.versions(resource["id"]) if resource.get("id") and resource.get("url_type") == "upload" else []
    return rows[0]["number"] + 1 if rows else 1


def dge_version_columns(difference: Mapping[str, Any], rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Give the columns that rows of a difference fill, in the order of the file."""
    filled = {name for row in rows for name in row}
    return [name for name in difference.get("columns") or sorted(filled) if name in filled]
