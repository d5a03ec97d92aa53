"""Actions about records that are or may be the same data: the list, the decision, the undoing of a merge."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import authz, model

from ckanext.datagrandest.harvesting import merging, reimport, rows, twin_list, uniting
from ckanext.datagrandest.harvesting.contract import SourceUnreadable
from ckanext.datagrandest.harvesting.identity import Record

DECISIONS = ("same", "different", "undecided")
LISTED = ("probable", "same", "different")


@tk.side_effect_free
def dge_harvest_twin_list(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List pairs of records that may be the same data, or about which a person decided; those of one's organisations.

    :param state: ``probable`` (default), ``same`` or ``different``
    :type state: string
    :param limit: at most 500 (optional, default: ``100``)
    :type limit: integer

    :returns: each with ``source_a``, ``guid_a``, ``source_b``, ``guid_b``, ``state``, ``why``, ``decided_by``, and
        ``records``: for each side ``package_id``, ``name``, ``title``, ``organization``, ``source``, ``guid``
    :rtype: list of dictionaries
    """
    tk.check_access("dge_harvest_twin_list", context, data_dict)
    state = data_dict.get("state") or "probable"
    if state not in LISTED:
        raise tk.ValidationError({"state": [tk._("The state is one of: {allowed}.").format(allowed=", ".join(LISTED))]})
    try:
        limit = min(500, max(1, int(data_dict.get("limit") or 100)))
    except (TypeError, ValueError) as error:
        raise tk.ValidationError({"limit": [tk._("Give a whole number.")]}) from error
    return twin_list.pairs(state, _organizations(context), limit)


def dge_harvest_twin_decide(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say that two records are the same data (one dataset), different (two, for ever), or leave it undecided.

    :param source_a: the source of the first record
    :param guid_a: its identifier at the source
    :param source_b: the source of the second record
    :param guid_b: its identifier at the source
    :param decision: ``same``, ``different`` or ``undecided``
    :type decision: string

    :returns: ``state``, and ``datasets``: the names of the datasets of both
    :rtype: dictionary
    """
    names = ["source_a", "guid_a", "source_b", "guid_b", "decision"]
    source_a, guid_a, source_b, guid_b, decision = tk.get_or_bust(data_dict, names)
    if decision not in DECISIONS:
        text = tk._("The decision is one of: {allowed}.").format(allowed=", ".join(DECISIONS))
        raise tk.ValidationError({"decision": [text]})
    one, other = (str(source_a), str(guid_a)), (str(source_b), str(guid_b))
    packages = [_package_of(one), _package_of(other)]
    _check_decision(context, packages, decision)
    _decide(one, other, decision, context["user"])
    state = "probable" if decision == "undecided" else decision
    return {"state": state, "datasets": sorted({_name(_package_of(record)) for record in (one, other)})}


def dge_harvest_merge_undo(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give a record that was merged a dataset of its own again; no harvest merges it again.

    :param id: the id or name of the dataset
    :type id: string
    :param source_id: the id of the source of the record
    :type source_id: string
    :param guid: the identifier of the record at its source
    :type guid: string

    :returns: the dataset of the record
    :rtype: dictionary
    """
    name, source_id, guid = tk.get_or_bust(data_dict, ["id", "source_id", "guid"])
    package, record = model.Package.get(name), (str(source_id), str(guid))
    if package is None or _package_of(record) != package.id:
        raise tk.ObjectNotFound(tk._("This dataset has no such record."))
    tk.check_access("dge_harvest_merge_undo", context, {"id": package.id, "source_id": source_id})
    package_id = _carried_out(lambda: uniting.separate(record, context["user"]))
    return tk.get_action("package_show")(rows.site_context(), {"id": package_id})


def _check_decision(context: Any, packages: list[str], decision: str) -> None:
    """Both datasets must be one's own to become one; one is enough to say that they differ."""
    allowed = [_may_edit(context, package_id) for package_id in packages]
    if not (all(allowed) if decision == "same" else any(allowed)):
        raise tk.NotAuthorized(tk._("Only those who may edit these datasets can decide about them."))


def _may_edit(context: Any, package_id: str) -> bool:
    try:
        mine: Any = {**context, "package": model.Package.get(package_id)}
        tk.check_access("package_update", mine, {"id": package_id})
    except tk.NotAuthorized:
        return False
    return True


def _decide(one: Record, other: Record, decision: str, user: str) -> None:
    together = _package_of(one) == _package_of(other)
    if decision == "same":
        _carried_out(lambda: uniting.unite(one, other, user))
        return
    if together:
        follower = next((record for record in (one, other) if not _fills(record)), other)
        _carried_out(lambda: uniting.separate(follower, user))
    merging.decide(one, other, "different" if decision == "different" else "probable", user)


def _carried_out(work: Any) -> str:
    try:
        return work()
    except uniting.NotMerged as error:
        text = tk._("This record is the one that fills the dataset: separate the other one.")
        raise tk.ValidationError({"guid": [text]}) from error
    except reimport.SourceBusy as error:
        text = tk._("This source is being harvested: wait for the end of the run, or stop it first.")
        raise tk.ValidationError({"source": [text]}) from error
    except SourceUnreadable as error:
        raise tk.ValidationError({"source": [error.message.render(tk._)]}) from error


def _package_of(record: Record) -> str:
    held = merging.find(record)
    if held is None:
        raise tk.ObjectNotFound(tk._("There is no such record any more."))
    return str(held.package_id)


def _fills(record: Record) -> bool:
    held = merging.find(record)
    return bool(held is not None and held.primary_source)


def _name(package_id: str) -> str:
    package = model.Package.get(package_id)
    return package.name if package else package_id


def _organizations(context: Any) -> list[str] | None:
    """Give the organisations whose datasets one may edit; `None`: all."""
    user = context.get("user", "")
    if context.get("ignore_auth") or authz.is_sysadmin(user):
        return None
    mine = tk.get_action("organization_list_for_user")({"user": user}, {"permission": "update_dataset"})
    return [organization["id"] for organization in mine]
