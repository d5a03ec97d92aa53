"""Where a harvested dataset comes from, for its page and for the API: one query for a page that shows it."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.harvest.model import HarvestObject, HarvestSource

from ckanext.datagrandest.harvesting import legible, locking, tombstones
from ckanext.datagrandest.harvesting.identity import REASONS
from ckanext.datagrandest.harvesting.model import HarvestRecord
from ckanext.datagrandest.messages import N_

ALIKE_SHOWN = 5
SAID_LENGTH = 200
SHARED = {"title": N_("same title"), "organization": N_("same organisation"), "extent": N_("same extent")}


def why_twins(shared: str) -> str:
    """Give the words for what two probable twins share."""
    return tk._(SHARED.get(shared, shared))


def sources_of(package_id: str) -> list[dict[str, Any]]:
    """Give the sources that list a dataset, the one that fills it first, each with the reason of the merge."""
    record, package = HarvestRecord, model.Package
    query = (
        sa.select(
            record, HarvestSource.title, package.name, sa.func.left(HarvestObject.content, legible.HEAD).label("head")
        )
        .join(HarvestSource, HarvestSource.id == record.source_id)
        .outerjoin(package, package.id == record.source_id)
        .outerjoin(HarvestObject, HarvestObject.id == record.object_id)
        .where(record.package_id == package_id, record.archived_at.is_(None))
        .order_by(record.primary_source.desc(), HarvestSource.title, record.guid)
    )
    return [_source(row.HarvestRecord, row.title, row.name, row.head) for row in model.Session.execute(query)]


def _source(record: Any, title: str, name: str | None, head: str | None) -> dict[str, Any]:
    return {
        "source_id": record.source_id,
        "name": name,
        "title": title,
        "identifier": record.guid,
        "object_id": record.object_id,
        "format": legible.kind_of(head or ""),
        "fills": record.primary_source,
        "rule": record.rule,
        "evidence": record.evidence,
        "missing_since": record.missing_since.isoformat() if record.missing_since else None,
    }


def reason_of(source: dict[str, Any]) -> str:
    """Say in the reader's language why a source was merged; nothing for the one that made the dataset."""
    rule = source["rule"]
    return tk._(REASONS[rule]).format(evidence=source["evidence"] or "") if rule in REASONS else ""


def dge_harvest_origin(pkg: dict[str, Any]) -> dict[str, Any] | None:
    """Give what the page of a dataset says of its harvest; nothing for a dataset that people made here."""
    if not any(extra["key"] == "guid" for extra in pkg.get("extras", [])):
        return None
    found = sources_of(pkg["id"])
    closed = tombstones.find(pkg["id"]) if pkg.get("state") == "deleted" else None
    if not found and not closed:
        return None
    named = [{**source, "reason": reason_of(source)} for source in found]
    since = [source["missing_since"] for source in found if source["missing_since"]]
    mine = tk.h.check_access("package_update", {"id": pkg["id"]})
    kept = [{**lock, "label": label_of(pkg, lock["field"])} for lock in locking.described(pkg["id"])] if mine else []
    return {
        "locks": kept,
        "sources": named,
        "missing_since": max(since) if since and len(since) == len(found) else None,
        "closed": closed,
    }


def label_of(pkg: dict[str, Any], field: str) -> str:
    """Give the label that the form has for a field."""
    known = {"resources": N_("Resources"), "added_resources": N_("Resources added here"), "tags": N_("Keywords")}
    if field in known:
        return tk._(known[field])
    schema = tk.h.scheming_get_dataset_schema(pkg.get("type") or "dataset") or {"dataset_fields": []}
    labels = {one["field_name"]: one.get("label") for one in schema["dataset_fields"]}
    return tk.h.scheming_language_text(labels.get(field) or field)


def said_by_source(value: Any) -> str:
    """Write what a source says of a field, in one line."""
    if isinstance(value, list):
        return ", ".join(
            said_by_source(one.get("name") or one.get("url") if isinstance(one, dict) else one) for one in value
        )
    text = "" if value is None else str(value)
    return text if len(text) <= SAID_LENGTH else text[:SAID_LENGTH] + "…"


def alike(title: str) -> list[dict[str, Any]]:
    """Give datasets that look like one that is closed, for those who looked for it."""
    words = " ".join(re.findall(r"\w+", title))  # no syntax of the index: this was typed by others
    found = tk.get_action("package_search")({}, {"q": words, "rows": ALIKE_SHOWN})
    return found["results"]


HELPERS = {"dge_harvest_origin": dge_harvest_origin, "dge_harvest_said": said_by_source}
