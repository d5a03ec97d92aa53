"""Repairing the file of a resource: proposed, applied by rule, undone; the original is always kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality import config, due, judging, originals, source, store, tasks
from ckanext.datagrandest.quality.model import NOT_JUDGED

NOT_A_TABLE = N_("This file is not a table that can be repaired.")
ELSEWHERE = N_("This file is on another server: repair it there, or send it here first.")
NOTHING = N_("There is nothing left to repair with the rules you accepted.")
CHANGED = N_(
    "The file has changed since this repair: it can no longer be undone. The original can still be downloaded."
)
NOT_REPAIRED = N_("This file was not repaired, or the repair was already undone.")
LOST = N_("The original file is not in the storage any more.")


class NotMendedError(Exception):
    """A repair that cannot be proposed, applied or undone; `message` says why."""

    def __init__(self, message: Message | str) -> None:
        self.message = message if isinstance(message, Message) else Message(message)
        super().__init__(str(self.message))


def propose(resource_id: str) -> dict[str, Any]:
    """Give what could be repaired, rule by rule; nothing is changed.

    Raises:
        NotMendedError: the file cannot be read, or takes too long.
    """
    asked = _asked(resource_id)
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as folder:
        found, sha256 = _mend(asked, Path(folder), ())
    return {"resource_id": resource_id, "sha256": sha256, "schema": found["schema"], **_outcome(found)}


def apply(context: Context, resource_id: str, refused: Sequence[str]) -> dict[str, Any]:
    """Replace the file of a resource by its repaired copy, after keeping the original and before logging the repair.

    Raises:
        NotMendedError: the file is elsewhere, cannot be read, or nothing is to be repaired.
    """
    asked = _asked(resource_id)
    if not asked.is_upload:
        raise NotMendedError(ELSEWHERE)
    before = tk.get_action("resource_show")(Context(context), {"id": resource_id})
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as name:
        folder = Path(name)
        found, sha256 = _mend(asked, folder, refused)
        if not found["proposals"]:
            raise NotMendedError(NOTHING)
        originals.keep(config.originals(), sha256, folder / "file")
        repaired = folder / "repaired.csv"
        repaired_sha256 = source.sha256(repaired)
        values = {
            "resource_id": resource_id, "original_sha256": sha256, "original_name": asked.name,
            "original_format": before.get("format") or "", "original_mimetype": before.get("mimetype") or "",
            "repaired_sha256": repaired_sha256, "schema_id": found["schema"]["id"],
            "schema_version": found["schema"]["version"], "author": str(context.get("user") or ""),
            "record": {"refused": list(refused), "encoding": before.get("encoding") or "", **_outcome(found)},
        }  # fmt: skip
        store.write_repair(values)
        new_name = PurePosixPath(asked.name).stem + ".csv"
        _upload(
            context, resource_id, repaired, new_name, {"format": "CSV", "mimetype": "text/csv", "encoding": "UTF-8"}
        )
    return {"resource_id": resource_id, "original": sha256, "sha256": repaired_sha256, **_outcome(found)}


def undo(context: Context, resource_id: str) -> dict[str, Any]:
    """Put the original back, byte for byte, in the place of its repaired copy.

    Raises:
        NotMendedError: no repair stands, or the file is no longer the repaired one.
    """
    asked = _asked(resource_id)
    standing = next((row for row in store.repairs(resource_id) if row["undone_at"] is None), None)
    if standing is None:
        raise NotMendedError(NOT_REPAIRED)
    kept = originals.path_of(config.originals(), standing["original_sha256"])
    if not kept.is_file():
        raise NotMendedError(LOST)
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as folder:
        if not asked.is_upload or source.sha256(_fetch(asked, Path(folder))) != standing["repaired_sha256"]:
            raise NotMendedError(CHANGED)
    described = {
        "format": standing["original_format"],
        "mimetype": standing["original_mimetype"],
        "encoding": standing["record"].get("encoding", ""),
    }
    _upload(context, resource_id, kept, standing["original_name"], described)
    store.mark_undone(standing["id"])
    return {"resource_id": resource_id, "sha256": standing["original_sha256"]}


def _asked(resource_id: str) -> due.Asked:
    asked = due.judgeable(resource_id)
    if asked is None:
        raise NotMendedError(NOT_A_TABLE)
    return asked


def _fetch(asked: due.Asked, folder: Path) -> Path:
    try:
        return source.fetch(asked, folder)
    except source.NoFileError as error:
        raise NotMendedError(error.message) from error


def _mend(asked: due.Asked, folder: Path, refused: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Have a repaired copy written beside the file; give what was done, and the SHA-256 of the file."""
    path = _fetch(asked, folder)
    try:
        described = tasks.task_for(asked, folder)
    except source.NoFileError as error:
        raise NotMendedError(error.message) from error
    own = {"refused": list(refused), "output": str(folder / "repaired.csv")}
    found = judging.run({"mode": "repair", "file": str(path), **described, **own}, folder, config.repair_bounds())
    if found["state"] == NOT_JUDGED:
        raise NotMendedError(found["reason"])
    return found, source.sha256(path)


def _outcome(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("proposals", "valid", "remaining")}


def _upload(context: Context, resource_id: str, path: Path, name: str, described: dict[str, str]) -> None:
    with path.open("rb") as stream:
        upload = FileStorage(stream=stream, filename=name, content_type=described["mimetype"] or None)
        values = {"id": resource_id, "upload": upload, "url": name, **described}
        tk.get_action("resource_patch")(Context(context), values)
