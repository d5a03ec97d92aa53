"""The jobs of the room: judging one resource, and finding those that are to be judged."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import ckan.plugins as p
from ckan import model as ckan_model
from ckan.lib import search

from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.jobs.model import FAILED
from ckanext.datagrandest.jobs.queueing import Enqueued, enqueue
from ckanext.datagrandest.jobs.recurring import HARVEST, VALIDATION, RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.quality import (
    config,
    due,
    guard,
    judging,
    notices,
    replacing,
    requests,
    score_store,
    source,
    store,
)
from ckanext.datagrandest.quality.interfaces import IVerdicts
from ckanext.datagrandest.quality.model import NOT_JUDGED, VALID
from ckanext.datagrandest.quality.privacy import notices as privacy_notices
from ckanext.datagrandest.quality.privacy import store as privacy
from ckanext.datagrandest.quality.worker import CHECKER

log = logging.getLogger(__name__)

#: A job that its workers did not survive is not tried again for a day: it would take them all, again and again.
_REST = timedelta(days=1)
_ATTEMPTS = 2
_DOWNLOAD_SECONDS = 600


def job_key(resource_id: str) -> str:
    """Give the key of the job that judges a resource."""
    return f"quality:{resource_id}"


def ask(asked: due.Asked) -> Enqueued:
    """Have a resource judged in the background; call it after the commit of the resource.

    Files elsewhere wait with the harvests: servers that do not answer hold up no upload.
    """
    queue = VALIDATION if asked.is_upload else HARVEST
    seconds = config.bounds().clock_seconds + _DOWNLOAD_SECONDS
    return enqueue(
        judge_resource, [asked.id], queue=queue, timeout=seconds, key=job_key(asked.id),
        title=N_("Judge a file"), attempts=_ATTEMPTS,
    )  # fmt: skip


def ask_due(package_ids: Collection[str] | None = None) -> dict[str, int]:
    """Queue the resources that are to be judged, of some datasets or of all, a batch at most."""
    waiting = (asked for asked in due.due(package_ids) if not _rests(asked.id))
    queued = [ask(asked).created for asked in islice(waiting, config.sweep_batch())]
    return {"queued": sum(queued), "already": len(queued) - sum(queued)}


def sweep() -> dict[str, int]:
    """Queue what no hook has seen: harvested files, and those whose schema has a new version; close what was cut short."""
    replacing.close_begun()
    guard.release_all()
    return ask_due()


def judge_resource(resource_id: str) -> dict[str, Any]:
    """Judge the file of a resource, and tell those it concerns; the job of `ask`.

    Whatever happens to the file gives a verdict; only a database or an index that is down makes the job fail.
    """
    asked = due.judgeable(resource_id)
    if asked is None:
        return {"state": "gone"}
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as folder:
        sha256, found, look = _judge(asked, Path(folder))
    verdict = _verdict(asked, sha256, found, time.monotonic() - began)
    seen = {"resource_id": asked.id, "sha256": sha256, "fingerprint": asked.fingerprint, **look}
    earlier = privacy.latest_look(asked.id)
    before = store.write_verdict(verdict, seen)
    score_store.touch_resources(ckan_model.Resource.id == asked.id)
    if _conforms_to(before) != _conforms_to(verdict):
        search.rebuild(asked.package_id)
    notices.after_verdict(asked, before, verdict)
    privacy_notices.after_look(asked, earlier, seen)
    store.mark_told(asked.id)
    guard.release(asked.package_id)
    for plugin in p.PluginImplementations(IVerdicts):
        plugin.after_verdict(asked.id)
    return {"state": verdict["state"]}


def _judge(asked: due.Asked, folder: Path) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Give the file's SHA-256 (empty when it cannot be had), what became of its check, and the look at it."""
    sha256 = ""
    try:
        path = source.fetch(asked, folder)
        sha256 = source.sha256(path)
        task = {"file": str(path), **requests.task_for(asked, folder, sha256)}
    except source.NoFileError as error:
        found = {"state": NOT_JUDGED, "reason": error.message}
        return sha256, found, _look(found)
    found = judging.run({"mode": "judge", **task}, folder, config.bounds())
    return sha256, found, _look(judging.run({"mode": "look", **task}, folder, config.bounds()))


def _look(found: Mapping[str, Any]) -> dict[str, Any]:
    reason = None if "findings" in found else _said(found.get("reason"))
    return {**{name: found.get(name) for name in ("dialect", "header", "findings")}, "reason": reason}


def _said(reason: Message | str | None) -> str | None:
    return reason.render(translator(config.locale())) if isinstance(reason, Message) else reason


def _verdict(asked: due.Asked, sha256: str, found: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    reason, schema, report = _said(found.get("reason")), found.get("schema") or {}, found.get("report") or {}
    return {
        "resource_id": asked.id, "sha256": sha256, "checker": CHECKER, "fingerprint": asked.fingerprint,
        "schema_id": schema.get("id", ""), "schema_version": schema.get("version", ""),
        "origin": schema.get("origin", "none"), "state": found["state"], "reason": reason,
        "counts": report.get("counts", {}), "rows": report.get("rows"), "encoding": report.get("encoding"),
        "delimiter": report.get("delimiter"), "report": report or None, "seconds": round(seconds, 3),
        "completeness": report.get("completeness"),
    }  # fmt: skip


def _conforms_to(verdict: Mapping[str, Any] | None) -> str:
    return verdict["schema_id"] if verdict and verdict["state"] == VALID else ""


def _rests(resource_id: str) -> bool:
    last = next(iter(jobs.latest(key=job_key(resource_id), limit=1)), None)
    return bool(last and last.state == FAILED and last.finished and datetime.now(UTC) - last.finished < _REST)


RECURRING = [RecurringJob("quality.sweep", N_("Find files that are to be judged"), Every(timedelta(minutes=5)), sweep)]
