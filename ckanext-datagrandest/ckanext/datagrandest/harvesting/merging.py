"""Make two datasets one: what a run found or a person said. `uniting.py` adds what asks for the mapping."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.harvesting import matching, objects, rows, tombstones
from ckanext.datagrandest.harvesting.identity import Record
from ckanext.datagrandest.harvesting.model import HarvestRecord, HarvestTwin
from ckanext.datagrandest.harvesting.ranks import Standing


def absorb(kept: str, absorbed: str, record: Record, rule: str, evidence: str) -> None:
    """Put every record of a dataset into another one; its page then leads there.

    Args:
        kept: the dataset that stays, under its name.
        absorbed: the dataset that is closed.
        record: the record of `absorbed` that is why.
        rule: why (`identity.REASONS`).
        evidence: what both have.
    """
    table = HarvestRecord
    mine = sa.and_(table.source_id == record[0], table.guid == record[1])
    values = {
        "package_id": kept,
        "former_package_id": sa.func.coalesce(table.former_package_id, absorbed),
        "rule": sa.case((mine, rule), else_=table.rule),
        "evidence": sa.case((mine, evidence), else_=table.evidence),
        "primary_source": False,
        "archived_at": None,
    }
    _execute(sa.update(table).where(table.package_id == absorbed).values(**values))
    objects.step_aside(absorbed)
    tombstones.put(absorbed, record[0], tombstones.MERGED, kept)
    model.Session.commit()
    package = model.Package.get(absorbed)
    if package and package.state == "active":
        tk.get_action("package_delete")(rows.site_context(), {"id": absorbed})


def best_placed(package_id: str) -> Any:
    """Give the record that should fill a dataset and does not; nothing when the right one does.

    A record that outranks no other stays: the first to come keeps its place.
    """
    query = sa.select(HarvestRecord).where(HarvestRecord.package_id == package_id, HarvestRecord.archived_at.is_(None))
    members: list[Any] = list(model.Session.scalars(query.order_by(HarvestRecord.source_id, HarvestRecord.guid)))
    standing = matching.standings()

    def place(record: Any) -> tuple[int, bool]:
        rank = standing.get(record.source_id, Standing()).rank(producer=bool(record.producer))
        return rank, not record.primary_source

    best = min(members, key=place, default=None)
    return None if best is None or best.primary_source else best


def decide(one: Record, other: Record, state: str, user: str | None) -> None:
    """Remember what a person said of two records: same, different, probable (nothing any more)."""
    (source_a, guid_a), (source_b, guid_b) = matching.ordered(one, other)
    values = {"source_a": source_a, "guid_a": guid_a, "source_b": source_b, "guid_b": guid_b}
    said: dict[str, Any] = {"state": state, "decided_by": user, "decided_at": sa.func.now()}
    statement = insert(HarvestTwin.__table__).values(**values, **said)
    _execute(statement.on_conflict_do_update(index_elements=list(values), set_=said))
    model.Session.commit()


def find(record: Record) -> Any:
    """Give what is held of a record."""
    return model.Session.get(HarvestRecord, record)


def _execute(statement: Any) -> None:
    model.Session.execute(statement.execution_options(synchronize_session=False))
