"""Reading and writing verdicts and repairs, in transactions of their own beside CKAN's session."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality.model import VALID, Repair, Verdict
from ckanext.datagrandest.quality.privacy.store import write_look

_KEY = ("resource_id", "sha256", "schema_id", "schema_version", "checker")
_SHORT = [column for column in Verdict.__table__.columns if column.name != "report"]

#: Key of a repair's record from before its file is replaced until it is.
BEGUN = "begun"
#: Key of a repair's record from before its original is put back until it is: the moment, in ISO 8601.
UNDOING = "undoing"
_IS_BEGUN = Repair.record.has_key(BEGUN)

Row = Mapping[Any, Any]


def write_verdict(values: Mapping[str, Any], look: Mapping[str, Any] | None = None) -> Row | None:
    """Write a verdict and the look at its file; give the latest verdict that was told before, without its report.

    The same file under the same schema and checker has one row: it is brought up to date and becomes the latest again.
    """
    before = latest(values["resource_id"], told=True)
    row = {**values, "told": False, "judged_at": sa.func.clock_timestamp()}
    statement = insert(Verdict).values(row)
    kept = {name: statement.excluded[name] for name in row if name not in _KEY}
    with transaction() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=_KEY, set_=kept))
        if look is not None:
            write_look(connection, look)
    return before


def mark_told(resource_id: str) -> None:
    """Note that the index and those whom it concerns know the verdicts on a resource."""
    untold = sa.update(Verdict).where(Verdict.resource_id == resource_id, sa.not_(Verdict.told))
    with transaction() as connection:
        connection.execute(untold.values(told=True))


def latest(resource_id: str, *, report: bool = False, told: bool = False) -> Row | None:
    """Give the latest verdict on a resource; `told`: the latest that the index and people know."""
    columns = Verdict.__table__.columns if report else _SHORT
    of_resource = Verdict.resource_id == resource_id
    known = sa.and_(of_resource, Verdict.told) if told else of_resource
    statement = sa.select(*columns).where(known).order_by(Verdict.judged_at.desc())
    with transaction() as connection:
        return connection.execute(statement.limit(1)).mappings().first()


def declare(resource_id: str, schema_id: str, version: str, fingerprint: str) -> None:
    """Note in CKAN's session that the schema which was recognised is now declared: the verdict under it stands."""
    newest = (
        sa.select(Verdict.id)
        .where(Verdict.resource_id == resource_id)
        .order_by(Verdict.judged_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    same = sa.and_(Verdict.id == newest, Verdict.schema_id == schema_id, Verdict.schema_version == version)
    ckan_model.Session.execute(sa.update(Verdict).where(same).values(fingerprint=fingerprint, origin="declared"))


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


def begin_repair(values: Mapping[str, Any]) -> int:
    """Note a repair before its file is replaced, so that whatever happens then, the original is known."""
    record = {**values["record"], BEGUN: True}
    with transaction() as connection:
        statement = sa.insert(Repair).values(**{**values, "record": record}).returning(Repair.id)
        return connection.execute(statement).scalar_one()


def finish_repair(repair_id: int) -> None:
    """Note in CKAN's session that a repair is made: the commit that replaces the file says both or neither."""
    statement = sa.update(Repair).where(Repair.id == repair_id)
    ckan_model.Session.execute(statement.values(record=Repair.record.op("-")(BEGUN)))


def drop_repair(repair_id: int) -> None:
    """Forget a repair whose file was not replaced."""
    with transaction() as connection:
        connection.execute(sa.delete(Repair).where(Repair.id == repair_id, _IS_BEGUN))


def begun_repairs(age: timedelta) -> list[Row]:
    """Give the repairs that were begun some time ago and not finished: their process was killed."""
    old = Repair.applied_at < sa.func.clock_timestamp() - age
    with transaction() as connection:
        return list(connection.execute(sa.select(Repair.__table__).where(_IS_BEGUN, old)).mappings())


def repairs(resource_id: str) -> list[Row]:
    """Give the repairs and maskings of a resource that were made, the latest first."""
    made = sa.select(Repair.__table__).where(Repair.resource_id == resource_id, sa.not_(_IS_BEGUN))
    statement = made.order_by(Repair.applied_at.desc())
    with transaction() as connection:
        return list(connection.execute(statement).mappings())


def begin_undo(repair_id: int) -> None:
    """Note that an original is about to be put back, so that an undoing that is cut short is known."""
    noted = Repair.record.op("||")(sa.func.jsonb_build_object(UNDOING, sa.func.clock_timestamp()))
    with transaction() as connection:
        connection.execute(sa.update(Repair).where(Repair.id == repair_id).values(record=noted))


def drop_undo(repair_id: int) -> None:
    """Forget an undoing that put nothing back."""
    with transaction() as connection:
        statement = sa.update(Repair).where(Repair.id == repair_id)
        connection.execute(statement.values(record=Repair.record.op("-")(UNDOING)))


def begun_undoings(age: timedelta) -> list[Row]:
    """Give the undoings that were begun some time ago and not finished: their process was killed."""
    begun = sa.cast(Repair.record[UNDOING].astext, sa.DateTime(timezone=True))
    old = sa.and_(Repair.undone_at.is_(None), begun < sa.func.clock_timestamp() - age)
    with transaction() as connection:
        return list(connection.execute(sa.select(Repair.__table__).where(old)).mappings())


def mark_undone(repair_id: int) -> None:
    """Note in CKAN's session that a repair is undone: the commit that puts the file back says both or neither."""
    statement = sa.update(Repair).where(Repair.id == repair_id)
    values = {"undone_at": sa.func.clock_timestamp(), "record": Repair.record.op("-")(UNDOING)}
    ckan_model.Session.execute(statement.values(**values))


def forget_faults(resource_id: str, sha256: str) -> None:
    """Forget in CKAN's session the cells that reports on a file quote; what became of it, and how often, stays."""
    of_file = sa.update(Verdict).where(Verdict.resource_id == resource_id, Verdict.sha256 == sha256)
    ckan_model.Session.execute(of_file.values(report=sa.null()))
