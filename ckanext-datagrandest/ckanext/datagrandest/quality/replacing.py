"""Putting a file in the place of a resource's, so that a process killed at any moment loses nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.quality import config, due, originals, source, store

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
    originals.keep(config.originals(), made.sha256, made.path.parent / "file")
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
        store.finish_repair(begun)
        upload(context, asked.id, made.path, _name(asked.name), _CSV)
    except (tk.ValidationError, tk.NotAuthorized, OSError):
        ckan_model.Session.rollback()
        store.drop_repair(begun)
        raise
    return replaced


def upload(context: Context, resource_id: str, path: Path, name: str, described: dict[str, str]) -> None:
    """Send a file as the upload of a resource, with what is said of it."""
    with path.open("rb") as stream:
        file = FileStorage(stream=stream, filename=name, content_type=described["mimetype"] or None)
        values = {"id": resource_id, "upload": file, "url": name, **described}
        tk.get_action("resource_patch")(Context(context), values)
    ckan_model.Session.commit()


def close_begun() -> int:
    """Close the replacements whose process was killed; give how many there were.

    Those whose file is in place are finished, the others forgotten.
    """
    begun = store.begun_repairs(_LONG_AGO)
    for row in begun:
        asked = due.judgeable(row["resource_id"])
        with tempfile.TemporaryDirectory(prefix="dge-quality-") as folder:
            in_place = asked is not None and _sha256(asked, Path(folder)) == row["repaired_sha256"]
        if not in_place:
            store.drop_repair(row["id"])
            continue
        store.finish_repair(row["id"])
        now = datetime.now(UTC).replace(tzinfo=None).isoformat()
        values = {"id": row["resource_id"], "url": _name(row["original_name"]), "last_modified": now, **_CSV}
        tk.get_action("resource_patch")({"ignore_auth": True, "user": row["author"]}, values)
        ckan_model.Session.commit()
    return len(begun)


def _name(original: str) -> str:
    return PurePosixPath(original).stem + ".csv"


def _sha256(asked: due.Asked, folder: Path) -> str:
    try:
        return source.sha256(source.fetch(asked, folder))
    except source.NoFileError:
        return ""
