"""What is said in the place of a harvested dataset that was closed; it survives the dataset."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.harvest.model import HarvestSource

from ckanext.datagrandest.harvesting.model import HarvestTombstone

TABLE = HarvestTombstone.__table__
MISSING, MERGED = "missing", "merged"


def put(package_id: str, source_id: str, cause: str, merged_into: str | None = None) -> None:
    """Note that a public dataset is closed, in the current transaction."""
    organization, source = model.group_table.alias(), HarvestSource.__table__
    title = sa.select(source.c.title).where(source.c.id == source_id).scalar_subquery()
    package = model.package_table
    chosen = (
        sa.select(
            package.c.id,
            package.c.name,
            sa.func.coalesce(sa.func.nullif(package.c.title, ""), package.c.name),
            organization.c.title,
            title,
            sa.literal(cause),
            sa.literal(merged_into),
        )
        .outerjoin(organization, organization.c.id == package.c.owner_org)
        .where(package.c.id == package_id, package.c.private.is_(False))
    )
    columns = ["package_id", "name", "title", "organization", "source", "cause", "merged_into"]
    statement = insert(TABLE).from_select(columns, chosen)
    written = {name: statement.excluded[name] for name in columns[1:]}
    again = {**written, "closed_at": sa.func.now()}
    model.Session.execute(statement.on_conflict_do_update(index_elements=["package_id"], set_=again))


def lift(package_ids: Collection[str]) -> None:
    """Forget that datasets were closed: they are open again."""
    model.Session.execute(sa.delete(TABLE).where(TABLE.c.package_id.in_(list(package_ids))))


def find(name_or_id: str) -> dict[str, Any] | None:
    """Give the tombstone of a dataset that is closed, the latest of that name; none when it is open again."""
    package = model.package_table
    is_it = sa.or_(TABLE.c.package_id == name_or_id, TABLE.c.name == name_or_id)
    query = sa.select(TABLE).outerjoin(package, package.c.id == TABLE.c.package_id)
    closed = sa.or_(package.c.id.is_(None), package.c.state == "deleted")
    row = model.Session.execute(query.where(is_it, closed).order_by(TABLE.c.closed_at.desc())).mappings().first()
    return dict(row) if row else None
