"""Who may preview a source, and who may read the record behind a dataset."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.harvesting import rows


def dge_harvest_preview(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Allow those who may create sources: a preview asks a server of their choice."""
    del data_dict
    try:
        tk.check_access("harvest_source_create", _copy(context), {})
    except tk.NotAuthorized:
        return {"success": False, "msg": tk._("Only those who may create harvest sources can preview one.")}
    return {"success": True}


@tk.chained_auth_function
@tk.auth_allow_anonymous_access
def harvest_object_show(up: Any, context: Any, data_dict: dict[str, Any] | None) -> Any:
    """Show the record of a dataset to those who may see the dataset; others to those who may edit the source.

    Upstream shows every record to everybody, those of private datasets included.
    """
    package_id, source_id = _of_object(data_dict or {})
    try:
        if package_id:
            tk.check_access("package_show", _copy(context, package=model.Package.get(package_id)), {"id": package_id})
        elif source_id:
            tk.check_access("harvest_source_update", _copy(context), {"id": source_id})
    except tk.NotAuthorized:
        return {"success": False, "msg": tk._("Not authorized to see this page")}
    return up(context, data_dict)


def _copy(context: Any, **changes: Any) -> Any:
    return {**context, **changes}


def _of_object(data_dict: dict[str, Any]) -> tuple[str | None, str | None]:
    if data_dict.get("dataset_id"):
        package = model.Package.get(data_dict["dataset_id"])
        return (package.id if package else None), None
    found = rows.harvest_object(data_dict.get("id"), data_dict.get("attr"))
    return (found.package_id, found.harvest_source_id) if found else (None, None)


@tk.auth_allow_anonymous_access
def dge_dataset_tombstone_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Allow everybody: only datasets that were public have a tombstone."""
    del context, data_dict
    return {"success": True}


def dge_harvest_twin_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Allow those who have an account: each sees the pairs of their organisations."""
    del context, data_dict
    return {"success": True}


def dge_harvest_merge_undo(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Allow those who may edit the dataset, and those who run the source whose record was merged."""
    for check, name in (("package_update", data_dict["id"]), ("harvest_source_update", data_dict["source_id"])):
        try:
            tk.check_access(check, _copy(context, package=model.Package.get(name)), {"id": name})
        except (tk.NotAuthorized, tk.ObjectNotFound):
            continue
        return {"success": True}
    return {"success": False, "msg": tk._("Only those who may edit these datasets can decide about them.")}
