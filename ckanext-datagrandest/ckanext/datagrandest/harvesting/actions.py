"""Our actions; those of ckanext-harvest that we chain are in `chained.py` and `stock/`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.harvesting import counts, options, preview, repairs, rows, runs, store
from ckanext.datagrandest.harvesting.chained import (
    harvest_job_abort,
    harvest_job_list,
    harvest_job_show,
    harvest_jobs_run,
    harvest_objects_import,
    harvest_send_job_to_gather_queue,
    harvest_source_clear,
    harvest_source_show_status,
    package_create,
    package_update,
)
from ckanext.datagrandest.harvesting.decisions import (
    dge_dataset_tombstone_show,
    dge_harvest_dataset_reopen,
    dge_harvest_field_unlock,
    dge_harvest_hold_answer,
    dge_harvest_hold_list,
    dge_harvest_origin_show,
)
from ckanext.datagrandest.harvesting.lighter import package_create_default_resource_views, package_show
from ckanext.datagrandest.harvesting.stock.reindex import harvest_source_reindex, harvest_sources_reindex
from ckanext.datagrandest.harvesting.twin_actions import (
    dge_harvest_merge_undo,
    dge_harvest_twin_decide,
    dge_harvest_twin_list,
)

__all__ = [
    "dge_harvest_field_unlock",
    "dge_harvest_origin_show",
    "dge_harvest_merge_undo",
    "dge_harvest_twin_decide",
    "dge_harvest_twin_list",
    "dge_dataset_tombstone_show",
    "dge_harvest_dataset_reopen",
    "dge_harvest_hold_answer",
    "dge_harvest_hold_list",
    "dge_harvest_preview",
    "dge_harvest_run_show",
    "dge_harvest_source_health",
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
    "package_create",
    "package_create_default_resource_views",
    "package_show",
    "package_update",
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
    :param whole: list the other records too, as long as ``ckanext.datagrandest.harvesting.preview_seconds`` allows, to
        count what would be added, changed and removed (optional, default: false)
    :type whole: boolean

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
    return preview.preview(type_name, url, read, limit, whole=tk.asbool(data_dict.get("whole", False)))


@tk.side_effect_free
def dge_harvest_source_health(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what the datasets of a source lack, by how much its mean score would rise, and its links that do not answer.

    :param id: the id or name of the source
    :type id: string

    :returns: as ``dge_quality_health``, with ``last_run``: the run that ended last, as ``dge_harvest_run_show`` gives it, or null,
        and ``repairs``: what was repaired or left out (``sentence``, ``count``, ``identifiers`` of the first records)
    :rtype: dictionary
    """
    source = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": tk.get_or_bust(data_dict, "id")})
    tk.check_access("harvest_source_update", context, {"id": source["id"]})
    found = tk.get_action("dge_quality_health")({"ignore_auth": True}, {"datasets": store.open_datasets(source["id"])})
    last = runs.ended_before(source["id"])
    told = [asdict(cause) for cause in repairs.of_source(source["id"])]
    return {**found, "last_run": counts.jsonable(last) if last else None, "repairs": told}


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
