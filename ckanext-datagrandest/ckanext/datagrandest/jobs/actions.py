"""Jobs over the API, for system administrators."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.datagrandest.jobs import overview, schema, store


@tk.side_effect_free
def dge_job_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a background job: its state, progress, place in the queue, outcome, or why it failed.

    :param id: the id of the job
    :type id: string

    :rtype: dictionary with ``id``, ``key``, ``title``, ``queue``, ``state`` (queued, running, done, failed or
        cancelled), ``attempt``, ``before`` (jobs before it, when it is queued), ``progress``, ``outcome``,
        ``reason`` (sentence) and the moments ``created``, ``started``, ``heartbeat``, ``finished`` (UTC)
    """
    tk.check_access("dge_job_show", context, data_dict)
    job = store.show(tk.get_or_bust(data_dict, "id"))
    if job is None:
        raise tk.ObjectNotFound(tk._("There is no such job"))
    return overview.shown(job)


@tk.side_effect_free
def dge_job_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List background jobs, the latest first.

    :param queue: only those of a queue: ``default``, ``harvest`` or ``validation`` (optional)
    :type queue: string
    :param state: only those in a state (optional)
    :type state: string
    :param key: only those of a key (optional)
    :type key: string
    :param limit: how many at most, up to 1000 (optional, default: 100)
    :type limit: integer

    :rtype: list of dictionaries as of ``dge_job_show``
    """
    tk.check_access("dge_job_list", context, data_dict)
    wanted, errors = tk.navl_validate(data_dict, schema.job_list(), context)
    if errors:
        raise tk.ValidationError(errors)
    return [overview.shown(job) for job in store.latest(**wanted)]


@tk.side_effect_free
def dge_recurrence_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List what recurs: when it is due, and how it went the last time.

    :rtype: list of dictionaries with ``name``, ``title``, ``schedule``, ``next_due``, ``last_enqueued``, ``last_job``,
        ``last_finished`` and ``last_state``; moments are in UTC
    """
    tk.check_access("dge_recurrence_list", context, data_dict)
    return overview.recurrences()
