"""Reading and writing verdicts and repairs, in transactions of their own beside CKAN's session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality.model import VALID, Repair, Verdict

_KEY = ("resource_id", "sha256", "schema_id", "schema_version", "checker")
_SHORT = [column for column in Verdict.__table__.columns if column.name != "report"]

Row = Mapping[Any, Any]


def write_verdict(values: Mapping[str, Any]) -> Row | None:
    """Write a verdict; give the one that was the latest of the resource before, without its report.

    The same file under the same schema and checker has one row: it is brought up to date and becomes the latest again.
    """
    before = latest(values["resource_id"])
    row = {**values, "judged_at": sa.func.clock_timestamp()}
    statement = insert(Verdict).values(row)
    kept = {name: statement.excluded[name] for name in row if name not in _KEY}
    with transaction() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=kept))
    return before


def latest(resource_id: str, *, report: bool = False) -> Row | None:
    """Give the latest verdict on a resource."""
    columns = Verdict.__table__.columns if report else _SHORT
    statement = sa.select(*columns).where(Verdict.resource_id == resource_id).order_by(Verdict.judged_at.desc())
    with transaction() as connection:
        return connection.execute(statement.limit(1)).mappings().first()


def latest_of_dataset(package_id: str) -> dict[str, Row]:
    """Give the latest verdict on each file of a dataset, by resource, without their reports."""
    resource = ckan_model.Resource
    statement = (
        sa.select(*_SHORT)
        .join(resource, resource.id == Verdict.resource_id)
        .where(resource.package_id == package_id, resource.state == "active")
        .distinct(Verdict.resource_id)
        .order_by(Verdict.resource_id, Verdict.judged_at.desc())
    )
    return {row["resource_id"]: row for row in ckan_model.Session.execute(statement).mappings()}


def history(resource_id: str, limit: int = 20) -> list[Row]:
    """Give the verdicts on a resource without their reports, the latest first."""
    statement = sa.select(*_SHORT).where(Verdict.resource_id == resource_id).order_by(Verdict.judged_at.desc())
    with transaction() as connection:
        return list(connection.execute(statement.limit(limit)).mappings())


def conforming_schemas(package_id: str) -> list[str]:
    """Give the schemas that resources of a dataset conform to now, in one query of CKAN's session."""
    resource = ckan_model.Resource
    newest = (
        sa.select(Verdict.state, Verdict.schema_id)
        .join(resource, resource.id == Verdict.resource_id)
        .where(resource.package_id == package_id, resource.state == "active")
        .distinct(Verdict.resource_id)
        .order_by(Verdict.resource_id, Verdict.judged_at.desc())
        .subquery()
    )
    statement = sa.select(newest.c.schema_id).where(newest.c.state == VALID, newest.c.schema_id != "").distinct()
    return sorted(ckan_model.Session.execute(statement).scalars())


def write_repair(values: Mapping[str, Any]) -> None:
    """Log a repair."""
    with transaction() as connection:
        connection.execute(sa.insert(Repair).values(**values))


def repairs(resource_id: str) -> list[Row]:
    """Give the repairs of a resource, the latest first."""
    statement = sa.select(Repair.__table__).where(Repair.resource_id == resource_id).order_by(Repair.applied_at.desc())
    with transaction() as connection:
        return list(connection.execute(statement).mappings())


def mark_undone(repair_id: int) -> None:
    """Note that a repair was undone."""
    with transaction() as connection:
        connection.execute(sa.update(Repair).where(Repair.id == repair_id).values(undone_at=sa.func.clock_timestamp()))
