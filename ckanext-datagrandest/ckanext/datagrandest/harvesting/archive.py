"""Archive a dataset that its source no longer lists: deleted for CKAN, kept in the database, can come back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.harvesting import objects, store
from ckanext.datagrandest.harvesting.plan import Known
from ckanext.datagrandest.harvesting.writer import Target


def archive(target: Target, guid: str, known: Known, when: datetime) -> None:
    """Archive the dataset of a missing record, unless another source still lists it and takes it over."""
    if known.primary and not store.hand_over(known.package_id, target.source_id):
        package = model.Package.get(known.package_id)
        objects.add_deleted(target, guid, known.package_id)
        store.mark_archived(target.source_id, guid, when)
        if package and package.state == "active":
            context: Any = {"user": target.user, "ignore_auth": True}
            tk.get_action("package_delete")(context, {"id": known.package_id})
        model.Session.commit()
        return
    store.forget(target.source_id, [guid])
    model.Session.commit()
