"""Actions of CKAN that the guard of personal data listens to."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.quality import guard, seen


@tk.chained_action
def resource_create(up: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Add a file; a dataset that waits to be published goes on waiting."""
    with guard.of_a_resource(context):
        return up(context, data_dict)


@tk.chained_action
def resource_update(up: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Change a file; a dataset that waits to be published goes on waiting. A file that was found clear before hides nothing."""
    with guard.of_a_resource(context), guard.sent(data_dict):
        return up(context, data_dict)


@tk.chained_action
def resource_delete(up: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Remove a file; a dataset that waits to be published goes on waiting."""
    with guard.of_a_resource(context):
        return up(context, data_dict)


@tk.chained_action
def bulk_update_public(up: Any, context: Context, data_dict: dict[str, Any]) -> Any:
    """Make datasets public; none is where one must not be, and each that must not is said.

    On the page of an organisation those that may are published, and the page says which may not.
    """
    wanted = data_dict.get("datasets", [])
    refused = {one: said for one in wanted if (said := guard.obstacles(one))}
    if not refused:
        return up(context, data_dict)
    sentences = [f"{seen.title_of(one)} : {' '.join(said)}" for one, said in refused.items()]
    if not seen.on_the_page_of_an_organisation():
        raise tk.ValidationError({"datasets": sentences})
    for sentence in sentences:
        tk.h.flash_error(sentence)
    return up(context, {**data_dict, "datasets": [one for one in wanted if one not in refused]})
