"""Archive a dataset that its source no longer lists: deleted for CKAN, kept in the database, can come back."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.harvesting import indexing, objects, store, tombstones
from ckanext.datagrandest.harvesting.plan import Known
from ckanext.datagrandest.harvesting.writer import Target

log = logging.getLogger(__name__)


def archive_all(target: Target, missing: dict[str, Known], when: datetime) -> tuple[int, list[str]]:
    """Archive the datasets of missing records; give how many were and the identifiers of those that could not."""
    failed = [guid for guid, known in missing.items() if not archive(target, guid, known, when)]
    return len(missing) - len(failed), failed


def archive(target: Target, guid: str, known: Known, when: datetime) -> bool:
    """Archive the dataset of a missing record, unless another source still lists it and takes it over.

    Gives whether it was done; when the index does not answer nothing is written.
    """
    try:
        _archive(target, guid, known, when)
    except indexing.FAULTS:
        log.exception("Dataset %r could not be archived", known.package_id)
        model.Session.rollback()
        return False
    model.Session.commit()
    return True


def _archive(target: Target, guid: str, known: Known, when: datetime) -> None:
    if not known.primary or store.hand_over(known.package_id, target.source_id, guid):
        store.forget(target.source_id, [guid])
        return
    objects.add_deleted(target, guid, known.package_id)
    store.mark_archived(target.source_id, guid, when)
    package = model.Package.get(known.package_id)
    if package and package.state == "active":
        tombstones.put(package.id, target.source_id, tombstones.MISSING)
        context: Any = {"user": target.user, "ignore_auth": True}
        tk.get_action("package_delete")(context, {"id": known.package_id})
