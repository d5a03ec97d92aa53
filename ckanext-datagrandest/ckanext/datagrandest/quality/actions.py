"""Actions of the room `quality`."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic import validate
from ckan.types import Context

from ckanext.datagrandest.quality import (
    due,
    health,
    mending,
    registry,
    schema,
    score_history,
    shown,
    shown_scores,
    tasks,
)


@tk.side_effect_free
@validate(schema.of_resource)
def dge_quality_report_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what is known of the quality of a resource's file, for those who may see the resource.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: ``state`` (``valid``, ``invalid``, ``not_judged``, or ``none`` before the first verdict), ``pending``
        (``queued``, ``running`` or null: a new check is under way), ``reason`` (a French sentence when not judged),
        ``schema`` ``{id, version, title, origin}`` where ``origin`` is ``declared`` (without ``id``: a person said that it
        follows none), ``recognised`` or ``none``, ``counts``
        (faults by code, whole), ``rows``, ``encoding``, ``delimiter``, ``judged_at``, ``seconds``, ``sha256``, ``report``
        (see the published JSON Schema of reports), ``dialect`` (how the file was read: ``{kind,
        encoding, delimiter, quote, sheet, header_row}``), ``history`` (earlier verdicts, the latest first) and ``repairs``
    :rtype: dictionary
    """
    tk.check_access("dge_quality_report_show", context, data_dict)
    return shown.quality(data_dict["resource_id"])


@validate(schema.of_resource)
def dge_quality_judge(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Have the file of a resource judged now, for those who may change the resource.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: ``job`` (id of the job in the background) and ``created`` (false: it was already waiting)
    :rtype: dictionary
    """
    tk.check_access("dge_quality_judge", context, data_dict)
    asked = due.judgeable(data_dict["resource_id"])
    if asked is None:
        raise tk.ValidationError({"resource_id": [tk._(mending.NOT_A_TABLE)]})
    enqueued = tasks.ask(asked)
    return {"job": enqueued.id, "created": enqueued.created}


@tk.side_effect_free
def dge_schema_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the table schemas that files can be judged by.

    :returns: a list of ``{id, title, description, homepage, version, versions}``; ``version`` is the newest, ``versions``
        all that may be asked for, oldest first
    :rtype: list of dictionaries
    """
    tk.check_access("dge_schema_list", context, data_dict)
    newest = [registry.get(name) for name in registry.versions()]
    return [
        {
            "id": one.id, "title": one.title or one.id, "description": one.description, "homepage": one.homepage,
            "version": one.version, "versions": list(registry.versions()[one.id]),
        }
        for one in newest
    ]  # fmt: skip


@tk.side_effect_free
@validate(schema.of_resource)
def dge_quality_repair_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Propose repairs of a resource's file, rule by rule, for those who may change the resource; nothing is changed.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: ``sha256`` of the file, ``schema``, ``proposals`` (a list of ``{rule, title, confidence, count, examples}``
        with ``examples`` ``{row, field, before, after}``), ``valid`` (whether the file would be valid with all of them) and
        ``remaining`` (faults that would be left, by code)
    :rtype: dictionary
    """
    tk.check_access("dge_quality_repair_show", context, data_dict)
    with mending.explained():
        return mending.propose(data_dict["resource_id"])


@validate(schema.repair_apply)
def dge_quality_repair_apply(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Replace the uploaded file of a resource by its repaired copy (CSV, UTF-8, commas); the original is kept.

    :param resource_id: id of the resource
    :type resource_id: string
    :param refused: names of the rules not to apply (optional)
    :type refused: list of strings

    :returns: ``original`` and ``sha256`` (SHA-256 of the file before and after), ``proposals`` (what was done), ``valid``
        and ``remaining``
    :rtype: dictionary
    """
    tk.check_access("dge_quality_repair_apply", context, data_dict)
    with mending.explained():
        return mending.apply(context, data_dict["resource_id"], data_dict["refused"])


@validate(schema.of_resource)
def dge_quality_repair_undo(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Put the original file back, byte for byte, in the place of its repaired copy.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: ``sha256`` of the file that is back
    :rtype: dictionary
    """
    tk.check_access("dge_quality_repair_undo", context, data_dict)
    with mending.explained():
        return mending.undo(context, data_dict["resource_id"])


@tk.side_effect_free
@validate(schema.of_dataset)
def dge_quality_score_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the three scores of a dataset as they are now, for those who may see it.

    :param id: id or name of the dataset
    :type id: string

    :returns: ``id``, ``name``, ``score`` (ours, whole, 0 to 100), ``datagouv`` (criteria passed, of 9), ``mqa`` (points, of 405),
        ``rating`` (of data.europa.eu: ``excellent``, ``good``, ``sufficient``, ``bad``), ``dimensions`` (its points by dimension),
        ``details``: by ``ours``, ``datagouv`` and ``mqa`` a dictionary ``{points, most, share, criteria, gains}`` where
        ``criteria`` is a list of ``{name, title, points, most, applies, advice, url}`` (``url``: the page where it is mended)
        and ``gains`` the names of those that lack points, what would raise the score most first; ``links``: the addresses
        that do not answer, as ``{url, state, title, status, reason, since, checked_at}``
    :rtype: dictionary
    """
    tk.check_access("dge_quality_score_show", context, data_dict)
    dataset = tk.get_action("package_show")(Context(context), {"id": data_dict["id"]})
    return shown_scores.of_dataset(dataset)


@tk.side_effect_free
@validate(schema.score_history)
def dge_quality_score_history(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show how scores went, day by day: of a dataset, of the public datasets of an organisation, or of a territory.

    Give one of the three. A territory counts the datasets of all that lies in it.

    :param id: id or name of a dataset (optional)
    :type id: string
    :param organization: id or name of an organisation (optional)
    :type organization: string
    :param territory: code of a territory, such as ``commune:88160`` (optional)
    :type territory: string
    :param limit: days at most (optional, default 100, at most 1000)
    :type limit: integer

    :returns: ``kind`` (``dataset``, ``organization``, ``territory``), ``id``, ``title``, and ``history``: a row for each day
        (UTC) on which something changed, the latest first. Of a dataset a row is ``{day, score, datagouv, mqa, criteria}``; of
        the others ``{day, datasets, mean, median, datagouv, mqa}`` (means, save the median of our score), and ``now`` has the
        same figures as they are now (null where there is no dataset)
    :rtype: dictionary
    """
    score_history.which(data_dict)
    tk.check_access("dge_quality_score_history", context, data_dict)
    return score_history.history(context, data_dict)


@tk.side_effect_free
@validate(schema.health)
def dge_quality_health(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what many datasets lack together, and which of their links do not answer.

    :param datasets: ids of the datasets
    :type datasets: list of strings

    :returns: ``datasets``, ``scored`` (how many have a score), ``mean`` (of our score), ``lacks`` (each ``{name, title, advice,
        datasets, gain}``, the one that would raise the mean most first) and ``links`` (each ``{url, state, title, datasets}``)
    :rtype: dictionary
    """
    tk.check_access("dge_quality_health", context, data_dict)
    return health.of_datasets(data_dict["datasets"])
