"""Empty a source: its datasets, jobs and records go, through CKAN's actions and index."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.harvest.model import (
    HarvestGatherError,
    HarvestJob,
    HarvestObject,
    HarvestObjectError,
    HarvestObjectExtra,
)

from ckanext.datagrandest.harvesting import runs, store
from ckanext.datagrandest.harvesting.model import HarvestRecord


def clear(source_id: str, user: str) -> int:
    """Purge the datasets that this source writes and forget its history; give how many were purged.

    A dataset that another source also lists is handed over to it. Interrupted, it can be started again:
    each dataset goes with its own rows, the history last.
    """
    mine = sa.select(HarvestRecord.package_id, HarvestRecord.primary_source).where(HarvestRecord.source_id == source_id)
    rows = model.Session.execute(mine).all()
    written = {row.package_id for row in rows if row.primary_source} | _stock_datasets(source_id, rows)
    purged = 0
    for package_id in sorted(written):
        if store.hand_over(package_id, source_id):
            continue
        _delete_objects(HarvestObject.package_id == package_id)
        if model.Package.get(package_id):
            tk.get_action("dataset_purge")({"user": user, "ignore_auth": True}, {"id": package_id})
            purged += 1
    _forget_history(source_id)
    return purged


def _stock_datasets(source_id: str, rows: Any) -> set[str]:
    """Give the datasets that ckanext-harvest's own harvesters wrote for this source before."""
    ours = {row.package_id for row in rows}
    query = sa.select(HarvestObject.package_id).where(
        HarvestObject.harvest_source_id == source_id,
        HarvestObject.current.is_(True),
        HarvestObject.package_id.is_not(None),
    )
    return set(model.Session.scalars(query)) - ours


def _delete_objects(condition: Any) -> None:
    chosen = sa.select(HarvestObject.id).where(condition)
    for table in (HarvestObjectError, HarvestObjectExtra):
        _execute(sa.delete(table).where(table.harvest_object_id.in_(chosen)))
    _execute(sa.delete(HarvestObject).where(condition))


def _forget_history(source_id: str) -> None:
    store.forget(source_id)
    _delete_objects(HarvestObject.harvest_source_id == source_id)
    jobs = sa.select(HarvestJob.id).where(HarvestJob.source_id == source_id)
    _execute(sa.delete(HarvestGatherError).where(HarvestGatherError.harvest_job_id.in_(jobs)))
    _execute(sa.delete(HarvestJob).where(HarvestJob.source_id == source_id))
    _execute(sa.delete(runs.TABLE).where(runs.TABLE.c.source_id == source_id))
    model.Session.commit()


def _execute(statement: Any) -> None:
    model.Session.execute(statement.execution_options(synchronize_session=False))
