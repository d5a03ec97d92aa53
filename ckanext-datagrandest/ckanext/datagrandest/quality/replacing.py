"""Putting a file in the place of a resource's, so that a process killed at any moment loses nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from werkzeug.datastructures import FileStorage

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.interfaces import IKeptFiles
from ckanext.datagrandest.quality import config, due, originals, source, store

#: Key of the record of a masking: what was masked.
MASKED = "masked"
_CSV = {"format": "CSV", "mimetype": "text/csv", "encoding": "UTF-8"}
#: A repair takes less: one begun before is nobody's any more.
_LONG_AGO = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Made:
    """A file made from a resource's, which stands beside it as `file`.

    Attributes:
        path: the file that was made (CSV, UTF-8).
        sha256: of the original.
        schema: `{id, version}` by which it was made.
        record: what was done.
    """

    path: Path
    sha256: str
    schema: Mapping[str, str]
    record: Mapping[str, Any]


def replace_file(context: Context, asked: due.Asked, made: Made) -> str:
    """Put a file in the place of a resource's; give its SHA-256.

    The original is kept before all, the log then knows both files, the commit that replaces the file closes the log,
    and `close_begun` closes what no commit did.
    """
    before = tk.get_action("resource_show")(Context(context), {"id": asked.id})
    former = made.path.parent / "file"
    for plugin in p.PluginImplementations(IKeptFiles):
        plugin.before_file_replaced(asked.id, made.sha256, former.stat().st_size, made.path.stat().st_size)
    originals.keep(config.originals(), made.sha256, former)
    replaced = source.sha256(made.path)
    values = {
        "resource_id": asked.id, "original_sha256": made.sha256, "original_name": asked.name,
        "original_format": before.get("format") or "", "original_mimetype": before.get("mimetype") or "",
        "repaired_sha256": replaced, "schema_id": made.schema["id"], "schema_version": made.schema["version"],
        "author": str(context.get("user") or ""),
        "record": {"encoding": before.get("encoding") or "", **made.record},
    }  # fmt: skip
    begun = store.begin_repair(values)
    try:
        _finish(begun, asked.id, values)
        upload(context, asked.id, made.path, _name(asked.name), _CSV)
    except (tk.ValidationError, tk.NotAuthorized, OSError):
        ckan_model.Session.rollback()
        store.drop_repair(begun)
        raise
    return replaced


def _finish(repair_id: int, resource_id: str, values: Mapping[Any, Any]) -> None:
    """Have the coming commit close the log; reports on a file that was masked forget the cells they quote."""
    store.finish_repair(repair_id)
    if MASKED in values["record"]:
        store.forget_faults(resource_id, values["original_sha256"])


def put_back(context: Context, asked: due.Asked, repair: Mapping[Any, Any], original: Path) -> None:
    """Put the original of a repair in the place of its copy; `close_begun` ends what a killed process began."""
    store.begin_undo(repair["id"])
    try:
        store.mark_undone(repair["id"])
        upload(context, asked.id, original, repair["original_name"], _described(repair))
    except (tk.ValidationError, tk.NotAuthorized, OSError):
        ckan_model.Session.rollback()
        store.drop_undo(repair["id"])
        raise


def _described(repair: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "format": repair["original_format"],
        "mimetype": repair["original_mimetype"],
        "encoding": repair["record"].get("encoding", ""),
    }


def upload(context: Context, resource_id: str, path: Path, name: str, described: dict[str, str]) -> None:
    """Send a file as the upload of a resource, with what is said of it."""
    with path.open("rb") as stream:
        file = FileStorage(stream=stream, filename=name, content_type=described["mimetype"] or None)
        values = {"id": resource_id, "upload": file, "url": name, **described}
        tk.get_action("resource_patch")(Context(context), values)
    ckan_model.Session.commit()


def close_begun() -> int:
    """Close the replacements and undoings whose process was killed; give how many there were.

    Those whose file is in place are finished, the others forgotten.
    """
    begun, undoings = store.begun_repairs(_LONG_AGO), store.begun_undoings(_LONG_AGO)
    for row in begun:
        if not _in_place(row, row["repaired_sha256"]):
            store.drop_repair(row["id"])
            continue
        _finish(row["id"], row["resource_id"], row)
        _describe(row, {"url": _name(row["original_name"]), **_CSV})
    for row in undoings:
        if not _in_place(row, row["original_sha256"]):
            store.drop_undo(row["id"])
            continue
        store.mark_undone(row["id"])
        _describe(row, {"url": row["original_name"], **_described(row)})
    return len(begun) + len(undoings)


def _in_place(row: Mapping[Any, Any], sha256: str) -> bool:
    asked = due.judgeable(row["resource_id"])
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as folder:
        return asked is not None and _sha256(asked, Path(folder)) == sha256


def _describe(row: Mapping[Any, Any], described: Mapping[str, str]) -> None:
    """Say of a resource what its file is now, as the commit would have that never came."""
    now = datetime.now(UTC).replace(tzinfo=None).isoformat()
    values = {"id": row["resource_id"], "last_modified": now, **described}
    tk.get_action("resource_patch")({"ignore_auth": True, "user": row["author"]}, values)
    ckan_model.Session.commit()


def _name(original: str) -> str:
    return PurePosixPath(original).stem + ".csv"


def _sha256(asked: due.Asked, folder: Path) -> str:
    try:
        return source.sha256(source.fetch(asked, folder))
    except source.NoFileError:
        return ""
