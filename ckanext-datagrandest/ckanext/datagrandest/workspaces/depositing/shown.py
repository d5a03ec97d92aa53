"""What people and machines see of a deposit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.depositing import known, states
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import State, Stored
from ckanext.datagrandest.workspaces.rights import Role

_REPORTED = ("state", "reason", "rows", "counts", "encoding", "delimiter", "dialect")
_MOMENTS = ("created_at", "changed_at", "submitted_at", "published_at", "catalogued_at")


def whole(deposit: Deposit, user: str) -> dict[str, Any]:
    """Give all that is known of a deposit to somebody, as `dge_deposit_show` does."""
    found = known.of(deposit)
    role, own = rights.role(user, deposit.organization_id), is_own(deposit, user)
    state = states.state_of(Stored(deposit.state), found.facts)
    publisher = role >= Role.PUBLISHER
    obstacles = states.obstacles(found.facts) if state in {State.CHOICES, State.RECEIVED} else []
    return {
        **short(deposit, state), "metadata": dict(found.metadata), "edited": sorted(deposit.edits),
        "quality": _quality(found.quality), "schema": found.quality.get("schema"), "candidates": known.candidates(found.privacy),
        "corrections": _corrections(found.proposals), "preview": _preview(found.preview),
        "privacy": _privacy(found.privacy), "obstacles": [tk._(states.OBSTACLES[one]) for one in obstacles],
        "next": states.next_of(state, found.facts, publisher=publisher).value,
        "publisher": publisher,
        "may": sorted(states.allowed(state, publisher=publisher, own=own)), "queue": known.queue(deposit),
    }  # fmt: skip


def short(deposit: Deposit, state: State | None = None) -> dict[str, Any]:
    """Give the main of a deposit; without its state as people see it when that would ask more than its row."""
    organization: Any = ckan_model.Session.get(ckan_model.Group, deposit.organization_id)
    told = state or (State(deposit.state) if deposit.state != Stored.OPEN.value else None)
    names = ("id", "dataset_id", "resource_id", "replaces", "url", "reason")
    return {
        **{name: getattr(deposit, name) for name in names},
        "state": told.value if told else Stored.OPEN.value,
        "state_title": tk._(states.TITLES[told]) if told else tk._("Draft"),
        "title": deposit.edits.get("title") or deposit.file_name,
        "workspace": {"id": organization.id, "name": organization.name, "title": organization.title},
        "author": _person(deposit.author),
        "file": {
            name: getattr(deposit, name if name != "name" else "file_name") for name in ("name", "size", "sha256")
        },
        **{name: _moment(getattr(deposit, name)) for name in _MOMENTS},
    }


def is_own(deposit: Deposit, user: str) -> bool:
    """Tell whether somebody deposited the file."""
    found: Any = ckan_model.User.get(user) if user else None
    return found is not None and found.id == deposit.author


def _quality(quality: Mapping[str, Any]) -> dict[str, Any] | None:
    if not quality:
        return None
    causes = (quality.get("report") or {}).get("causes") or []
    return {
        **{name: quality.get(name) for name in _REPORTED},
        "causes": causes,
        "repairs": quality.get("repairs") or [],
    }


def _corrections(proposals: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if proposals is None:
        return None
    return {name: proposals.get(name) for name in ("proposals", "valid", "remaining", "reason")}


def _preview(preview: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: preview[name] for name in ("header", "rows", "points", "period")} if preview else None


def _privacy(privacy: Mapping[str, Any]) -> dict[str, Any] | None:
    names = ("sight", "guard", "findings", "reason", "decisions")
    return {name: privacy[name] for name in names} if privacy else None


def _person(user_id: str) -> dict[str, str]:
    user: Any = ckan_model.Session.get(ckan_model.User, user_id)
    return {"id": user_id, "name": (user.display_name or user.name) if user else ""}


def _moment(value: Any) -> str | None:
    return value.isoformat() if value else None
