"""Actions of ckanext-harvest that fed its queues or counted its rows, chained.

Each keeps its parameters and its answer; sources of types that are not ours keep the stock behaviour.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.harvest.model import HarvestObject, HarvestSource

from ckanext.datagrandest.harvesting import (
    clearing,
    counts,
    form,
    locking,
    objects,
    reimport,
    rows,
    runner,
    runs,
    supervision,
)
from ckanext.datagrandest.harvesting.contract import SourceUnreadable
from ckanext.datagrandest.harvesting.stock.sentences import reworded
from ckanext.datagrandest.harvesting.types import harvester_types


@tk.chained_action
def harvest_send_job_to_gather_queue(up: Any, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Send a harvest job to the background worker.

    :param id: the id of the job
    :type id: string
    """
    job = rows.job(tk.get_or_bust(data_dict, "id"))
    if job is None or job.source.type not in harvester_types():
        return up(context, data_dict)
    tk.check_access("harvest_send_job_to_gather_queue", context, {"source_id": job.source_id, "id": job.id})
    if not job.source.active:
        raise tk.ValidationError({"source": [tk._("This source is not active.")]})
    job.status = "Running"
    job.save()
    runner.enqueue(job.id, job.source_id, force=bool(data_dict.get("force")))
    return tk.get_action("harvest_job_show")({"ignore_auth": True}, {"id": job.id})


@tk.chained_action
def harvest_jobs_run(up: Any, context: Any, data_dict: dict[str, Any]) -> list[Any]:
    """Start the sources that are due, resume or close what was interrupted. The tick process does it by itself.

    :param source_id: accepted for compatibility
    :type source_id: string
    """
    del up
    tk.check_access("harvest_jobs_run", context, data_dict)
    supervision.tick()
    return []


@tk.chained_action
def harvest_job_abort(up: Any, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Stop a harvest job: what is written stays, the next run goes on.

    :param id: the id of the job, or the id or name of a source: its last job
    :type id: string
    :param source_id: the id or name of a source
    :type source_id: string
    """
    tk.check_access("harvest_job_abort", context, data_dict)
    job = _job_of(data_dict.get("source_id") or data_dict.get("id"))
    if job is None:
        raise tk.ObjectNotFound(tk._("Harvest job not found"))
    if job.source.type not in harvester_types():
        return up(context, data_dict)
    job_id = job.id
    runs.close(job_id, "aborted")
    if job.status != "Finished":
        job.status, job.finished = "Finished", objects.now()
        job.save()
    return tk.get_action("harvest_job_show")({"ignore_auth": True}, {"id": job_id})


def _job_of(name_or_id: Any) -> Any:
    job = rows.job(name_or_id)
    source = None if job else model.Package.get(name_or_id)
    return rows.last_job(source.id) if source else job


@tk.chained_action
def harvest_objects_import(up: Any, context: Any, data_dict: dict[str, Any]) -> int:
    """Map and write again records that are kept, without asking the remote server.

    :param source_id: the id of the source (its current records)
    :type source_id: string
    :param guid: a remote identifier
    :type guid: string
    :param harvest_object_id: one harvest object
    :type harvest_object_id: string
    :param package_id: the id or name of a dataset
    :type package_id: string

    :returns: how many objects were imported
    :rtype: integer
    """
    del up
    tk.check_access("harvest_objects_import", context, data_dict)
    source_id = data_dict.get("source_id")
    source = rows.source(source_id) if source_id else None
    if source_id and source is None:
        raise tk.ObjectNotFound(tk._("Harvest source not found"))
    if source and not source.active:
        raise tk.ValidationError({"source": [tk._("This source is not active.")]})
    ids = list(model.Session.scalars(_chosen(data_dict)))
    try:
        reimport.objects(ids)
    except reimport.SourceBusy as error:
        raise tk.ValidationError({"source": [_busy()]}) from error
    except SourceUnreadable as error:
        raise tk.ValidationError({"source": [error.message.render(tk._)]}) from error
    return len(ids)


def _busy() -> str:
    return tk._("This source is being harvested: wait for the end of the run, or stop it first.")


def _chosen(data_dict: dict[str, Any]) -> Any:
    query = sa.select(HarvestObject.id).join(HarvestSource, HarvestSource.id == HarvestObject.harvest_source_id)
    query = query.where(HarvestSource.type.in_(harvester_types()))
    if data_dict.get("harvest_object_id"):
        return query.where(HarvestObject.id == data_dict["harvest_object_id"])
    query = query.where(HarvestObject.current.is_(True))
    if data_dict.get("guid"):
        query = query.where(HarvestObject.guid == data_dict["guid"])
    if data_dict.get("source_id"):
        query = query.where(HarvestObject.harvest_source_id == data_dict["source_id"])
    if data_dict.get("package_id"):
        package = model.Package.get(data_dict["package_id"])
        query = query.where(HarvestObject.package_id == (package.id if package else None))
    return query.order_by(HarvestObject.id)


@tk.chained_action
def harvest_source_clear(up: Any, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Remove the datasets and the history of a source, and keep the source.

    :param id: the id of the source
    :type id: string
    """
    source_id = tk.get_or_bust(data_dict, "id")
    tk.check_access("harvest_source_clear", context, data_dict)
    source = rows.source(source_id)
    if source is None:
        raise tk.ObjectNotFound(tk._("Harvest source not found"))
    del up
    with runs.source_lock(source_id) as mine:
        if not mine:
            raise tk.ValidationError({"source": [_busy()]})
        clearing.clear(source_id, context["user"])
    tk.get_action("harvest_source_reindex")({"ignore_auth": True}, {"id": source_id})
    return {"id": source_id}


@tk.chained_action
@tk.side_effect_free
def harvest_job_show(up: Any, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a harvest job, with the exact counts of its run."""
    return counts.overlay(up(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def harvest_job_list(up: Any, context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List harvest jobs, with the exact counts of their runs."""
    return counts.overlay_all(up(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def harvest_source_show_status(up: Any, context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the status of a source, with the exact counts of its last run."""
    status = up(context, data_dict)
    if status["last_job"]:
        status["last_job"] = counts.overlay(status["last_job"])
    return status


@tk.chained_action
def package_create(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Create a dataset; the options of a harvest source come from its form as single inputs."""
    return _saved(up, context, data_dict)


@tk.chained_action
def package_update(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    """Update a dataset; the options of a harvest source come from its form as single inputs.

    What a person changes in a harvested dataset is kept by the following harvests.
    """
    return locking.noticed(lambda *given: _saved(up, *given), context, data_dict)


def _saved(up: Any, context: Any, data_dict: dict[str, Any]) -> Any:
    if data_dict.get("type") != "harvest" and "source_type" not in data_dict:
        return up(context, data_dict)
    try:
        return up(context, form.folded(data_dict))
    except tk.ValidationError as error:
        raise reworded(error) from error
