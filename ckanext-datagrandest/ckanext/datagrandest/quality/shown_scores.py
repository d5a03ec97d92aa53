"""What people and machines see of the scores of a dataset, and the pages where each criterion is mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import Message
from ckanext.datagrandest.quality import link_states
from ckanext.datagrandest.quality.score_facts import Dataset, facts_of, known_links
from ckanext.datagrandest.quality.scoring import mqa
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts
from ckanext.datagrandest.quality.scoring.remedies import DATASET, NEW_RESOURCE, REPORT, RESOURCE, Remedy, remedy
from ckanext.datagrandest.quality.scoring.result import Score
from ckanext.datagrandest.quality.scoring.together import compute, shown

_TOLD = (link_states.FAILING, link_states.DEAD)


def of_dataset(dataset: Dataset) -> dict[str, Any]:
    """Give the scores of a dataset as they are now, as `dge_quality_score_show` does; two questions to the database."""
    facts = facts_of([dataset])[dataset["id"]]
    scores = compute(facts)
    parts = {"ours": scores.ours, "datagouv": scores.datagouv, "mqa": scores.mqa}
    return {
        "id": dataset["id"],
        "name": dataset["name"],
        "score": shown(scores.ours.points),
        "datagouv": round(scores.datagouv.points),
        "mqa": round(scores.mqa.points),
        "rating": mqa.rating(scores.mqa.points),
        "dimensions": {name: round(points) for name, points in mqa.dimensions(scores.mqa).items()},
        "details": {name: _details(dataset, score, facts) for name, score in parts.items()},
        "links": _silent_links(dataset),
    }


def _details(dataset: Dataset, score: Score, facts: DatasetFacts) -> dict[str, Any]:
    told = score.as_dict(tk._)
    lacking = set(told["gains"])
    for item in told["criteria"]:
        place = remedy(item["name"], facts) if item["name"] in lacking else None
        item["url"] = address(dataset, place) if place else None
    return told


def address(dataset: Dataset, place: Remedy) -> str:
    """Give the page, and the field on it, where a criterion is mended."""
    name, field = dataset["name"], place.field
    anchor = _ANCHORS.get(field, f"field-{field}") if field else None
    kind = dataset.get("type") or "dataset"
    if place.place == DATASET:
        return tk.h.url_for(f"{kind}.edit", id=name, _anchor=anchor)
    if place.place == NEW_RESOURCE:
        return tk.h.url_for(f"{kind}_resource.new", id=name)
    if place.place == REPORT:
        return tk.h.url_for("dge_quality.report", id=name, resource_id=place.resource)
    assert place.place == RESOURCE  # noqa: S101 - the four places there are
    return tk.h.url_for(f"{kind}_resource.edit", id=name, resource_id=place.resource, _anchor=anchor)


#: Fields of the forms that have another anchor than their name.
_ANCHORS = {"owner_org": "field-organizations", "url": "field-resource-url"}


def _silent_links(dataset: Dataset) -> list[dict[str, Any]]:
    urls = {
        str(item["url"])
        for item in dataset.get("resources") or []
        if item.get("url") and item.get("url_type") != "upload"
    }
    return [_link(row) for _, row in sorted(known_links(urls).items()) if row["state"] in _TOLD]


def _link(row: Mapping[Any, Any]) -> dict[str, Any]:
    state, reason, since = row["state"], row["reason"], row["first_failure"]
    return {
        "url": row["url"], "state": state, "title": tk._(link_states.TITLES[state]), "status": row["status"],
        "reason": Message(reason["msgid"], reason["params"]).render(tk._) if reason else None,
        "since": since.isoformat() if since else None, "checked_at": row["checked_at"].isoformat(),
    }  # fmt: skip
