"""Rows of ckanext-harvest's tables for what a run did: its pages, API and command line read them."""

from __future__ import annotations

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


def add(target: Target, step: Step, package_id: str, outcome: str, *, current: bool) -> str:
    """Write the object of a record that was carried out; `current` when it is what fills its dataset."""
    _retire(target, step.identifier)
    values = {"package_id": package_id, "state": "COMPLETE", "report_status": outcome, "current": current}
    return _insert(target, step.identifier, step.record, values)


def add_error(target: Target, step: Step, reason: str) -> None:
    """Write the object and the error of a record that failed; without identifier, an error of the listing."""
    if not step.identifier:
        add_gather_error(target.job_id, reason)
        return
    values = {"state": "ERROR", "report_status": "errored", "current": False}
    object_id = _insert(target, step.identifier, step.record, values)
    row = {"harvest_object_id": object_id, "message": reason, "stage": "Import", "created": now()}
    model.Session.execute(sa.insert(HarvestObjectError.__table__).values(id=make_uuid(), **row))


def add_deleted(target: Target, guid: str, package_id: str) -> None:
    """Write the object of a record whose dataset is archived."""
    _retire(target, guid)
    values = {"package_id": package_id, "state": "COMPLETE", "report_status": "deleted", "current": False}
    _insert(target, guid, None, values)


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


def _retire(target: Target, guid: str | None) -> None:
    mine = (HarvestObject.harvest_source_id == target.source_id, HarvestObject.guid == guid)
    _execute(sa.update(HarvestObject).where(*mine, HarvestObject.current.is_(True)).values(current=False))


def step_aside(package_id: str) -> None:
    """No object of a dataset is the current one any more: another record fills it from now on."""
    mine = (HarvestObject.package_id == package_id, HarvestObject.current.is_(True))
    _execute(sa.update(HarvestObject).where(*mine).values(current=False))


def _execute(statement: Any) -> None:
    model.Session.execute(statement.execution_options(synchronize_session=False))


def _insert(target: Target, guid: str | None, record: RemoteRecord | None, values: dict[str, Any]) -> str:
    moment, object_id = now(), make_uuid()
    times = dict.fromkeys(("gathered", "fetch_started", "fetch_finished", "import_started", "import_finished"), moment)
    row = {
        "id": object_id,
        "guid": guid,
        "content": as_text(record.content) if record else None,
        "harvest_job_id": target.job_id,
        "harvest_source_id": target.source_id,
        "retry_times": 0,
    }
    model.Session.execute(sa.insert(HarvestObject.__table__).values(**row, **times, **values))
    told = {"url": record.url, "validator": record.validator} if record else {}
    for key, value in told.items():
        if value:
            extra = {"id": make_uuid(), "harvest_object_id": object_id, "key": key, "value": value}
            model.Session.execute(sa.insert(HarvestObjectExtra.__table__).values(**extra))
    return object_id
