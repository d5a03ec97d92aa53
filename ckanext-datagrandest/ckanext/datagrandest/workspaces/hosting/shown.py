"""A workspace as its people see it: state, limits, what is taken of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.hosting import sentences
from ckanext.datagrandest.workspaces.hosting.limits import refusal_of
from ckanext.datagrandest.workspaces.hosting.sizes import size
from ckanext.datagrandest.workspaces.hosting.usage import Limits, Usage, deleted_bytes, limits_of, usage_of
from ckanext.datagrandest.workspaces.model import Workspace

_FULL = 0.9
_ANSWERS = (sentences.GRANTED, sentences.ASKED)


def shown(workspace: Workspace) -> dict[str, Any]:
    """Give a workspace as a dictionary."""
    group: Any = ckan_model.Group.get(workspace.organization_id)
    limits, used = limits_of(workspace), usage_of(workspace.organization_id)
    refusal = refusal_of(workspace)
    return {
        "id": group.id,
        "name": group.name,
        "title": group.title or group.name,
        "territory": workspace.territory,
        "siret": workspace.siret,
        "state": workspace.state,
        "sentence": refusal.render(tk._) if refusal else "",
        "reason": workspace.reason,
        "changed_at": _moment(workspace.changed_at),
        "remove_after": _moment(workspace.remove_after),
        "limits": limits.as_dict(),
        "usage": {**used.as_dict(), "deleted_bytes": deleted_bytes(workspace.organization_id)},
        "asked": _asked(workspace.organization_id),
    }


def gauges(limits: Limits, used: Usage) -> list[dict[str, Any]]:
    """Give what the gauges of a workspace show: what is measured, how much is taken, in figures and in words."""
    files = {"used": size(used.storage_bytes).render(tk._), "limit": size(limits.storage_bytes).render(tk._)}
    counts = {"used": used.datasets, "limit": limits.datasets}
    return [
        _gauge("storage", tk._("Room for files"), used.storage_bytes, limits.storage_bytes, files),
        _gauge("datasets", tk._("Datasets"), used.datasets, limits.datasets, counts),
    ]


def _gauge(name: str, title: str, used: int, limit: int, said: dict[str, Any]) -> dict[str, Any]:
    text = tk._("{used} of {limit}").format(**said)
    return {"name": name, "title": title, "used": used, "limit": limit, "text": text, "full": used >= limit * _FULL}


def _asked(organization_id: str) -> str | None:
    """Give why the workspace asks for more room, as long as nobody has answered."""
    last = audit.latest(organization_id, _ANSWERS)
    return last.details["reason"] if last is not None and last.what == sentences.ASKED else None


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
