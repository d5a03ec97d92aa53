"""The receipt of a deposit: stored, valid, catalogued, and what data.gouv.fr will see. It is computed when it is asked for."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.quality import shown_scores
from ckanext.datagrandest.quality import store as verdicts
from ckanext.datagrandest.workspaces.depositing import harvested, shown
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Stored

_MACHINES = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("xml", "RDF/XML"))
_ANYBODY = Context({"user": "", "ignore_auth": False})


def of(deposit: Deposit) -> dict[str, Any]:
    """Give the receipt of a deposit."""
    published = deposit.state == Stored.PUBLISHED.value
    dataset = _dataset(deposit)
    return {
        **shown.short(deposit), "stored": _stored(deposit), "valid": _valid(deposit),
        "catalogued": _catalogued(deposit, dataset) if published and dataset else None,
        "datagouv": _datagouv(dataset) if published and dataset and not dataset["private"] else None,
    }  # fmt: skip


def _dataset(deposit: Deposit) -> dict[str, Any] | None:
    if not deposit.dataset_id:
        return None
    return tk.get_action("package_show")({"ignore_auth": True}, {"id": deposit.dataset_id})


def _stored(deposit: Deposit) -> dict[str, Any]:
    """Say what was kept, when, and which file took its place after corrections."""
    made = [row for row in verdicts.repairs(deposit.resource_id) if row["undone_at"] is None]
    verdict = verdicts.latest(deposit.resource_id)
    corrections = [{"at": row["applied_at"].isoformat(), "sha256": row["repaired_sha256"]} for row in made]
    return {
        "name": deposit.file_name, "size": deposit.size, "sha256": deposit.sha256, "url": deposit.url,
        "at": deposit.created_at.isoformat(), "corrections": corrections,
        "current": verdict["sha256"] if verdict and verdict["sha256"] else deposit.sha256,
    }  # fmt: skip


def _valid(deposit: Deposit) -> dict[str, Any] | None:
    verdict = verdicts.latest(deposit.resource_id)
    if verdict is None:
        return None
    names = ("state", "reason", "rows", "schema_id", "schema_version")
    faults = sum((verdict["counts"] or {}).values())
    return {**{name: verdict[name] for name in names}, "faults": faults, "judged_at": verdict["judged_at"].isoformat()}


def _catalogued(deposit: Deposit, dataset: dict[str, Any]) -> dict[str, Any]:
    """Say where the dataset is, and whether a visitor finds it now: search is asked as anybody asks it."""
    answer = tk.get_action("package_search")(Context(_ANYBODY), {"fq": f'id:"{dataset["id"]}"', "rows": 1, "fl": "id"})
    url = tk.h.url_for("dataset.read", id=dataset["name"], qualified=True)
    return {
        "url": url, "found": answer["count"] == 1, "private": bool(dataset["private"]),
        "published_at": deposit.published_at.isoformat(), "published_by": _name(deposit.published_by),
        "dcat": [{"format": title, "url": f"{url}.{ending}"} for ending, title in _MACHINES],
    }  # fmt: skip


def _datagouv(dataset: dict[str, Any]) -> dict[str, Any]:
    """Say what a harvest of our DCAT-AP gives, and the score that data.gouv.fr computes from it."""
    turtle = tk.get_action("dcat_dataset_show")(Context(_ANYBODY), {"id": dataset["id"], "format": "ttl"})
    text = turtle.decode() if isinstance(turtle, bytes) else str(turtle)
    details = shown_scores.of_dataset(dataset)["details"]["datagouv"]
    return {
        **harvested.seen(text), "points": round(details["points"]), "most": details["most"],
        "criteria": [{"title": one["title"], "passed": bool(one["points"]), "advice": one["advice"]} for one in details["criteria"]],
    }  # fmt: skip


def _name(user_id: str | None) -> str:
    user: Any = ckan_model.Session.get(ckan_model.User, user_id) if user_id else None
    return user.display_name if user else ""
