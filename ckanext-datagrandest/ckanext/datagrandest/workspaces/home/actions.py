"""Actions: the workspaces of somebody, and all that the first page of one shows."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.logic import validate
from ckan.types import Context

from ckanext.datagrandest.workspaces.home import listing, schema


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

    :returns: ``count``, and ``results``: by title, each ``{id, name, title, territory, state, datasets, drafts, calls}``;
        ``calls`` is how many calls for help are open
    :rtype: dictionary
    """
    tk.check_access("dge_workspace_list", context, data_dict)
    user: Any = ckan_model.User.get(context.get("user") or "")
    return listing.workspaces(user.id, data_dict.get("q") or "", data_dict["limit"], data_dict["offset"])
