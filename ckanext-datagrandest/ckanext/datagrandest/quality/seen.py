"""What those who may change a resource see of its personal data, and of how its file is read."""

from __future__ import annotations

from typing import Any

from flask import has_request_context

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.quality import due, guard, store
from ckanext.datagrandest.quality.privacy import store as privacy
from ckanext.datagrandest.quality.privacy.publication import Sight


def privacy_of(resource_id: str) -> dict[str, Any]:
    """Give what `dge_quality_privacy_show` answers."""
    resource: Any = ckan_model.Session.get(ckan_model.Resource, resource_id)
    known = list(due.candidates(ckan_model.Resource.id == resource_id))
    verdict = store.latest(resource_id)
    sha256 = verdict["sha256"] if verdict else ""
    look = privacy.look_at(resource_id, sha256) or {}
    decisions = privacy.decisions([resource_id])
    decided = privacy.covered(decisions)
    findings = look.get("findings")
    return {
        "resource_id": resource_id,
        "sha256": sha256,
        "sight": guard.files(known)[0].sight.value if known else Sight.CLEAR.value,
        "guard": guard.STOP if guard.stops(resource.package.owner_org) else "warn",
        "waits": privacy.wish_of(resource.package_id) is not None,
        "findings": findings and [{**one, "decided": (one["kind"], one["field"]) in decided} for one in findings],
        "reason": look.get("reason"),
        "decisions": [_decision(row) for row in decisions],
        "dialect": look.get("dialect"),
        "header": look.get("header"),
        "choices": dict(known[0][0].choices) if known and known[0][0].choices_sha256 == sha256 else {},
    }


def _decision(row: Any) -> dict[str, Any]:
    moments = {name: row[name].isoformat() if row[name] else None for name in ("decided_at", "withdrawn_at")}
    return {**{name: row[name] for name in ("author", "reason", "covers", "withdrawn_by")}, **moments}


def publication_of(package: dict[str, Any]) -> dict[str, Any] | None:
    """Say why a private dataset is not public yet; None when nothing keeps it back."""
    if not package.get("private") or package.get("state") != "active":
        return None
    obstacles = guard.obstacles(package["id"])
    waits = privacy.wish_of(package["id"]) is not None
    return {"waits": waits, "obstacles": obstacles[1:]} if waits or obstacles else None


def title_of(package_id: str) -> str:
    """Give the title of a dataset."""
    package: Any = ckan_model.Package.get(package_id)
    return (package.title or package.name) if package else package_id


def on_the_page_of_an_organisation() -> bool:
    """Tell whether a person asks from a page, which shows sentences, and not a program from the API."""
    return has_request_context() and tk.request.endpoint == "organization.bulk_process"
