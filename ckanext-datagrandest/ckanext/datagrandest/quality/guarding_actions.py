"""Actions about personal data in files, and about how files are read."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.logic import validate
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import due, guard, guarding_schema, masks, mending, schema, seen, store, tasks
from ckanext.datagrandest.quality.privacy import store as privacy
from ckanext.datagrandest.quality.privacy.publication import Sight

NOTHING_TO_DECIDE = N_("There is nothing to decide about this file: wait until it is checked, or no personal data were found.")  # fmt: skip
NO_FILE_YET = N_("This file has not been checked yet: wait a few minutes.")


@tk.side_effect_free
@validate(schema.of_resource)
def dge_quality_privacy_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the likely personal data of a resource's file and how the file is read, for those who may change the resource.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: ``sight`` (``clear``, ``pending``: not looked at yet, ``found``, or ``unseen``: it could not be looked at),
        ``guard`` (``warn`` or ``stop``, as the organisation says), ``waits`` (the dataset is kept private, and published by
        itself once its files are clear), ``findings`` (a list of ``{kind, field, count, rows, examples, title, law, limits,
        confidence, mask, masks, decided}``; ``examples`` are masked), ``reason`` (why it could not be looked at),
        ``decisions`` (``{author, decided_at, reason, covers, withdrawn_at}``, the latest first), ``dialect``
        (``{kind, encoding, delimiter, quote, sheet, header_row}``), ``header`` and ``choices`` (what was corrected of it)
    :rtype: dictionary
    """
    tk.check_access("dge_quality_privacy_show", context, data_dict)
    return seen.privacy_of(data_dict["resource_id"])


@validate(guarding_schema.mask)
def dge_quality_privacy_mask(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Replace the uploaded file of a resource by a copy where personal data are masked (CSV, UTF-8, commas).

    The original is kept where only those who may change the resource can read it, and ``dge_quality_repair_undo``
    puts it back.

    :param resource_id: id of the resource
    :type resource_id: string
    :param accepted: what to mask: ``{kind, field, mask}`` as ``dge_quality_privacy_show`` gives them; ``mask`` may be left out
    :type accepted: list of dictionaries

    :returns: ``original`` and ``sha256`` (SHA-256 of the file before and after) and ``remaining`` (findings that are left)
    :rtype: dictionary
    """
    tk.check_access("dge_quality_privacy_mask", context, data_dict)
    with mending.explained():
        return masks.apply(context, data_dict["resource_id"], data_dict["accepted"])


@validate(guarding_schema.decide)
def dge_quality_privacy_decide(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Record why the likely personal data of a resource's file may be published; the decision is kept with its author.

    It covers the columns and kinds that are found now, in later files of the resource too.

    :param resource_id: id of the resource
    :type resource_id: string
    :param reason: why these data may be published: ten characters at least
    :type reason: string

    :returns: what ``dge_quality_privacy_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_quality_privacy_decide", context, data_dict)
    asked = due.judgeable(data_dict["resource_id"])
    known = seen.privacy_of(data_dict["resource_id"])
    if asked is None or known["sight"] not in {Sight.FOUND.value, Sight.UNSEEN.value}:
        raise tk.ValidationError({"resource_id": [tk._(NOTHING_TO_DECIDE)]})
    privacy.write_decision({
        "resource_id": asked.id, "sha256": known["sha256"], "fingerprint": asked.content,
        "covers": [[item["kind"], item["field"]] for item in known["findings"] or []],
        "reason": data_dict["reason"], "author": str(context.get("user") or ""),
    })  # fmt: skip
    guard.release(asked.package_id)
    return seen.privacy_of(asked.id)


@validate(schema.of_resource)
def dge_quality_privacy_withdraw(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Withdraw the decisions that personal data of a resource's file may be published.

    Where the organisation stops personal data, the dataset is private again.

    :param resource_id: id of the resource
    :type resource_id: string

    :returns: what ``dge_quality_privacy_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_quality_privacy_withdraw", context, data_dict)
    resource_id = data_dict["resource_id"]
    if privacy.withdraw(resource_id, str(context.get("user") or "")):
        resource = ckan_model.Resource.get(resource_id)
        if resource is not None and resource.package_id:
            guard.retract(context, resource.package_id)
    return seen.privacy_of(resource_id)


@validate(guarding_schema.dialect)
def dge_quality_dialect_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Correct how the file of a resource is read, for this very file, and have it judged again.

    What is left out is found by itself again; leaving out everything forgets all corrections. A new file is read anew.

    :param resource_id: id of the resource
    :type resource_id: string
    :param encoding: ``utf-8``, ``cp1252``, ``utf-16``, … (optional; texts only)
    :type encoding: string
    :param delimiter: one character (optional; texts only)
    :type delimiter: string
    :param sheet: name of the sheet (optional; workbooks only)
    :type sheet: string
    :param header_row: number of the line that names the columns, from 1 (optional)
    :type header_row: int

    :returns: ``choices``, ``job`` and ``created`` as ``dge_quality_judge`` gives them
    :rtype: dictionary
    """
    tk.check_access("dge_quality_dialect_update", context, data_dict)
    resource_id = data_dict["resource_id"]
    verdict = store.latest(resource_id)
    if verdict is None or not verdict["sha256"]:
        raise tk.ValidationError({"resource_id": [tk._(NO_FILE_YET)]})
    names = ("encoding", "delimiter", "sheet", "header_row")
    choices = {name: data_dict[name] for name in names if data_dict.get(name)}
    privacy.choose(resource_id, verdict["sha256"], choices, str(context.get("user") or ""))
    asked = due.judgeable(resource_id)
    if asked is None:
        raise tk.ValidationError({"resource_id": [tk._(mending.NOT_A_TABLE)]})
    enqueued = tasks.ask(asked)
    return {"choices": choices, "job": enqueued.id, "created": enqueued.created}
