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

from ckan import model as ckan_model
from ckan.lib import search

from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.jobs.model import FAILED
from ckanext.datagrandest.jobs.queueing import Enqueued, enqueue
from ckanext.datagrandest.jobs.recurring import HARVEST, VALIDATION, RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.quality import config, due, judging, notices, score_store, source, store
from ckanext.datagrandest.quality.declared import Declared, declared
from ckanext.datagrandest.quality.model import NOT_JUDGED, VALID
from ckanext.datagrandest.quality.places import area_of_package
from ckanext.datagrandest.quality.worker import CHECKER

log = logging.getLogger(__name__)

#: A job that its workers did not survive is not tried again for a day: it would take them all, again and again.
_REST = timedelta(days=1)
_ATTEMPTS = 2
_DOWNLOAD_SECONDS = 600

UNKNOWN_SCHEMA = N_("Not judged: there is no schema “{name}”. Choose one of the list of schemas.")


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
    """Queue what no hook has seen: harvested files, and those whose schema has a new version."""
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
        sha256, found = _judge(asked, Path(folder))
    verdict = _verdict(asked, sha256, found, time.monotonic() - began)
    before = store.write_verdict(verdict)
    score_store.touch_resources(ckan_model.Resource.id == asked.id)
    if _conforms_to(before) != _conforms_to(verdict):
        search.rebuild(asked.package_id)
    notices.after_verdict(asked, before, verdict)
    return {"state": verdict["state"]}


def task_for(asked: due.Asked, folder: Path) -> dict[str, Any]:
    """Describe a resource to the process that reads it (`worker.py`): its schema, its sender.

    Raises:
        NoFileError: the file or the schema cannot be had.
    """
    wanted = declared(asked.schema, asked.schema_version) or Declared()
    if wanted.unknown:
        raise source.NoFileError(Message(UNKNOWN_SCHEMA, {"name": wanted.unknown}))
    task: dict[str, Any] = {"name": asked.name, "locale": config.locale(), "kept": config.kept_faults(),
                            "siret": due.own_siret(asked.package_id), "area": area_of_package(asked.package_id)}  # fmt: skip
    if wanted.address:
        task |= {"schema_file": str(source.fetch_schema(wanted.address, folder)), "schema_address": wanted.address}
    return {**task, "schema_id": wanted.id, "schema_version": wanted.version}


def _judge(asked: due.Asked, folder: Path) -> tuple[str, dict[str, Any]]:
    """Give the file's SHA-256 (empty when it cannot be had) and what became of its check."""
    sha256 = ""
    try:
        path = source.fetch(asked, folder)
        sha256 = source.sha256(path)
        task = {"mode": "judge", "file": str(path), **task_for(asked, folder)}
    except source.NoFileError as error:
        return sha256, {"state": NOT_JUDGED, "reason": error.message}
    return sha256, judging.run(task, folder, config.bounds())


def _verdict(asked: due.Asked, sha256: str, found: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    reason, schema, report = found.get("reason"), found.get("schema") or {}, found.get("report") or {}
    if isinstance(reason, Message):
        reason = reason.render(translator(config.locale()))
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
