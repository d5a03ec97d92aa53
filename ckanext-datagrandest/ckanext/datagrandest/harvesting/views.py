"""Pages that change something are forms: ckanext-harvest changes things by links, which any page can make a browser follow."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, request

import ckan.plugins.toolkit as tk

from ckanext.harvest import utils

from ckanext.datagrandest.harvesting import form, reports
from ckanext.datagrandest.harvesting.pages import called, dge_harvest_decisions
from ckanext.datagrandest.harvesting.record_pages import dge_harvest_records

__all__ = ["dge_harvest_decisions", "dge_harvest_records", "dge_harvesting"]

dge_harvesting = Blueprint("dge_harvesting", __name__)

#: Views of ckanext-harvest that start, stop, empty or delete, and answer to GET.
CHANGING = frozenset({"harvester.refresh", "harvester.clear", "harvester.delete", "harvester.job_abort"})

#: The view of ckanext-harvest that shows a record as it came.
RECORD = "harvester.object_show"


@dge_harvesting.before_app_request
def refuse_changes_by_link() -> None:
    """Refuse a change that is asked for by a link."""
    if request.endpoint in CHANGING and request.method not in ("POST", "OPTIONS"):
        abort(405)


@dge_harvesting.after_app_request
def show_records_without_running_them(response: Response) -> Response:
    """Show the record of another catalogue as a text: ckanext-harvest serves as a web page what is neither XML nor JSON."""
    if request.endpoint == RECORD:
        if response.status_code == HTTPStatus.OK and response.mimetype == "text/html":
            response.content_type = "text/plain; charset=utf-8"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@dge_harvesting.post("/harvest/delete/<id>")
def delete(id: str) -> Any:  # noqa: A002 - the name in the route of ckanext-harvest
    """Make a source inactive."""
    return utils.delete_view(id)


@dge_harvesting.post("/harvest/<source>/job/<id>/abort")
def job_abort(source: str, id: str) -> Any:  # noqa: A002
    """Stop a run."""
    return utils.job_abort_view(source, id)


@dge_harvesting.get("/harvest/<source>/job/<id>/errors.csv")
def job_errors(source: str, id: str) -> Response:  # noqa: A002
    """Give every error of a job as a table."""
    report = called("harvest_job_report", {"id": id})
    name = f"{source}-{tk._('errors')}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(reports.errors_csv(report), content_type="text/csv; charset=utf-8", headers=headers)


@dge_harvesting.post("/harvest/preview")
def preview() -> Any:
    """Show what a source would give, above its form, before it is saved."""
    typed = request.form.to_dict() | {"id": request.args.get("id", "")}
    asked = form.folded(typed)
    typed["name"] = asked.get("name", "")
    tk.c.dataset_type = utils.DATASET_TYPE_NAME
    found, errors = None, {}
    try:
        data = {
            "type": asked.get("source_type"),
            "url": asked.get("url"),
            "options": asked.get("config"),
            "whole": True,
        }
        found = tk.get_action("dge_harvest_preview")({}, {name: value for name, value in data.items() if value})
    except tk.NotAuthorized:
        abort(403)
    except tk.ValidationError as error:
        errors = {
            {"type": "source_type", "options": "config"}.get(name, name): told
            for name, told in error.error_dict.items()
        }
    return tk.render("source/preview.html", {"data": typed, "errors": errors, "error_summary": errors, "found": found})


@dge_harvesting.get("/harvest/<source>/health")
def health(source: str) -> str:
    """Show what the datasets of a source lack."""
    found = called("dge_harvest_source_health", {"id": source})
    shown = called("harvest_source_show", {"id": source})
    return tk.render("harvesting/health.html", {"harvest_source": shown, "pkg_dict": shown, "health": found})
