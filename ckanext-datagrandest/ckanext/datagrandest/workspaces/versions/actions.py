"""Versions of files by the API. The docstrings are the documentation that `help_show` serves."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic import validate
from ckan.types import ActionResult, Context, DataDict

from ckanext.datagrandest.workspaces.versions import replacing, schema, shown


@tk.side_effect_free
@validate(schema.resource_versions)
def dge_resource_versions(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """List the versions of a resource's file, the current one first, with what each changed.

    Everyone who may see the resource sees how many rows were added, removed and modified. Those who may edit it also see
    examples of these rows, and may download the former files: a file may have been replaced because of what it held.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: ``current`` (number of the current version), ``may_change`` and ``versions``, each with ``number``, ``current``,
        ``since`` (ISO date and time; null for the first), ``name``, ``format``, ``size``, ``restores`` (number of the earlier
        version that it is), ``author`` (name; null for those who may not edit), ``url`` (of a former file; null for those who
        may not download it), ``state`` of the comparison with the version before (``first``, ``waiting``, ``known``, ``unknown``),
        ``difference`` (``added``, ``removed``, ``modified``, ``same``, ``old_rows``, ``new_rows``, ``key``, ``columns``, ``columns_added``,
        ``columns_removed``, ``columns_renamed``; for those who may edit also ``added_rows``, ``removed_rows``,
        ``modified_rows``) and ``reason`` (why it is unknown)
    :rtype: dictionary
    """
    tk.check_access("dge_resource_versions", context, data_dict)
    resource = tk.get_action("resource_show")(Context(context), {"id": data_dict["resource_id"]})
    try:
        tk.check_access("resource_update", Context(context), {"id": resource["id"]})
        may_change = True
    except tk.NotAuthorized:
        may_change = False
    return shown.shown(resource, may_change=may_change)


@validate(schema.resource_version_restore)
def dge_resource_version_restore(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Put an earlier version of a resource's file back, as a new version: nothing is lost of what came since.

    :param resource_id: id of the resource
    :type resource_id: string
    :param number: of the version
    :type number: int

    :returns: ``resource_id``, ``version`` (number that is current now) and ``sha256``
    :rtype: dictionary
    """
    tk.check_access("dge_resource_version_restore", context, data_dict)
    found: dict[str, Any] = replacing.restore(context, data_dict["resource_id"], data_dict["number"])
    return found
