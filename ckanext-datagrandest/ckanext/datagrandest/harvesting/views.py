"""Pages that change something are forms: ckanext-harvest changes things by links, which any page can make a browser follow."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request

from ckanext.harvest import utils

from ckanext.datagrandest.harvesting.pages import dge_harvest_decisions

__all__ = ["dge_harvest_decisions", "dge_harvesting"]

dge_harvesting = Blueprint("dge_harvesting", __name__)

#: Views of ckanext-harvest that start, stop, empty or delete, and answer to GET.
CHANGING = frozenset({"harvester.refresh", "harvester.clear", "harvester.delete", "harvester.job_abort"})


@dge_harvesting.before_app_request
def refuse_changes_by_link() -> None:
    """Refuse a change that is asked for by a link."""
    if request.endpoint in CHANGING and request.method not in ("POST", "OPTIONS"):
        abort(405)


@dge_harvesting.post("/harvest/delete/<id>")
def delete(id: str) -> Any:  # noqa: A002 - the name in the route of ckanext-harvest
    """Make a source inactive."""
    return utils.delete_view(id)


@dge_harvesting.post("/harvest/<source>/job/<id>/abort")
def job_abort(source: str, id: str) -> Any:  # noqa: A002
    """Stop a run."""
    return utils.job_abort_view(source, id)
