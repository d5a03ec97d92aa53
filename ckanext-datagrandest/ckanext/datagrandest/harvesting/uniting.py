"""What people say of two records: the same data, or not; their datasets are written again at once from what is kept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model

from ckanext.datagrandest.harvesting import matching, merging, objects, reimport, store
from ckanext.datagrandest.harvesting.identity import Record
from ckanext.datagrandest.harvesting.model import HarvestRecord


class NotMerged(Exception):  # noqa: N818 - it says what is wrong
    """The record is alone in its dataset, or is the one that fills it."""


def settle(package_id: str) -> None:
    """Let the best placed record fill a dataset, at once unless its source is being harvested."""
    best = merging.best_placed(package_id)
    if best is not None:
        source_id, guid, object_id = str(best.source_id), str(best.guid), str(best.object_id)
        objects.step_aside(package_id)
        store.lead(package_id, source_id, guid)
        model.Session.commit()
        refill(object_id)


def refill(object_id: str) -> None:
    """Write a dataset again from a record that is kept; the next run of a source that is busy does it."""
    try:
        reimport.objects([object_id])
    except reimport.SourceBusy:
        return


def unite(one: Record, other: Record, user: str) -> str:
    """Make the datasets of two records one because a person says so; give the dataset that stays."""
    merging.decide(one, other, "same", user)
    packages = {record: _of(record).package_id for record in (one, other)}
    groups = matching.groups(set(packages.values()))
    if len(groups) == 1:
        return next(iter(groups))
    kept, absorbed = sorted(groups.values(), key=lambda group: (group.born, group.package_id))
    reason = next(record for record, package_id in packages.items() if package_id == absorbed.package_id)
    merging.absorb(kept.package_id, absorbed.package_id, reason, "person", "")
    settle(kept.package_id)
    return kept.package_id


def separate(record: Record, user: str) -> str:
    """Give a merged record a dataset of its own again, the former one if it had one; no run merges them again.

    Gives the dataset.

    Raises:
        NotMerged: it is alone, or it is the one that fills the dataset.
        SourceBusy: its source is being harvested.
        SourceUnreadable: its type or its options are wrong.
    """
    held = _of(record)
    package_id, object_id, former = str(held.package_id), str(held.object_id), held.former_package_id
    others = [one for one in matching.groups([package_id])[package_id].records if one != record]
    if held.primary_source or not others:
        raise NotMerged(record)
    for other in others:
        merging.decide(record, other, "different", user)
    if former and model.Package.get(former):
        values = {
            "package_id": former,
            "former_package_id": None,
            "rule": None,
            "evidence": None,
            "primary_source": True,
        }
        reset = {"content_hash": "", "draft_hash": "", "archived_at": sa.func.now()}  # its dataset is closed: open it
        mine = (HarvestRecord.source_id == record[0], HarvestRecord.guid == record[1])
        model.Session.execute(sa.update(HarvestRecord).where(*mine).values(**values, **reset))
    else:
        store.forget(record[0], [record[1]])
    model.Session.commit()
    reimport.objects([object_id])
    return str(_of(record).package_id)


def _of(record: Record) -> Any:
    model.Session.expire_all()
    found = merging.find(record)
    if found is None:
        raise LookupError(record)
    return found
