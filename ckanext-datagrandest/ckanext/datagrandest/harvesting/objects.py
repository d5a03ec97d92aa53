"""Rows of ckanext-harvest's tables for what a run did: its pages, API and command line read them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model
from ckan.model.types import make_uuid

from ckanext.harvest.model import HarvestGatherError, HarvestObject, HarvestObjectError, HarvestObjectExtra

from ckanext.datagrandest.harvesting.contract import RemoteRecord
from ckanext.datagrandest.harvesting.plan import Step
from ckanext.datagrandest.harvesting.text import as_text

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesting.writer import Target


def now() -> datetime:
    """Give the time as ckanext-harvest keeps it: UTC without zone."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Done:
    """A record that was carried out.

    Attributes:
        step: it.
        package_id: its dataset.
        outcome: as it is counted.
        fills: whether it is what fills its dataset from now on.
        object_id: of the object that is written for it.
    """

    step: Step
    package_id: str
    outcome: str
    fills: bool
    object_id: str = field(default_factory=make_uuid)


def add(target: Target, done: Collection[Done]) -> None:
    """Write the objects of the records of a batch; what was their current one before is it no more."""
    _retire(target, [one.step.identifier for one in done])
    objects, extras = list[dict[str, Any]](), list[dict[str, Any]]()
    for one in done:
        values = {"package_id": one.package_id, "state": "COMPLETE", "report_status": one.outcome, "current": one.fills}
        objects.append(_row(target, one.step.identifier, one.step.record, values, one.object_id))
        extras += _extras(one.object_id, one.step.record)
    _insert(objects, extras)


def add_error(target: Target, step: Step, reason: str) -> None:
    """Write the object and the error of a record that failed; without identifier, an error of the listing."""
    if not step.identifier:
        add_gather_error(target.job_id, reason)
        return
    values = {"state": "ERROR", "report_status": "errored", "current": False}
    object_id = make_uuid()
    _insert([_row(target, step.identifier, step.record, values, object_id)], _extras(object_id, step.record))
    row = {"harvest_object_id": object_id, "message": reason, "stage": "Import", "created": now()}
    model.Session.execute(sa.insert(HarvestObjectError.__table__).values(id=make_uuid(), **row))


def add_deleted(target: Target, guid: str, package_id: str) -> None:
    """Write the object of a record whose dataset is archived."""
    _retire(target, [guid])
    values = {"package_id": package_id, "state": "COMPLETE", "report_status": "deleted", "current": False}
    _insert([_row(target, guid, None, values, make_uuid())], [])


def add_gather_error(job_id: str, reason: str) -> None:
    """Write an error of the whole listing."""
    row = {"id": make_uuid(), "harvest_job_id": job_id, "message": reason, "created": now()}
    model.Session.execute(sa.insert(HarvestGatherError.__table__).values(**row))


def clear_errors(job_id: str) -> None:
    """Remove the errors of an attempt that was interrupted: the next one finds them again."""
    failed = sa.select(HarvestObject.id).where(HarvestObject.harvest_job_id == job_id, HarvestObject.state == "ERROR")
    for table, column in ((HarvestObjectError, "harvest_object_id"), (HarvestObjectExtra, "harvest_object_id")):
        _execute(sa.delete(table).where(getattr(table, column).in_(failed)))
    _execute(sa.delete(HarvestObject).where(HarvestObject.harvest_job_id == job_id, HarvestObject.state == "ERROR"))
    _execute(sa.delete(HarvestGatherError).where(HarvestGatherError.harvest_job_id == job_id))
    model.Session.commit()


def _retire(target: Target, guids: Collection[str | None]) -> None:
    mine = (HarvestObject.harvest_source_id == target.source_id, HarvestObject.guid.in_(guids))
    _execute(sa.update(HarvestObject).where(*mine, HarvestObject.current.is_(True)).values(current=False))


def step_aside(package_id: str) -> None:
    """No object of a dataset is the current one any more: another record fills it from now on."""
    mine = (HarvestObject.package_id == package_id, HarvestObject.current.is_(True))
    _execute(sa.update(HarvestObject).where(*mine).values(current=False))


def _execute(statement: Any) -> None:
    model.Session.execute(statement.execution_options(synchronize_session=False))


def _row(
    target: Target, guid: str | None, record: RemoteRecord | None, values: dict[str, Any], object_id: str
) -> dict[str, Any]:
    times = dict.fromkeys(("gathered", "fetch_started", "fetch_finished", "import_started", "import_finished"), now())
    return {
        "id": object_id,
        "guid": guid,
        "content": as_text(record.content) if record else None,
        "harvest_job_id": target.job_id,
        "harvest_source_id": target.source_id,
        "retry_times": 0,
        **times,
        **values,
    }


def _extras(object_id: str, record: RemoteRecord | None) -> list[dict[str, Any]]:
    told = {"url": record.url, "validator": record.validator} if record else {}
    return [
        {"id": make_uuid(), "harvest_object_id": object_id, "key": key, "value": value}
        for key, value in told.items()
        if value
    ]


def _insert(objects: list[dict[str, Any]], extras: list[dict[str, Any]]) -> None:
    model.Session.execute(sa.insert(HarvestObject.__table__), objects)
    if extras:
        model.Session.execute(sa.insert(HarvestObjectExtra.__table__), extras)
