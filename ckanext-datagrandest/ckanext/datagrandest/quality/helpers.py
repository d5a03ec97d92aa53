"""Helpers of the room's templates."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.quality import shown


def dge_quality(resource: dict[str, Any]) -> dict[str, Any] | None:
    """Give the verdict on a resource without its report; None when there is nothing to say of it."""
    known = shown.quality(resource["id"], report=False)
    return known if known["state"] != shown.NONE or known["pending"] else None


def dge_quality_state(state: str) -> str:
    """Give the words for a state."""
    return tk._(shown.STATES[state])
