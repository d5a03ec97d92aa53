"""The record of a dataset as its source wrote it, on a page that anybody can read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.harvesting import legible, origin
from ckanext.datagrandest.harvesting.pages import called

dge_harvest_records = Blueprint("dge_harvest_records", __name__)


@dge_harvest_records.get("/dataset/<id>/source-record")
def source_record(id: str) -> Any:  # noqa: A002 - the name in CKAN's routes
    """Show the record that fills a dataset, or the one of another source that lists it (`?record=`), to who may see the dataset."""
    shown = called("package_show", {"id": id})
    records = {source["object_id"]: source for source in origin.sources_of(shown["id"])}
    asked = request.args.get("record") or next(iter(records), "")
    if asked not in records:
        abort(404)
    kept = called("harvest_object_show", {"id": asked})
    content = kept["content"] or ""
    return tk.render(
        "harvesting/record.html",
        {
            "pkg": shown,
            "source": records[asked],
            "record": legible.legible(content),
            "kind": legible.kind_of(content),
        },
    )
