"""What a deposit shows once its file was judged: its beginning, and the corrections that can be made; part of the same job."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ckan import model as ckan_model

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality import config, mending
from ckanext.datagrandest.quality import store as verdicts
from ckanext.datagrandest.workspaces.depositing import store
from ckanext.datagrandest.workspaces.depositing.states import Stored

_OVER = (Stored.PUBLISHED.value, Stored.ABANDONED.value)


def after_verdict(resource_id: str) -> None:
    """Keep what the file of an open deposit shows, and how it can be corrected."""
    deposit = store.of_resource(resource_id)
    is_open = deposit is not None and deposit.dataset_id and deposit.state not in _OVER
    deposit_id = deposit.id if deposit is not None and is_open else None
    ckan_model.Session.rollback()
    verdict = verdicts.latest(resource_id, report=True) if deposit_id else None
    if deposit_id and verdict:
        store.write(
            deposit_id, {"preview": _preview(resource_id, verdict), "proposals": _proposals(resource_id, verdict)}
        )


def _preview(resource_id: str, verdict: Mapping[Any, Any]) -> dict[str, Any]:
    """Read the beginning of the file; a file that cannot be read shows nothing."""
    try:
        with tempfile.TemporaryDirectory(prefix="dge-deposit-") as folder:
            found, sha256 = mending.worked(mending.asked_of(resource_id), Path(folder), {"mode": "preview"})
    except mending.NotMendedError:
        return {"sha256": verdict["sha256"], "header": [], "rows": [], "points": [], "period": None}
    return {"sha256": sha256, **{name: found[name] for name in ("header", "rows", "points", "period")}}


def _proposals(resource_id: str, verdict: Mapping[Any, Any]) -> dict[str, Any]:
    """Look for corrections where there are faults or remarks."""
    schema = {"id": verdict["schema_id"], "version": verdict["schema_version"]}
    nothing = {"sha256": verdict["sha256"], "schema": schema, "proposals": [], "remaining": verdict["counts"]}
    report = verdict["report"] or {}
    if not report.get("errors") and not report.get("warnings"):
        return {**nothing, "valid": verdict["state"] == "valid", "reason": None}
    try:
        found = mending.propose(resource_id)
    except mending.NotMendedError as refusal:
        return {**nothing, "valid": False, "reason": refusal.message.render(translator(config.locale()))}
    schema = {name: found["schema"].get(name) for name in ("id", "version")}
    return {
        **{name: found[name] for name in ("sha256", "proposals", "valid", "remaining")},
        "schema": schema,
        "reason": None,
    }
