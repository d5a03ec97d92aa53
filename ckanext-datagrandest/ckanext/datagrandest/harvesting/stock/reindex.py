"""`harvest_source_reindex` of ckanext-harvest 1.6.3 on CKAN 2.12: a source must be indexed as it is shown.

Upstream shows the source with `validate=False` and puts that dictionary in the index as its shown form:
after the first job the source has no `source_type`, `config` nor `frequency`, and every page and command
ends in a KeyError. It also checks no authorisation and can be called by GET.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import logic, model

from ckanext.datagrandest.harvesting import indexing


@tk.chained_action
def harvest_source_reindex(up: Any, context: Any, data_dict: dict[str, Any]) -> bool:
    """Index a harvest source again, with its current status.

    :param id: the id of the source
    :type id: string
    """
    del up
    source_id = tk.get_or_bust(data_dict, "id")
    tk.check_access("harvest_source_reindex", context, {"id": source_id})
    logic.index_update_package({"ignore_auth": True}, source_id, defer_commit=bool(context.get("defer_commit")))
    return True


@tk.chained_action
def harvest_sources_reindex(up: Any, context: Any, data_dict: dict[str, Any]) -> bool:
    """Index every active harvest source again, in one request."""
    del up
    tk.check_access("harvest_sources_reindex", context, data_dict)
    sources = model.Session.query(model.Package.id).filter_by(type="harvest", state="active")
    indexing.post([source.id for source in sources])
    return True
