"""Masking the personal data of a resource's file: accepted finding by finding, logged, undone like a repair."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import mending, replacing
from ckanext.datagrandest.quality.privacy import store as privacy
from ckanext.datagrandest.quality.privacy.kinds import masks_of

NONE_CHOSEN = N_("Choose at least one masking.")
NOT_FOUND_THERE = N_(
    "“{field}” was not found to hold these data: check the file again, and choose among what is found."
)
UNSUITABLE = N_("This masking does not suit these data.")


def apply(context: Context, resource_id: str, accepted: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Replace the file of a resource by its masked copy; the original is kept where only its publishers can read it.

    Reports on the original forget the cells that they quote.

    Raises:
        NotMendedError: the file is elsewhere or cannot be read.
        ValidationError: something else is asked for than what was found.
    """
    asked = mending.asked_of(resource_id)
    if not asked.is_upload:
        raise mending.NotMendedError(mending.ELSEWHERE)
    chosen = _known(resource_id, accepted)
    with tempfile.TemporaryDirectory(prefix="dge-quality-") as name:
        folder = Path(name)
        output = folder / "masked.csv"
        found, sha256 = mending.worked(asked, folder, {"mode": "mask", "accepted": chosen, "output": str(output)})
        record = {replacing.MASKED: chosen, "proposals": [], "remaining": {}}
        replaced = replacing.replace_file(context, asked, replacing.Made(output, sha256, found["schema"], record))
    return {"resource_id": resource_id, "original": sha256, "sha256": replaced, "remaining": found["remaining"]}


def _known(resource_id: str, accepted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the findings that are accepted, as they were found, each with the mask that was chosen."""
    look = privacy.latest_look(resource_id)
    found = {(item["kind"], item["field"]): item for item in (look or {}).get("findings") or []}
    chosen: list[dict[str, Any]] = []
    for one in accepted:
        key = (str(one.get("kind")), str(one.get("field")))
        if key not in found:
            raise tk.ValidationError({"accepted": [tk._(NOT_FOUND_THERE).format(field=key[1])]})
        mask = str(one.get("mask") or found[key]["mask"])
        if mask not in masks_of(*key):
            raise tk.ValidationError({"accepted": [tk._(UNSUITABLE)]})
        kept = {name: found[key][name] for name in ("kind", "field", "count", "threshold")}
        chosen.append({**kept, "mask": mask})
    if not chosen:
        raise tk.ValidationError({"accepted": [tk._(NONE_CHOSEN)]})
    return chosen
