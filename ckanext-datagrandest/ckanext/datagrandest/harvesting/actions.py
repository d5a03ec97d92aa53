"""Our actions, and those of ckanext-harvest that fed its queues, chained.

An action of ckanext-harvest that is chained keeps its parameters and its answer; sources of types that
are not ours keep the stock behaviour.
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
    objects,
    options,
    preview,
    reimport,
    rows,
    runner,
    runs,
    supervision,
)
from ckanext.datagrandest.harvesting.contract import SourceUnreadable
from ckanext.datagrandest.harvesting.stock.reindex import harvest_source_reindex, harvest_sources_reindex
from ckanext.datagrandest.harvesting.types import harvester_types

__all__ = [
    "dge_harvest_preview",
    "dge_harvest_run_show",
    "harvest_job_abort",
    "harvest_job_list",
    "harvest_job_show",
    "harvest_jobs_run",
    "harvest_objects_import",
    "harvest_send_job_to_gather_queue",
    "harvest_source_clear",
    "harvest_source_reindex",
    "harvest_source_show_status",
    "harvest_sources_reindex",
]


def dge_harvest_preview(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say what harvesting a source would do, without writing anything.

    :param type: the harvester type (`dge-csw`…)
    :type type: string
    :param url: the address of the source
    :type url: string
    :param options: the options of the type (optional)
    :type options: dictionary
    :param limit: how many records are read and mapped (optional, default: ``5``, at most ``100``)
    :type limit: integer

    :returns: ``records`` (each with ``identifier``, ``action``, ``name``, ``dataset``, ``remarks``,
        ``reason``), ``matched``, ``read``, ``complete``, ``counts``, ``missing``, ``held``, ``fault``, ``notes``
    :rtype: dictionary
    """
    tk.check_access("dge_harvest_preview", context, data_dict)
    type_name, url = tk.get_or_bust(data_dict, ["type", "url"])
    try:
        limit = min(100, max(1, int(data_dict.get("limit") or 5)))
        given = data_dict.get("options") or {}
        read = options.parse(given) if isinstance(given, str) else dict(given)
    except options.InvalidOptions as error:
        raise tk.ValidationError({"options": [message.render(tk._) for message in error.messages]}) from error
    except (TypeError, ValueError) as error:
        raise tk.ValidationError({"limit": [tk._("Give a whole number.")]}) from error
    return preview.preview(type_name, url, read, limit)


@tk.side_effect_free
def dge_harvest_run_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the progress and the exact counts of a harvest job.

    :param id: the id of the job
    :type id: string

    :returns: ``state``, ``phase``, ``done``, ``total``, ``attempts``, times, counts, ``fault``, ``notes``
    :rtype: dictionary
    """
    job_id = tk.get_or_bust(data_dict, "id")
    if rows.job(job_id) is None:
        raise tk.ObjectNotFound(tk._("Harvest job not found"))
    tk.check_access("harvest_job_show", context, {"id": job_id})
    run = runs.show(job_id)
    if run is None:
        raise tk.ObjectNotFound(tk._("This harvest job has not been run by this platform."))
    return counts.jsonable(run)


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
