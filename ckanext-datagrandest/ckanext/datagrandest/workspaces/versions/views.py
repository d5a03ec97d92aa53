"""Pages of the versions of a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.views import act, call, kept_file, resource_of
from ckanext.datagrandest.workspaces.versions import files, store

versions = Blueprint("dge_versions", __name__, url_prefix="/dataset/<id>/resource/<resource_id>/versions")

NO_FILE = N_("There is no such file.")
NOT_ALLOWED = N_("Only those who may edit this dataset can download its former files.")


def index(id: str, resource_id: str) -> str:  # noqa: A002 - CKAN's name of the parameter
    """List the versions of a file, and what each changed."""
    package, resource = resource_of(id, resource_id)
    found = call("dge_resource_versions", {"resource_id": resource_id})
    waits = any(one["state"] == "waiting" for one in found["versions"])
    shown = {"pkg": package, "res": resource, "found": found, "waits": waits}
    return tk.render("workspaces/versions/index.html", extra_vars=shown)


def download(id: str, resource_id: str, number: int) -> Any:  # noqa: A002
    """Send a former file to those who may edit the resource."""
    resource_of(id, resource_id)
    if not tk.h.check_access("resource_update", {"id": resource_id}):
        return tk.abort(403, tk._(NOT_ALLOWED))
    row = store.version(resource_id, number)
    if row is None or not files.has(row["sha256"]):
        return tk.abort(404, tk._(NO_FILE))
    return kept_file(row["sha256"], row["name"])


def restore(id: str, resource_id: str, number: int) -> Any:  # noqa: A002
    """Put a former version back, as a new one."""
    resource_of(id, resource_id)
    if act("dge_resource_version_restore", {"resource_id": resource_id, "number": number}):
        tk.h.flash_success(tk._("Version {number} is back, as a new version.").format(number=number))
    return tk.redirect_to("dge_versions.index", id=id, resource_id=resource_id)


versions.add_url_rule("", view_func=index)
versions.add_url_rule("/<int:number>/fichier", view_func=download)
versions.add_url_rule("/<int:number>/remettre", view_func=restore, methods=["POST"])
