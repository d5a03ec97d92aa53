"""Questions about identity to the database: a fixed number of statements a batch or a run, whatever the number of records."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from ckan import model

from ckanext.harvest.model import HarvestObject, HarvestSource

from ckanext.datagrandest.harvesting import twins
from ckanext.datagrandest.harvesting.contract import RemoteRecord
from ckanext.datagrandest.harvesting.identity import Group, Holder, Match, Record
from ckanext.datagrandest.harvesting.keys import IDENTIFIER, LINK, TITLE, Key, digest_of, normal_identifier
from ckanext.datagrandest.harvesting.model import HarvestKey, HarvestRecord, HarvestTwin
from ckanext.datagrandest.harvesting.ranks import Standing

TITLE_LIMIT = 10  # a title that more records share ("Plan local d'urbanisme") suggests nothing
PAIRS_LIMIT = 2000


def standings() -> dict[str, Standing]:
    """Give what decides the rank of each source: its option, its organisation's kind, whether it is active."""
    owner, package = model.group_table, model.package_table
    source: Any = HarvestSource
    query = (
        sa.select(source.id, source.config, source.active, package.c.state, owner.c.extras["kind"])
        .outerjoin(package, package.c.id == HarvestSource.id)
        .outerjoin(owner, owner.c.id == package.c.owner_org)
    )
    return {
        source_id: Standing(_setting(config), value or "", bool(active) and state != "deleted")
        for source_id, config, active, state, value in model.Session.execute(query)
    }


def _setting(config: str | None) -> str:
    try:
        read = json.loads(config or "{}")
    except ValueError:
        return ""
    return str(read.get("priority") or "") if isinstance(read, dict) else ""


def holders(guids: Collection[str], source_id: str, standing: Mapping[str, Standing]) -> dict[str, list[Holder]]:
    """Give the datasets that other sources fill under these identifiers, or filled before they were closed.

    Those that already have a record of this source are left out, and those that a person parted from it.
    """
    record, mine, lead = HarvestRecord, aliased(HarvestRecord), aliased(HarvestRecord)
    package = model.package_table
    occupied = sa.exists().where(mine.package_id == record.package_id, mine.source_id == source_id)
    query = (
        sa.select(record.guid, record.package_id, lead.source_id, lead.producer, HarvestSource.title, package.c.state)
        .join(lead, sa.and_(lead.package_id == record.package_id, lead.primary_source))
        .join(HarvestSource, HarvestSource.id == lead.source_id)
        .join(package, package.c.id == record.package_id)
        .where(record.guid.in_(guids), record.source_id != source_id)
        .where(sa.or_(package.c.state == "active", lead.archived_at.is_not(None)))
        .where(~occupied, ~_parted(source_id, record))
    )
    found: defaultdict[str, list[Holder]] = defaultdict(list)
    for guid, package_id, filler, producer, title, state in model.Session.execute(query):
        rank = standing.get(filler, Standing()).rank(producer=producer)
        found[guid].append(Holder(package_id, filler, title, rank, state != "active"))
    return found


def _parted(source_id: str, record: Any) -> Any:
    """Say whether a person parted this source's record of the same identifier from one in that dataset."""
    twin, member = HarvestTwin, aliased(HarvestRecord)
    is_a = sa.and_(twin.source_a == source_id, twin.guid_a == record.guid)
    is_b = sa.and_(twin.source_b == source_id, twin.guid_b == record.guid)
    of_a = sa.and_(twin.source_b == member.source_id, twin.guid_b == member.guid)
    of_b = sa.and_(twin.source_a == member.source_id, twin.guid_a == member.guid)
    either = sa.or_(sa.and_(is_a, of_a), sa.and_(is_b, of_b))
    return sa.exists().where(twin.state == "different", member.package_id == record.package_id, either)


def write_keys(source_id: str, keys: Mapping[str, Iterable[Key]], fresh: Collection[str] = ()) -> None:
    """Replace the keys of records, in two statements; those in `fresh` are new and have none yet."""
    table = HarvestKey.__table__
    old = [guid for guid in keys if guid not in fresh]
    if old:
        model.Session.execute(sa.delete(table).where(table.c.source_id == source_id, table.c.guid.in_(old)))
    values = [
        {
            "source_id": source_id,
            "guid": guid,
            "kind": key.kind,
            "key": key.digest,
            "value": key.value[:2000],
            "counts": key.counts,
        }
        for guid, some in keys.items()
        for key in some
    ]
    if values:
        model.Session.execute(insert(table).on_conflict_do_nothing(), values)


def forget_keys(source_id: str, guids: Collection[str] | None = None) -> None:
    """Forget the keys of records of a source (all of them without `guids`)."""
    table = HarvestKey.__table__
    statement = sa.delete(table).where(table.c.source_id == source_id)
    model.Session.execute(statement if guids is None else statement.where(table.c.guid.in_(list(guids))))


def certain(source_id: str) -> list[Match]:
    """Give the records of this source that share with one of another a key that is unique in both, in two datasets."""
    mine, theirs = _unique(HarvestKey.source_id == source_id), _unique(HarvestKey.source_id != source_id)
    query = sa.select(mine.c.guid, theirs.c.source_id, theirs.c.guid, mine.c.kind, mine.c.key, mine.c.value).join(
        theirs, sa.and_(mine.c.kind == theirs.c.kind, mine.c.key == theirs.c.key)
    )
    one, other = aliased(HarvestRecord), aliased(HarvestRecord)
    query = (
        query.join(one, sa.and_(one.source_id == source_id, one.guid == mine.c.guid))
        .join(other, sa.and_(other.source_id == theirs.c.source_id, other.guid == theirs.c.guid))
        .where(one.package_id != other.package_id, one.archived_at.is_(None), other.archived_at.is_(None))
        .where(one.signature["service"] == other.signature["service"])
        .add_columns(one.package_id, other.package_id)
    )
    return [_match(source_id, row) for row in model.Session.execute(query)]


def _unique(which: Any) -> Any:
    key = HarvestKey
    columns = (key.source_id, key.kind, key.key)
    query = sa.select(*columns, sa.func.min(key.guid).label("guid"), sa.func.min(key.value).label("value"))
    query = query.where(which, key.kind.in_((IDENTIFIER, LINK))).group_by(*columns)
    return query.having(sa.func.count() == 1, sa.func.bool_and(key.counts)).subquery()


def _match(source_id: str, row: Any) -> Match:
    guid, their_source, their_guid, kind, key, value, my_package, their_package = row
    both = {digest_of(normal_identifier(guid)), digest_of(normal_identifier(their_guid))}
    rule = "link" if kind == LINK else "identifier" if both == {key} else "citation"
    return Match((source_id, guid), (their_source, their_guid), my_package, their_package, rule, value)


def groups(package_ids: Collection[str]) -> dict[str, Group]:
    """Give datasets with every record that they are."""
    record, package = HarvestRecord, model.package_table
    query = (
        sa.select(package.c.id, package.c.metadata_created, record.source_id, record.guid)
        .join(record, record.package_id == package.c.id)
        .where(package.c.id.in_(package_ids))
    )
    members: defaultdict[str, set[Record]] = defaultdict(set)
    born: dict[str, str] = {}
    for package_id, created, source_id, guid in model.Session.execute(query):
        members[package_id].add((source_id, guid))
        born[package_id] = created.isoformat() if created else ""
    return {one: Group(one, born[one], frozenset(records)) for one, records in members.items()}


def different(records: Collection[Record]) -> list[tuple[Record, Record]]:
    """Give the pairs that people parted among those that name one of these records."""
    twin = HarvestTwin
    names = list(records)
    a, b = sa.tuple_(twin.source_a, twin.guid_a), sa.tuple_(twin.source_b, twin.guid_b)
    query = sa.select(twin).where(twin.state == "different", sa.or_(a.in_(names), b.in_(names)))
    found: list[Any] = list(model.Session.scalars(query))
    return [((row.source_a, row.guid_a), (row.source_b, row.guid_b)) for row in found]


def note_probable(source_id: str) -> int:
    """Fill the list of probable twins with the records of this source; give how many were added.

    Same title, nothing that contradicts, and the producer or the extent that agrees.
    """
    mine, theirs = aliased(HarvestKey), aliased(HarvestKey)
    one, other = aliased(HarvestRecord), aliased(HarvestRecord)
    common = sa.select(HarvestKey.key).where(HarvestKey.kind == TITLE).group_by(HarvestKey.key)
    common = common.having(sa.func.count().between(2, TITLE_LIMIT))
    query = (
        sa.select(one, other)
        .select_from(mine)
        .join(theirs, sa.and_(theirs.kind == TITLE, theirs.key == mine.key))
        .join(one, sa.and_(one.source_id == mine.source_id, one.guid == mine.guid))
        .join(other, sa.and_(other.source_id == theirs.source_id, other.guid == theirs.guid))
        .where(mine.source_id == source_id, mine.kind == TITLE, mine.key.in_(common))
        .where(one.package_id != other.package_id, one.archived_at.is_(None), other.archived_at.is_(None))
        .limit(PAIRS_LIMIT)
    )
    found = [_twin(first, second) for first, second in model.Session.execute(query)]
    values = {tuple(sorted(pair.items())): pair for pair in found if pair}
    if not values:
        return 0
    statement = insert(HarvestTwin.__table__).on_conflict_do_nothing()
    added = model.Session.execute(statement.values(list(values.values())).returning(HarvestTwin.source_a)).all()
    return len(added)


def _twin(one: Any, other: Any) -> dict[str, str] | None:
    shared = twins.probable(one.signature or {}, other.signature or {})
    if not shared:
        return None
    (source_a, guid_a), (source_b, guid_b) = ordered((one.source_id, one.guid), (other.source_id, other.guid))
    names = {"source_a": source_a, "guid_a": guid_a, "source_b": source_b, "guid_b": guid_b}
    return {**names, "state": "probable", "why": " ".join(["title", *shared])}


def ordered(one: Record, other: Record) -> tuple[Record, Record]:
    """Give a pair of records in the order in which twins are kept."""
    return (one, other) if one < other else (other, one)


def outranking(source_id: str) -> dict[str, str]:
    """Give the datasets that another record fills while one of this source is better placed: `{dataset: identifier}`."""
    record, lead = HarvestRecord, aliased(HarvestRecord)
    query = (
        sa.select(record.package_id, record.guid, record.producer, lead.source_id, lead.producer.label("theirs"))
        .join(lead, sa.and_(lead.package_id == record.package_id, lead.primary_source))
        .where(record.source_id == source_id, ~record.primary_source)
        .where(record.missing_since.is_(None), record.archived_at.is_(None), lead.source_id != source_id)
    )
    found = model.Session.execute(query).all()
    standing = standings() if found else {}

    def rank(of: str, *, producer: bool) -> int:
        return standing.get(of, Standing()).rank(producer=producer)

    return {
        row.package_id: row.guid
        for row in found
        if rank(source_id, producer=row.producer) < rank(row.source_id, producer=row.theirs)
    }


def kept_records(source_id: str, guids: Collection[str]) -> list[tuple[RemoteRecord, str]]:
    """Give records as they are kept, with the hash of the bytes as they came."""
    record = HarvestRecord
    query = (
        sa.select(record.guid, record.content_hash, HarvestObject.content)
        .join(HarvestObject, HarvestObject.id == record.object_id)
        .where(record.source_id == source_id, record.guid.in_(guids), HarvestObject.content.is_not(None))
    )
    return [(RemoteRecord(guid, content.encode()), digest) for guid, digest, content in model.Session.execute(query)]
