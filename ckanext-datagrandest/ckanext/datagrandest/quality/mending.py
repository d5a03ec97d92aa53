"""Repairing the file of a resource: proposed, applied by rule, undone; the original is always kept."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality import config, due, judging, originals, replacing, requests, source, store
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


@contextmanager
def explained() -> Generator[None]:
    """Turn a repair that cannot be made into CKAN's refusal, with its sentence."""
    try:
        yield
    except NotMendedError as error:
        raise tk.ValidationError({"resource_id": [error.message.render(tk._)]}) from error


def propose(resource_id: str) -> dict[str, Any]:
    """Give what could be repaired, rule by rule; nothing is changed.

    Raises:
        NotMendedError: the file cannot be read, or takes too long.
    """
    asked = asked_of(resource_id)
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as folder:
        found, sha256 = _mend(asked, Path(folder), ())
    return {"resource_id": resource_id, "sha256": sha256, "schema": found["schema"], **_outcome(found)}


def apply(context: Context, resource_id: str, refused: Sequence[str]) -> dict[str, Any]:
    """Replace the file of a resource by its repaired copy; the original is kept, the repair is logged.

    Raises:
        NotMendedError: the file is elsewhere, cannot be read, or nothing is to be repaired.
    """
    asked = asked_of(resource_id)
    if not asked.is_upload:
        raise NotMendedError(ELSEWHERE)
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as name:
        folder = Path(name)
        found, sha256 = _mend(asked, folder, refused)
        if not found["proposals"]:
            raise NotMendedError(NOTHING)
        made = replacing.Made(
            folder / "repaired.csv", sha256, found["schema"], {"refused": list(refused), **_outcome(found)}
        )
        replaced = replacing.replace_file(context, asked, made)
    return {"resource_id": resource_id, "original": sha256, "sha256": replaced, **_outcome(found)}


def undo(context: Context, resource_id: str) -> dict[str, Any]:
    """Put the original back, byte for byte, in the place of its repaired copy.

    Raises:
        NotMendedError: no repair stands, or the file is no longer the repaired one.
    """
    asked = asked_of(resource_id)
    standing = next((row for row in store.repairs(resource_id) if row["undone_at"] is None), None)
    if standing is None:
        raise NotMendedError(NOT_REPAIRED)
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as folder:
        known = {standing["repaired_sha256"], standing["original_sha256"]}  # the latter: an undoing that was cut short
        if not asked.is_upload or source.sha256(fetch(asked, Path(folder))) not in known:
            raise NotMendedError(CHANGED)
        replacing.put_back(context, asked, standing, _original(standing["original_sha256"], Path(folder)))
    return {"resource_id": resource_id, "sha256": standing["original_sha256"]}


def _original(sha256: str, folder: Path) -> Path:
    try:
        return originals.copy(config.originals(), sha256, folder / "original")
    except originals.LostError as error:
        raise NotMendedError(LOST) from error


def asked_of(resource_id: str) -> due.Asked:
    """Give a resource whose file can be changed here.

    Raises:
        NotMendedError: it is no table.
    """
    asked = due.judgeable(resource_id)
    if asked is None:
        raise NotMendedError(NOT_A_TABLE)
    return asked


def fetch(asked: due.Asked, folder: Path) -> Path:
    """Bring the file of a resource into a folder.

    Raises:
        NotMendedError: it cannot be had.
    """
    try:
        return source.fetch(asked, folder)
    except source.NoFileError as error:
        raise NotMendedError(error.message) from error


def _mend(asked: due.Asked, folder: Path, refused: Sequence[str]) -> tuple[dict[str, Any], str]:
    """Have a repaired copy written beside the file; give what was done, and the SHA-256 of the file."""
    own = {"mode": "repair", "refused": list(refused)}
    return worked(asked, folder, {**own, "output": str(folder / "repaired.csv")})


def worked(asked: due.Asked, folder: Path, task: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Have the process with limits do a task on the file of a resource; give its answer, and the SHA-256 of the file.

    Raises:
        NotMendedError: the file cannot be had or read, or takes too long.
    """
    path = fetch(asked, folder)
    sha256 = source.sha256(path)
    try:
        described = requests.task_for(asked, folder, sha256)
    except source.NoFileError as error:
        raise NotMendedError(error.message) from error
    found = judging.run({**task, "file": str(path), **described}, folder, config.repair_bounds())
    if found["state"] == NOT_JUDGED:
        raise NotMendedError(found["reason"])
    return found, sha256


def _outcome(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("proposals", "valid", "remaining")}
