"""What the room `quality` knows of the file of a deposit, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckan import model as ckan_model

from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.jobs.model import QUEUED
from ckanext.datagrandest.quality import guard, recognise, registry, seen, shown, tasks
from ckanext.datagrandest.quality.model import NOT_JUDGED, VALID
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError, TableSchema
from ckanext.datagrandest.territories.codes import UnreadableCodesError, read_list
from ckanext.datagrandest.workspaces.depositing import links, prefill
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Facts, Stored

_NOT_SEEN = ("found", "unseen")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a deposit.

    Attributes:
        quality: as `dge_quality_report_show` gives it; empty before the file is kept.
        privacy: as `dge_quality_privacy_show` gives it.
        proposals: corrections of the file as it is now; None when they were not looked for.
        preview: of the file as it is now; None when it was not looked at.
        metadata: of the dataset to be: what is proposed, and what a person changed.
        facts: what the states look at.
    """

    quality: Mapping[str, Any]
    privacy: Mapping[str, Any]
    proposals: Mapping[str, Any] | None
    preview: Mapping[str, Any] | None
    metadata: Mapping[str, Any]
    facts: Facts


def of(deposit: Deposit) -> Known:
    """Ask what is known of a deposit."""
    if not deposit.dataset_id:
        return Known({}, {}, None, None, dict(deposit.edits), Facts(pending=True))
    quality = shown.quality(deposit.resource_id)
    privacy = seen.privacy_of(deposit.resource_id)
    sha256 = quality.get("sha256")
    proposals = _current(deposit.proposals, sha256, quality)
    preview = deposit.preview if deposit.preview and deposit.preview.get("sha256") == sha256 else None
    metadata = {**prefill.filled(source_of(deposit, quality, privacy, preview)), **deposit.edits}
    facts = _facts(quality, privacy, proposals, metadata)
    return Known(quality, privacy, proposals, preview, metadata, facts)


def _current(
    kept: Mapping[str, Any] | None, sha256: str | None, quality: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Give the corrections that were found, when they were looked for in this very file under this very schema."""
    if not kept or kept.get("sha256") != sha256:
        return None
    schema = quality.get("schema") or {}
    return kept if kept.get("schema") == {name: schema.get(name) for name in ("id", "version")} else None


def _facts(
    quality: Mapping[str, Any], privacy: Mapping[str, Any], proposals: Mapping[str, Any] | None, metadata: Mapping[str, Any]
) -> Facts:  # fmt: skip
    state = quality["state"]
    unseen = privacy["sight"] == "pending" and state != NOT_JUDGED
    return Facts(
        pending=quality["pending"] is not None or state == shown.NONE or unseen,
        readable=state != NOT_JUDGED,
        valid=state == VALID,
        proposed=state == VALID or proposals is not None,
        corrections=len((proposals or {}).get("proposals") or ()),
        stopped=privacy["guard"] == guard.STOP and privacy["sight"] in _NOT_SEEN,
        described=bool(str(metadata.get("title") or "").strip()),
    )


def source_of(
    deposit: Deposit, quality: Mapping[str, Any], privacy: Mapping[str, Any], preview: Mapping[str, Any] | None
) -> prefill.Source:
    """Gather what the description is made from."""
    organization: Any = ckan_model.Session.get(ckan_model.Group, deposit.organization_id)
    period = (preview or {}).get("period")
    return prefill.Source(
        deposit.file_name, organization.title or organization.name, codes_of(organization), schema_of(quality),
        follows=quality["state"] == VALID, rows=quality.get("rows"), header=privacy.get("header") or (),
        period=(period[0], period[1]) if period else None,
    )  # fmt: skip


def codes_of(organization: Any) -> list[str]:
    """Give the territories of an organisation."""
    try:
        return read_list(organization.extras.get("territories"))
    except UnreadableCodesError:
        return []


def schema_of(quality: Mapping[str, Any]) -> TableSchema | None:
    """Give the schema that a file was judged by; None when there is none of ours."""
    found = quality.get("schema") or {}
    if not found.get("id"):
        return None
    try:
        return registry.get(found["id"], found.get("version") or None)
    except SchemaRefusedError:
        return None


def candidates(privacy: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the schemas that the header speaks for, the likeliest first."""
    return [
        {"id": one.id, "version": one.version, "title": registry.title(one.id), "confidence": one.share}
        for one in recognise.likely(privacy.get("header") or ())
    ]


def queue(deposit: Deposit) -> dict[str, Any] | None:
    """Tell how many files are read before this one; None when nothing of it waits."""
    fetching = deposit.state == Stored.FETCHING.value
    key = links.job_key(deposit.id) if fetching else tasks.job_key(deposit.resource_id)
    job = jobs.active(key)
    if job is None:
        return None
    return {
        "state": job.state,
        "before": jobs.waiting_before(job) if job.state == QUEUED else 0,
        "progress": job.progress,
    }
