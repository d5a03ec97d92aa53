"""Pages of templates: for anybody, and for a workspace with its own name and SIRET already in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.lib.munge import munge_title_to_name

from ckanext.datagrandest.quality.sender import EXAMPLE, Sender
from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.workbooks.offered import offered, schema_of, sender_of

workbooks = Blueprint("dge_workbooks", __name__)


def catalogue() -> str:
    """List the templates, with the name of an example commune in them."""
    return tk.render(
        "workspaces/workbooks/index.html", extra_vars={"offered": offered(), "space": None, "sender": None}
    )


def of_space(space: str) -> Any:
    """List the templates of a workspace."""
    organization = _space(space)
    shown = {"offered": offered(), "space": organization, "sender": sender_of(organization)}
    return tk.render("workspaces/workbooks/index.html", extra_vars=shown)


def download(schema: str) -> Any:
    """Send a template."""
    return _workbook(schema, EXAMPLE, "")


def download_of_space(space: str, schema: str) -> Any:
    """Send a template of a workspace."""
    organization = _space(space)
    return _workbook(schema, sender_of(organization), organization.name)


def _workbook(name: str, sender: Sender, suffix: str) -> Any:
    from ckanext.datagrandest.workspaces.workbooks.workbook import MIME, build  # Polars and XlsxWriter, 40 MB

    schema = schema_of(name)
    if schema is None:
        return tk.abort(404, tk._("There is no template by this name."))
    file = "-".join(part for part in (schema.id.rpartition("/")[2], munge_title_to_name(suffix)) if part)
    headers = {"Content-Disposition": f'attachment; filename="{file}.xlsx"', "X-Content-Type-Options": "nosniff"}
    return Response(build(schema, sender, tk._), mimetype=MIME, headers=headers)


def _space(name: str) -> Any:
    """Give the organisation of a workspace to its members and the animateurs; others are refused."""
    group: Any = ckan_model.Group.get(name)
    if group is None or group.state != "active" or not group.is_organization:
        return tk.abort(404, tk._("There is no such space."))
    if rights.role(tk.current_user.name, group.id) is rights.Role.STRANGER:
        return tk.abort(403, tk._("Only the members of this space see this page."))
    return group


workbooks.add_url_rule("/modeles", view_func=catalogue)
workbooks.add_url_rule("/modeles/<path:schema>.xlsx", view_func=download)
workbooks.add_url_rule("/espaces/<space>/modeles", view_func=of_space)
workbooks.add_url_rule("/espaces/<space>/modeles/<path:schema>.xlsx", view_func=download_of_space)
