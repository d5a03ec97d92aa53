"""Actions: the workspaces of somebody, and all that the first page of one shows."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.logic import validate
from ckan.types import Context

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.home import first_page, listing, schema
from ckanext.datagrandest.workspaces.members.store import organization_of


@tk.side_effect_free
@validate(schema.listing)
def dge_workspace_list(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List the workspaces of whoever asks; of animateurs, all.

    :param q: words of the title, the name or the code of the commune (optional)
    :type q: string
    :param limit: workspaces at most (optional, default 20, at most 100)
    :type limit: integer
    :param offset: how many to leave out first (optional)
    :type offset: integer

    :returns: ``count``, and ``results``: by title, each ``{id, name, title, territory, state, datasets, drafts}``
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_list", context, data_dict)
    user: Any = ckan_model.User.get(context.get("user") or "")
    return listing.workspaces(user.id, data_dict.get("q") or "", data_dict["limit"], data_dict["offset"])


@tk.side_effect_free
@validate(schema.of_workspace)
def dge_workspace_home(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show all that the first page of a workspace shows, for its members and the animateurs.

    :param id: id or name of the workspace's organisation
    :type id: string

    :returns: ``id``, ``name``, ``title``, ``state``, ``territory``; ``next`` (the one thing to do: ``{kind, sentence, button, url}``);
        ``datasets``: the least good first, each ``{id, name, title, private, modified, score, step}`` where ``step`` is what would raise
        its score most (``{name, title, advice, gain, url}`` or null); ``deposits`` that are not finished; open ``calls`` for help;
        ``members`` (how many); ``usage`` and ``limits`` (``storage_bytes``, ``datasets``)
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_home", context, data_dict)
    organization = organization_of(data_dict["id"])
    return first_page.of_workspace(context, organization, rights.role(context.get("user"), organization.id))
