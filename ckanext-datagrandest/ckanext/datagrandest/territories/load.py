"""Bring the tables to the state of the official code: one transaction, only what differs is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ckanext.datagrandest.territories import codes, cog, rows
from ckanext.datagrandest.territories.model import FormerName, Loaded, Territory

#: Two loads at once would write the same rows: the second one waits for the first.
LOCK = 7_403_117
BATCH = 1_000
COMPARED = tuple(column.name for column in Territory.__table__.columns if column.name not in ("contour", "geometry"))


@dataclass(frozen=True, slots=True)
class Changes:
    """What a load did, as codes of territories.

    Attributes:
        added, changed, removed: codes. merged: of those removed, the ones that became another commune (code → successor).
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    merged: Mapping[str, str]

    def count(self, kind: str) -> tuple[int, int, int, int]:
        """Count added, changed, merged and otherwise removed territories of a kind."""
        groups = (self.added, self.changed, self.merged, [code for code in self.removed if code not in self.merged])
        added, changed, merged, removed = (sum(codes.split(code)[0] == kind for code in group) for group in groups)
        return added, changed, merged, removed

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def load(connection: Connection, region: str) -> Changes:
    """Bring the tables to what the shipped table of codes says of a région; the caller's transaction holds all of it.

    Raises:
        rows.UnknownRegionError: no région in force has this code.
    """
    wanted = rows.of_region(region)
    connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    table: Table = Territory.metadata.tables[Territory.__tablename__]
    stored = _stored(connection, table)
    changes = _compare(stored, {row["code"]: row for row in wanted.territories})
    _write(connection, table, changes, wanted.territories)
    _replace_former(connection, wanted.former)
    _note(connection, region)
    return changes


def _stored(connection: Connection, table: Table) -> dict[str, dict[str, Any]]:
    found = connection.execute(select(*(table.c[name] for name in COMPARED))).mappings()
    return {row["code"]: dict(row) for row in found}


def _compare(stored: Mapping[str, Mapping[str, Any]], wanted: Mapping[str, Mapping[str, Any]]) -> Changes:
    removed = tuple(code for code in stored if code not in wanted)
    successors = {code: codes.current(code) for code in removed}
    return Changes(
        added=tuple(code for code in wanted if code not in stored),
        changed=tuple(code for code in wanted if code in stored and stored[code] != wanted[code]),
        removed=removed,
        merged={code: now for code, now in successors.items() if now and now != code},
    )


def _write(connection: Connection, table: Table, changes: Changes, wanted: Sequence[Mapping[str, Any]]) -> None:
    touched = {*changes.added, *changes.changed}
    _hand_down_contours(connection, table, changes.merged)
    if changes.removed:
        connection.execute(delete(table).where(table.c.code.in_(changes.removed)))
    for batch in _batches([row for row in wanted if row["code"] in touched]):
        statement = upsert(table)
        renewed = {name: statement.excluded[name] for name in COMPARED if name != "code"}
        connection.execute(statement.on_conflict_do_update(index_elements=["code"], set_=renewed), batch)


def _hand_down_contours(connection: Connection, table: Table, merged: Mapping[str, str]) -> None:
    """Add the contours of merged communes to those of their successors, before they go."""
    for old, new in merged.items():
        lost = select(table.c.geometry).where(table.c.code == old, table.c.geometry.is_not(None)).scalar_subquery()
        whole = func.ST_Multi(func.ST_Union(table.c.geometry, lost))
        heir = update(table).where(table.c.code == new, table.c.geometry.is_not(None), lost.is_not(None))
        connection.execute(heir.values(geometry=whole))


def _replace_former(connection: Connection, wanted: Sequence[Mapping[str, Any]]) -> None:
    table: Table = FormerName.metadata.tables[FormerName.__tablename__]
    key = (table.c.territory, table.c.insee, table.c.name)
    stored = {tuple(row): row for row in connection.execute(select(table))}
    target = {tuple(row[column.name] for column in table.columns): row for row in wanted}
    gone = [(row.territory, row.insee, row.name) for state, row in stored.items() if state not in target]
    if gone:
        connection.execute(delete(table).where(tuple_(*key).in_(gone)))
    for batch in _batches([row for state, row in target.items() if state not in stored]):
        connection.execute(insert(table), batch)


def _note(connection: Connection, region: str) -> None:
    table: Table = Loaded.metadata.tables[Loaded.__tablename__]
    state = {"version": cog.version(), "date": dt.date.fromisoformat(cog.date())}
    now = dt.datetime.now(dt.UTC)
    connection.execute(delete(table).where(table.c.region != region))
    statement = upsert(table).values(region=region, loaded=now, **state)
    connection.execute(statement.on_conflict_do_update(index_elements=["region"], set_={**state, "loaded": now}))


def _batches(items: Sequence[Mapping[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    for start in range(0, len(items), BATCH):
        yield [dict(item) for item in items[start : start + BATCH]]
