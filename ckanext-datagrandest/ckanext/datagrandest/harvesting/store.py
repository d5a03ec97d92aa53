"""Questions to the database, asked once for a run or a batch, never for each record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from ckan import model

from ckanext.harvest.model import HarvestObjectExtra

from ckanext.datagrandest.harvesting import matching
from ckanext.datagrandest.harvesting.contract import Kept
from ckanext.datagrandest.harvesting.model import HarvestRecord
from ckanext.datagrandest.harvesting.plan import Known
from ckanext.datagrandest.harvesting.ranks import Standing


@dataclass(frozen=True, slots=True)
class Held:
    """A dataset as it is now: what an update must keep."""

    name: str
    state: str
    private: bool
    resources: tuple[Mapping[str, Any], ...] = ()


def known_records(source_id: str) -> dict[str, Known]:
    """Give what is held of a source, by remote identifier; records whose dataset was purged are new again."""
    query = (
        sa.select(HarvestRecord)
        .join(model.Package, model.Package.id == HarvestRecord.package_id)
        .where(HarvestRecord.source_id == source_id)
        .with_only_columns(*HarvestRecord.__table__.columns)
    )
    return {row.guid: _known(row) for row in model.Session.execute(query)}


def _known(row: Any) -> Known:
    return Known(
        package_id=row.package_id,
        content_hash=row.content_hash,
        draft_hash=row.draft_hash,
        mapping_version=row.mapping_version,
        primary=row.primary_source,
        missing_since=row.missing_since,
        archived=row.archived_at is not None,
        job_id=row.job_id,
        outcome=row.outcome,
        removal=row.removal,
    )


def remembered(source_id: str, mapping_version: int) -> dict[str, tuple[Kept, ...]]:
    """Give the records of a source that need not be fetched again to be known unchanged, by the address they came from."""
    validator, url = aliased(HarvestObjectExtra), aliased(HarvestObjectExtra)
    query = (
        sa.select(url.value, HarvestRecord.guid, validator.value)
        .join(validator, sa.and_(validator.harvest_object_id == HarvestRecord.object_id, validator.key == "validator"))
        .join(url, sa.and_(url.harvest_object_id == HarvestRecord.object_id, url.key == "url"))
        .where(HarvestRecord.source_id == source_id, HarvestRecord.mapping_version == mapping_version)
        .where(HarvestRecord.primary_source, HarvestRecord.archived_at.is_(None))
    )
    found: defaultdict[str, tuple[Kept, ...]] = defaultdict(tuple)
    for address, guid, kept in model.Session.execute(query.order_by(HarvestRecord.guid)):
        found[address] += (Kept(guid, kept),)
    return dict(found)


def taken_names(names: Collection[str]) -> set[str]:
    """Give those of these names that datasets of the catalogue already bear, whatever their state."""
    return set(model.Session.scalars(sa.select(model.Package.name).where(model.Package.name.in_(names))))


def held_datasets(package_ids: Collection[str]) -> dict[str, Held]:
    """Give what updates must keep of these datasets, by identifier."""
    package, resource = model.Package, model.Resource
    resources: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    found = sa.select(resource.package_id, resource.id, resource.url, resource.name).where(
        resource.package_id.in_(package_ids), resource.state == "active"
    )
    for row in model.Session.execute(found.order_by(resource.position)):
        resources[row.package_id].append({"id": row.id, "url": row.url, "name": row.name})
    query = sa.select(package.id, package.name, package.state, package.private).where(package.id.in_(package_ids))
    return {
        row.id: Held(row.name, row.state, row.private, tuple(resources[row.id])) for row in model.Session.execute(query)
    }


def keep(held: Collection[Mapping[str, Any]]) -> None:
    """Write what is held of the records of a batch, in the current transaction; what a record does not say stays."""
    alike: defaultdict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for values in held:
        alike[tuple(sorted(values))].append(values)
    for names, some in alike.items():
        statement = insert(HarvestRecord.__table__)
        changed = {name: statement.excluded[name] for name in names if name not in ("source_id", "guid")}
        upsert = statement.on_conflict_do_update(index_elements=["source_id", "guid"], set_=changed)
        model.Session.execute(upsert, [dict(values) for values in some])


def touch(source_id: str, guid: str, content_hash: str, mapping_version: int) -> None:
    """Note that a record came back or changed in a way that does not change its dataset."""
    values = {"content_hash": content_hash, "mapping_version": mapping_version, "missing_since": None}
    model.Session.execute(_of(source_id, [guid]).values(**values, archived_at=None, removal=None))


def mark_missing(source_id: str, guids: Collection[str], since: datetime) -> None:
    """Start the grace period of records that the listing no longer names."""
    fresh = _of(source_id, guids).where(HarvestRecord.missing_since.is_(None))
    model.Session.execute(fresh.values(missing_since=since))


def mark_archived(source_id: str, guid: str, when: datetime) -> None:
    """Note that a record's dataset was archived."""
    model.Session.execute(_of(source_id, [guid]).values(archived_at=when))


def hand_over(package_id: str, source_id: str, guid: str | None = None) -> str | None:
    """Let another record that is still listed fill a dataset from now on, the best placed; give its source.

    Without `guid`, every record of the source steps aside, not that one alone.
    """
    record = HarvestRecord
    gone = record.source_id == source_id
    if guid is not None:
        gone = sa.and_(gone, record.guid == guid)
    listed = sa.select(record).where(record.package_id == package_id, ~gone)
    listed = listed.where(record.missing_since.is_(None), record.archived_at.is_(None))
    candidates: list[Any] = list(model.Session.scalars(listed.order_by(record.source_id, record.guid)))
    if not candidates:
        return None
    standing = matching.standings()
    heir = min(candidates, key=lambda one: standing.get(one.source_id, Standing()).rank(producer=one.producer))
    lead(package_id, heir.source_id, heir.guid)
    return heir.source_id


def lead(package_id: str, source_id: str, guid: str) -> None:
    """Make one record fill its dataset; the next run of its source, or a refill, writes it."""
    record = HarvestRecord
    chosen = sa.and_(record.source_id == source_id, record.guid == guid)
    values = {
        "primary_source": chosen,
        "content_hash": sa.case((chosen, ""), else_=record.content_hash),
        "draft_hash": sa.case((chosen, ""), else_=record.draft_hash),
    }
    model.Session.execute(sa.update(record).where(record.package_id == package_id).values(**values))
    model.Session.expire_all()


def follow(package_id: str, source_id: str, guid: str) -> None:
    """Make every other record of a dataset step aside: this one has just filled it."""
    others = sa.update(HarvestRecord).where(HarvestRecord.package_id == package_id)
    others = others.where(~sa.and_(HarvestRecord.source_id == source_id, HarvestRecord.guid == guid))
    model.Session.execute(others.values(primary_source=False, archived_at=None))


def forget(source_id: str, guids: Collection[str] | None = None) -> None:
    """Forget records of a source (all of them without `guids`)."""
    statement = sa.delete(HarvestRecord).where(HarvestRecord.source_id == source_id)
    if guids is not None:
        statement = statement.where(HarvestRecord.guid.in_(guids))
    model.Session.execute(statement)
    matching.forget_keys(source_id, guids)


def pending(source_id: str | None = None, limit: int = 1000, after: str = "") -> list[str]:
    """Give datasets that are written in the database and not yet in the index, by identifier, those after one."""
    query = sa.select(HarvestRecord.package_id).where(HarvestRecord.index_pending).distinct()
    query = query.where(HarvestRecord.package_id > after)
    if source_id:
        query = query.where(HarvestRecord.source_id == source_id)
    return list(model.Session.scalars(query.order_by(HarvestRecord.package_id).limit(limit)))


def indexed(package_ids: Iterable[str]) -> None:
    """Note that datasets are in the index."""
    statement = sa.update(HarvestRecord).where(HarvestRecord.package_id.in_(list(package_ids)))
    model.Session.execute(statement.values(index_pending=False))
    model.Session.commit()


def _of(source_id: str, guids: Collection[str]) -> Any:
    mine = sa.update(HarvestRecord).where(HarvestRecord.source_id == source_id)
    return mine.where(HarvestRecord.guid.in_(list(guids)))


def open_datasets(source_id: str) -> list[str]:
    """Give the datasets that a source writes and that are not archived."""
    mine = (HarvestRecord.source_id == source_id, HarvestRecord.archived_at.is_(None), HarvestRecord.primary_source)
    return list(model.Session.scalars(sa.select(HarvestRecord.package_id).where(*mine)))
