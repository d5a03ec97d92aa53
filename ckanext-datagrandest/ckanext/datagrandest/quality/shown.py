"""What people and machines see of a resource's quality: the verdict, what is under way, what came before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.jobs.model import ACTIVE, FAILED
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import registry, store, tasks
from ckanext.datagrandest.quality.model import INVALID, NOT_JUDGED, VALID
from ckanext.datagrandest.quality.privacy import store as privacy

NONE = "none"
GIVEN_UP = N_("Not judged: the check did not come to its end. It will be tried again tomorrow.")
STATES = {
    VALID: N_("Valid file"),
    INVALID: N_("File to be corrected"),
    NOT_JUDGED: N_("File not judged"),
    NONE: N_("File not judged yet"),
}


def quality(resource_id: str, *, report: bool = True) -> dict[str, Any]:
    """Give what is known of a resource, as `dge_quality_report_show` does; the report only when it is asked for."""
    verdict = store.latest(resource_id, report=report)
    job = next(iter(jobs.latest(key=tasks.job_key(resource_id), limit=1)), None)
    known = _known(verdict) if verdict else {"state": NONE, "reason": None}
    pending = job.state if job and job.state in ACTIVE else None
    if job and job.state == FAILED and (not verdict or (job.finished and job.finished > verdict["judged_at"])):
        known |= {"state": NOT_JUDGED, "reason": tk._(GIVEN_UP)}
    earlier = store.history(resource_id)[1:] if report else []
    return {
        "resource_id": resource_id, "pending": pending, **known,
        "dialect": (privacy.look_at(resource_id, verdict["sha256"]) or {}).get("dialect") if report and verdict else None,
        "history": [_short(row) for row in earlier],
        "repairs": [_repair(row) for row in store.repairs(resource_id)] if report else [],
    }  # fmt: skip


def _known(verdict: Mapping[str, Any]) -> dict[str, Any]:
    names = ("state", "reason", "counts", "rows", "encoding", "delimiter", "sha256", "seconds", "report")
    schema_id, version = verdict["schema_id"], verdict["schema_version"]
    title = registry.title(schema_id)
    return {
        **{name: verdict[name] for name in names if name in verdict},
        "judged_at": verdict["judged_at"].isoformat(),
        "schema": {"id": schema_id, "version": version, "title": title, "origin": verdict["origin"]},
    }


def badge_facts(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the badge of a verdict says."""
    return {
        "state": verdict["state"],
        "schema": {"id": verdict["schema_id"], "version": verdict["schema_version"]},
    }


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("state", "reason", "counts", "rows", "sha256", "schema_id", "schema_version")
    return {**{name: row[name] for name in names}, "judged_at": row["judged_at"].isoformat()}


def _repair(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("original_sha256", "original_name", "repaired_sha256")
    undone = row["undone_at"].isoformat() if row["undone_at"] else None
    rules = {one["rule"]: one["count"] for one in row["record"]["proposals"]}
    return {
        **{name: row[name] for name in names}, "applied_at": row["applied_at"].isoformat(), "undone_at": undone,
        "rules": rules, "masked": len(row["record"].get("masked", [])),
    }  # fmt: skip
