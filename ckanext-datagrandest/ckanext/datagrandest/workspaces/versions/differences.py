"""What changed between two files of a resource: compared in the background, by a process with limits, and kept."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.jobs.queueing import enqueue
from ckanext.datagrandest.jobs.recurring import VALIDATION
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.quality import config, judging, source
from ckanext.datagrandest.quality import store as verdicts
from ckanext.datagrandest.quality.declared import declared, wanted_of
from ckanext.datagrandest.workspaces.versions import files, store

_WORKER = "ckanext.datagrandest.workspaces.versions.worker"
_MOVING_SECONDS = 300
#: Said of a comparison whose files are gone.
GONE = N_("One of the two files is not in the storage any more.")
WAITING, KNOWN = "waiting", "known"


def ask(resource_id: str, old: str, new: str, other: str = "") -> None:
    """Have two files of a resource compared in the background, unless that is done.

    Args:
        resource_id: of the resource.
        old: SHA-256 of the former file.
        new: SHA-256 of the new one.
        other: id of the resource that holds the new file, when it is not in its place yet.
    """
    if store.comparison(resource_id, old, new) is None:
        enqueue(
            compare_files, [resource_id, old, new, other], queue=VALIDATION, attempts=2,
            timeout=config.bounds().clock_seconds + _MOVING_SECONDS, key=f"versions:{resource_id}:{old[:16]}:{new[:16]}",
            title=N_("Compare two versions of a file"),
        )  # fmt: skip


def compare_files(resource_id: str, old: str, new: str, other: str) -> dict[str, str]:
    """Compare two files of a resource; the job of `ask`."""
    with tempfile.TemporaryDirectory(prefix="dge-version-") as name:
        folder = Path(name)
        paths = [_bring(sha256, [resource_id, *filter(None, [other])], folder) for sha256 in (old, new)]
        if None in paths:
            found: dict[str, Any] = {"state": "not_compared", "reason": Message(GONE)}
        else:
            task = {
                "old": str(paths[0]),
                "new": str(paths[1]),
                "locale": config.locale(),
                **_schema(other or resource_id),
            }
            found = judging.run(task, folder, config.bounds(), _WORKER)
    reason = found.get("reason")
    said = reason.render(translator(config.locale())) if isinstance(reason, Message) else reason
    store.write_comparison(resource_id, old, new, {"difference": found.get("difference"), "reason": said})
    return {"state": found["state"]}


def between(resource_id: str, other: str) -> dict[str, Any]:
    """Give what the file of another resource changes in that of a resource; the comparison is begun when it is not known.

    Args:
        resource_id: of the published file.
        other: of the resource that holds a new version of it, a deposit's.

    Returns:
        `{state: waiting | known, difference, reason}`.

    Raises:
        ObjectNotFound: one of them is gone.
        ValidationError: a file cannot be had.
    """
    with tempfile.TemporaryDirectory(prefix="dge-version-") as folder:
        old, new = (source.sha256(files.fetch(files.asked_of(one), Path(folder))) for one in (resource_id, other))
    row = store.comparison(resource_id, old, new)
    if row is None:
        ask(resource_id, old, new, other)
        return {"state": WAITING, "difference": None, "reason": None}
    return {"state": KNOWN, "difference": row["difference"], "reason": row["reason"]}


def _bring(sha256: str, resource_ids: list[str], folder: Path) -> Path | None:
    """Find a file by its SHA-256: among those that are kept, else that of one of the resources."""
    kept = files.kept(sha256, folder)
    if kept is not None:
        return kept
    for resource_id in resource_ids:
        inner = folder / resource_id
        inner.mkdir(exist_ok=True)
        try:
            path = files.fetch(files.asked_of(resource_id), inner)
        except (tk.ObjectNotFound, tk.ValidationError):
            continue
        if source.sha256(path) == sha256:
            return path
    return None


def _schema(resource_id: str) -> dict[str, str]:
    """Name the schema by which rows are paired: the declared one, else that of the latest verdict."""
    resource: Any = ckan_model.Session.get(ckan_model.Resource, resource_id)
    extras = (resource.extras or {}) if resource is not None else {}
    said = declared(*wanted_of(extras))
    if said is not None and said.id:
        return {"schema_id": said.id, "schema_version": said.version or ""}
    verdict = verdicts.latest(resource_id)
    return {"schema_id": (verdict["schema_id"] if verdict else "") or "", "schema_version": (verdict["schema_version"] if verdict else "") or ""}  # fmt: skip
