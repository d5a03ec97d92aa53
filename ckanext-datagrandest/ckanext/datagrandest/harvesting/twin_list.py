"""The list of pairs of records, as people decide about them: one query, whatever the number of pairs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ckan import model

from ckanext.harvest.model import HarvestSource

from ckanext.datagrandest.harvesting.model import HarvestRecord, HarvestTwin


def pairs(state: str, organizations: Collection[str] | None, limit: int) -> list[dict[str, Any]]:
    """Give the pairs of a state whose records still exist, the latest first.

    Args:
        state: probable, same, different.
        organizations: one side must belong to one of them; `None`: all pairs.
        limit: how many at most.
    """
    twin = HarvestTwin
    sides = [_Side(twin.source_a, twin.guid_a), _Side(twin.source_b, twin.guid_b)]
    query = sa.select(twin, *(column for side in sides for column in side.columns())).select_from(twin)
    for side in sides:
        query = side.joined(query)
    query = query.where(twin.state == state)
    if state == "probable":
        one, other = (side.record for side in sides)
        query = query.where(one.package_id != other.package_id, *(side.package.state == "active" for side in sides))
    if organizations is not None:
        query = query.where(sa.or_(*(side.package.owner_org.in_(organizations) for side in sides)))
    query = query.order_by(twin.found_at.desc(), twin.source_a, twin.guid_a).limit(limit)
    return [_pair(row) for row in model.Session.execute(query)]


class _Side:
    """One record of a pair with its dataset, its organisation and its source."""

    def __init__(self, source_id: Any, guid: Any) -> None:
        self.source_id, self.guid = source_id, guid
        self.record, self.package, self.owner = aliased(HarvestRecord), aliased(model.Package), aliased(model.Group)
        self.source = aliased(HarvestSource)

    def columns(self) -> tuple[Any, ...]:
        record, package = self.record, self.package
        title = sa.func.coalesce(sa.func.nullif(package.title, ""), package.name)
        return package.id, package.name, title, self.owner.title, self.source.title, record.guid

    def joined(self, query: Any) -> Any:
        record, package = self.record, self.package
        mine = sa.and_(record.source_id == self.source_id, record.guid == self.guid)
        query = query.join(record, mine).join(package, package.id == record.package_id)
        query = query.outerjoin(self.owner, self.owner.id == package.owner_org)
        return query.outerjoin(self.source, self.source.id == record.source_id)


def _pair(row: Any) -> dict[str, Any]:
    twin, *rest = row
    names = ("package_id", "name", "title", "organization", "source", "guid")
    sides = [dict(zip(names, rest[start : start + len(names)], strict=True)) for start in (0, len(names))]
    kept = {name: getattr(twin, name) for name in ("source_a", "guid_a", "source_b", "guid_b", "state", "decided_by")}
    decided_at = twin.decided_at.isoformat() if twin.decided_at else None
    return {**kept, "why": (twin.why or "").split(), "decided_at": decided_at, "records": sides}
