"""Actions by which people decide what the machine may not: removals, closed datasets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.harvesting import answering, holding, locking, origin, rows, tombstones


@tk.side_effect_free
def dge_harvest_hold_list(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List what the removal guard held for a source, the latest first, with what people answered.

    :param source_id: the id or name of the source
    :type source_id: string

    :returns: each with ``id``, ``state`` (``waiting``, ``accepted``, ``rejected``, ``withdrawn``), ``reason``,
        ``records`` (``guid``, ``package_id``, ``name``, ``title``), ``found_at``, ``decided_by``, ``decided_at``
    :rtype: list of dictionaries
    """
    source = _source(tk.get_or_bust(data_dict, "source_id"))
    tk.check_access("harvest_source_update", context, {"id": source.id})
    return [_shown(hold) for hold in holding.of_source(source.id)]


def dge_harvest_hold_answer(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Answer the removal guard: accept (the datasets are closed after their grace) or reject (they stay).

    :param id: the id of the question
    :type id: string
    :param answer: ``accept`` or ``reject``
    :type answer: string

    :returns: the question with its answer, and ``closed``: datasets closed at once
    :rtype: dictionary
    """
    hold_id, said = tk.get_or_bust(data_dict, ["id", "answer"])
    hold = holding.show(hold_id)
    if hold is None:
        raise tk.ObjectNotFound(tk._("The removal guard has asked no such question."))
    tk.check_access("harvest_source_update", context, {"id": hold["source_id"]})
    if said not in answering.ANSWERS:
        raise tk.ValidationError({"answer": [tk._("Answer “accept” or “reject”.")]})
    try:
        closed = answering.answer(hold, said, context["user"])
    except answering.SourceBusy as error:
        text = tk._("This source is being harvested: wait for the end of the run, or stop it first.")
        raise tk.ValidationError({"source": [text]}) from error
    except answering.NoLongerAsked as error:
        text = tk._("A later harvest has settled this question: there is nothing left to decide here.")
        raise tk.ValidationError({"id": [text]}) from error
    return {**_shown(holding.show(hold_id) or hold), "closed": closed}


def dge_harvest_dataset_reopen(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Open again a dataset that was closed because its source no longer lists it.

    :param id: the id or name of the dataset
    :type id: string

    :returns: the dataset
    :rtype: dictionary
    """
    package = model.Package.get(tk.get_or_bust(data_dict, "id"))
    tombstone = tombstones.find(package.id) if package else None
    if package is None or (tombstone is None and package.state != "deleted"):
        raise tk.ObjectNotFound(tk._("There is no closed dataset of this name."))
    tk.check_access("package_update", context, {"id": package.id})
    if tombstone and tombstone["cause"] == tombstones.MERGED:
        text = tk._("This dataset was merged with another one: separate them on the page of the other one.")
        raise tk.ValidationError({"id": [text]})
    answering.reopen(package.id, context["user"])
    return tk.get_action("package_show")({"ignore_auth": True}, {"id": package.id})


@tk.side_effect_free
def dge_harvest_origin_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say where a harvested dataset comes from, why its sources are one dataset, and which edits are kept.

    :param id: the id or name of the dataset
    :type id: string

    :returns: ``sources`` (each with ``title``, ``identifier``, ``fills``, ``rule``, ``evidence``, ``reason``,
        ``missing_since``), ``locks`` (those who may edit the dataset: ``field``, ``harvested``, ``locked_by``, ``locked_at``)
    :rtype: dictionary
    """
    package = model.Package.get(tk.get_or_bust(data_dict, "id"))
    if package is None:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    tk.check_access("package_show", context, {"id": package.id})
    found = origin.sources_of(package.id)
    sources = [{**source, "reason": origin.reason_of(source)} for source in found]
    return {"sources": sources, "locks": locking.described(package.id) if _may_edit(context, package) else []}


def dge_harvest_field_unlock(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give a field of a harvested dataset back to its source: it takes at once what the source says.

    :param id: the id or name of the dataset
    :type id: string
    :param field: the field, as ``dge_harvest_origin_show`` names it
    :type field: string

    :returns: the dataset
    :rtype: dictionary
    """
    name, field = tk.get_or_bust(data_dict, ["id", "field"])
    package = model.Package.get(name)
    if package is None:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    tk.check_access("package_update", context, {"id": package.id})
    if not locking.unlock(package.id, str(field), context["user"]):
        raise tk.ObjectNotFound(tk._("No edit of this field is kept."))
    return tk.get_action("package_show")(rows.site_context(), {"id": package.id})


def _may_edit(context: Any, package: Any) -> bool:
    try:
        mine: Any = {**context, "package": package}
        tk.check_access("package_update", mine, {"id": package.id})
    except tk.NotAuthorized:
        return False
    return True


@tk.side_effect_free
def dge_dataset_tombstone_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say what became of a harvested dataset that was public and is closed.

    :param id: the id or the name of the dataset
    :type id: string

    :returns: ``state`` (``closed`` or ``merged``), ``id``, ``name``, ``title``, ``organization``, ``source``,
        ``closed_at``, ``merged_into`` (name of the dataset that continues it)
    :rtype: dictionary
    """
    tk.check_access("dge_dataset_tombstone_show", context, data_dict)
    found = tombstones.find(tk.get_or_bust(data_dict, "id"))
    if found is None:
        raise tk.ObjectNotFound(tk._("There is no closed dataset of this name."))
    heir = model.Package.get(found["merged_into"]) if found["merged_into"] else None
    alive = heir is not None and heir.state == "active" and not heir.private
    return {
        "id": found["package_id"],
        **{name: found[name] for name in ("name", "title", "organization", "source")},
        "state": "merged" if found["cause"] == tombstones.MERGED else "closed",
        "closed_at": found["closed_at"].isoformat(),
        "merged_into": heir.name if heir and alive else None,
    }


def _source(name_or_id: str) -> Any:
    package = model.Package.get(name_or_id)
    found = rows.source(package.id if package else name_or_id)
    if found is None:
        raise tk.ObjectNotFound(tk._("Harvest source not found"))
    return found


def _shown(hold: dict[str, Any]) -> dict[str, Any]:
    times = {key: value.isoformat() for key, value in hold.items() if isinstance(value, datetime)}
    return {**hold, **times, "reason": holding.reason_of(hold).render(tk._)}
