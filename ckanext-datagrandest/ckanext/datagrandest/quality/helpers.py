"""Helpers of the room's templates."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.quality import downloads, shown, store


def dge_quality(resource: dict[str, Any]) -> dict[str, Any] | None:
    """Give the verdict on a resource without its report; None when there is nothing to say of it."""
    known = shown.quality(resource["id"], report=False)
    return known if known["state"] != shown.NONE or known["pending"] else None


def dge_quality_state(state: str) -> str:
    """Give the words for a state."""
    return tk._(shown.STATES[state])


def dge_quality_badge(package: dict[str, Any], resource: dict[str, Any]) -> Markup | None:
    """Draw the badge of a file; None before its first verdict. One query for all the files of a dataset."""
    known: dict[str, Any] = tk.g.setdefault("dge_quality_verdicts", {})
    if package["id"] not in known:
        known[package["id"]] = store.latest_of_dataset(package["id"])
    verdict = known[package["id"]].get(resource["id"])
    return Markup(downloads.badge_of(shown.badge_facts(verdict))) if verdict else None  # noqa: S704 - `badge` escapes
