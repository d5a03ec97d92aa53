"""Helpers of the room's templates."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.quality import shown

_EXAMPLES = 5


def dge_quality(resource: dict[str, Any]) -> dict[str, Any] | None:
    """Give the verdict on a resource without its report; None when there is nothing to say of it."""
    known = shown.quality(resource["id"], report=False)
    return known if known["state"] != shown.NONE or known["pending"] else None


def dge_quality_state(state: str) -> str:
    """Give the words for a state."""
    return tk._(shown.STATES[state])


def dge_quality_groups(report: dict[str, Any], part: str) -> list[dict[str, Any]]:
    """Gather the faults of a report that have one code and one column: how many were kept, and the first of them."""
    faults = sorted(report.get(part, []), key=_cause)
    groups = [(cause, list(some)) for cause, some in groupby(faults, key=_cause)]
    gathered = [
        {"code": code, "field": field, "kept": len(some), "first": some[:_EXAMPLES], "message": some[0]["message"]}
        for (code, field), some in groups
    ]
    return sorted(gathered, key=lambda group: -group["kept"])


def _cause(fault: dict[str, Any]) -> tuple[str, str]:
    return fault["code"], fault["field"] or ""
