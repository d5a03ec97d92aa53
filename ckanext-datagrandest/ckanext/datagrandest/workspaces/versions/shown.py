"""The versions of a file as the API and the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.workspaces.versions import files, store

_EXAMPLES = ("added_rows", "removed_rows", "modified_rows")


def shown(resource: Mapping[str, Any], *, may_change: bool) -> dict[str, Any]:
    """Give what `dge_resource_versions` answers."""
    rows = store.versions(resource["id"])
    compared = store.comparisons(resource["id"]) if rows else {}
    by_number = {row["number"]: row for row in rows}
    current = max(by_number, default=0) + 1
    versions = [_current(resource, current), *(_former(resource, row, may_change) for row in rows)]
    told = [{**one, **_change(by_number.get(one["number"] - 1), compared, may_change)} for one in versions]
    return {"current": current, "may_change": may_change, "versions": told}


def _current(resource: Mapping[str, Any], number: int) -> dict[str, Any]:
    name = PurePosixPath(unquote(urlsplit(resource.get("url") or "").path)).name
    described = {"name": name, "format": resource.get("format") or "", "size": resource.get("size")}
    return {"number": number, "current": True, "url": resource.get("url"), **_nothing(), **described}


def _former(resource: Mapping[str, Any], row: Mapping[Any, Any], may_change: bool) -> dict[str, Any]:  # noqa: FBT001
    may_have = may_change and files.has(row["sha256"])
    url = (
        tk.h.url_for(
            "dge_versions.download", id=resource["package_id"], resource_id=resource["id"], number=row["number"]
        )
        if may_have
        else None
    )
    described = {name: row[name] for name in ("name", "format", "size")}
    return {"number": row["number"], "current": False, "url": url, **_nothing(), **described}


def _nothing() -> dict[str, Any]:
    return {"since": None, "restores": None, "author": None, "difference": None, "reason": None}


def _change(
    before: Mapping[Any, Any] | None, compared: Mapping[tuple[str, str], Mapping[Any, Any]], may_change: bool  # noqa: FBT001
) -> dict[str, Any]:  # fmt: skip
    """Tell when a version came, from whom, and what it changed of the one before."""
    if before is None:
        return {"state": "first"}
    known = compared.get((before["sha256"], before["next_sha256"]))
    difference = known["difference"] if known else None
    if difference and not may_change:
        difference = {name: value for name, value in difference.items() if name not in _EXAMPLES}
    state = "waiting" if known is None else "known" if difference else "unknown"
    return {
        "since": before["done_at"].isoformat(), "restores": before["restores"], "state": state, "difference": difference,
        "reason": known["reason"] if known else None, "author": _person(before["author"]) if may_change else None,
    }  # fmt: skip


def _person(name: str) -> str | None:
    user: Any = ckan_model.User.get(name) if name else None
    return (user.display_name or user.name) if user else None
