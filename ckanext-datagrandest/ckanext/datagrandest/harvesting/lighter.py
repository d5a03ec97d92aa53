"""Actions of CKAN, chained, that ask for what cannot be there; their answers are the same."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import datapreview

from ckanext.datagrandest.harvesting import transaction


@tk.chained_action
def package_create_default_resource_views(up: Any, context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """Create the default views of a dataset's resources; those that no such view can show are not asked about."""
    package = data_dict["package"]
    kinds = datapreview.get_default_view_plugins(tk.asbool(data_dict.get("create_datastore_views")))
    seen = [one for one in package.get("resources", []) if any(_can(kind, one, package) for kind in kinds)]
    return up(context, {**data_dict, "package": {**package, "resources": seen}})


def _can(kind: Any, resource: dict[str, Any], package: dict[str, Any]) -> bool:
    return kind.can_view({"resource": resource, "package": package})


@tk.chained_action
@tk.side_effect_free
def package_show(up: Any, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a dataset; one that an open batch has just written is not looked for in the index, which cannot know it yet."""
    if transaction.is_open():
        context["use_cache"] = False
    return up(context, data_dict)
