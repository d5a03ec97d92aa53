"""Actions about deposits."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.logic import validate
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.depositing import (
    changing,
    deciding,
    known,
    publishing,
    receipts,
    receiving,
    schema,
    shown,
    states,
    store,
)
from ckanext.datagrandest.workspaces.depositing import links as by_link
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import State, Step, Stored
from ckanext.datagrandest.workspaces.hosting.limits import ensure_writable
from ckanext.datagrandest.workspaces.rights import Role

NO_FILE = N_("Send a file (upload) or its address (url).")
NOT_NOW = N_("This cannot be done to the deposit now: {state}.")
NO_STATE = N_("There is no such state; choose one of: {states}.")


@validate(schema.create)
def dge_deposit_create(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Deposit a file into a workspace: it is kept as a private dataset, read, recognised, checked, and described.

    Three calls publish a file with a token: create (multipart form), show until ``state`` is ``ready`` or ``choices``, publish.

    :param workspace: id or name of the organisation
    :type workspace: string
    :param upload: the file: CSV, TSV, XLSX, XLS or ODS (needs multipart/form-data)
    :type upload: FieldStorage
    :param url: address of the file, instead of ``upload``; it is fetched in the background
    :type url: string
    :param name: what to call the file (optional)
    :type name: string
    :param schema: id of the schema that it follows, such as ``scdl/subventions``; ``none``: it follows none (optional: it is recognised)
    :type schema: string
    :param replaces: id of the resource of a published dataset of the workspace that it is a new version of (optional)
    :type replaces: string

    :returns: what ``dge_deposit_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_deposit_create", context, data_dict)
    organization: Any = ckan_model.Group.get(data_dict["workspace"])
    user, replaces = _user(context), receiving.replaced(organization.id, data_dict.get("replaces"))
    schema_id = receiving.schema_of(data_dict.get("schema"), replaces)
    wanted = receiving.Wanted(data_dict.get("name") or "", schema_id, replaces)
    upload = data_dict.get("upload")
    if receiving.is_file(upload):
        deposit_id = receiving.receive(organization.id, user, upload, wanted)
    elif data_dict.get("url"):
        deposit_id = by_link.receive(organization.id, user, data_dict["url"], wanted)
    else:
        raise tk.ValidationError({"upload": [tk._(NO_FILE)]})
    return shown.whole(_found(deposit_id), user)


@tk.side_effect_free
@validate(schema.of_deposit)
def dge_deposit_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show where a deposit is, and what comes next, to those of its workspace.

    :param id: id of the deposit
    :type id: string

    :returns: ``state`` (``fetching``, ``refused``, ``received``: being read, ``read``: corrections are looked for, ``choices``:
        yours are needed, ``ready``, ``waiting``: for approval, ``published``, ``abandoned``) with ``state_title``; ``next`` (what to
        do first) and ``may`` (what you may do); ``queue`` (``{state, before}``: how many files are read before this one);
        ``obstacles`` (sentences: what stands against publication); ``quality`` (``state``, ``rows``, ``counts``, ``causes``…),
        ``schema`` ``{id, version, title, origin}``, ``candidates`` (``{id, version, title, confidence}``), ``corrections``
        (``proposals`` by rule as ``dge_quality_repair_show`` gives them, ``valid``, ``remaining``), ``privacy``, ``preview``
        (``header``, ``rows``, ``points``, ``period``); ``metadata`` (of the dataset to be: what is proposed and what was changed,
        named in ``edited``); ``file`` ``{name, size, sha256}``, ``dataset_id``, ``resource_id``, ``replaces``, ``workspace``,
        ``author``, ``reason`` (why it was refused or given back) and moments in ISO 8601
    :rtype: dictionary
    """
    tk.check_access("dge_deposit_show", context, data_dict)
    return shown.whole(_found(data_dict["id"]), _user(context))


@tk.side_effect_free
@validate(schema.of_workspace)
def dge_deposit_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the deposits of a workspace, the latest first.

    :param workspace: id or name of the organisation
    :type workspace: string
    :param state: ``open`` (drafts), ``waiting``, ``published``, ``abandoned``, ``fetching`` or ``refused`` (optional: all but abandoned)
    :type state: string
    :param limit: how many at most (optional, default 100)
    :type limit: integer

    :returns: a list of ``{id, state, state_title, title, file, author, dataset_id, resource_id, created_at, …}``
    :rtype: list of dictionaries
    """
    tk.check_access("dge_deposit_list", context, data_dict)
    organization: Any = ckan_model.Group.get(data_dict["workspace"])
    asked = data_dict.get("state")
    if asked and asked not in set(Stored):
        raise tk.ValidationError({"state": [tk._(NO_STATE).format(states=", ".join(Stored))]})
    wanted = [Stored(asked)] if asked else [one for one in Stored if one is not Stored.ABANDONED]
    return [shown.short(one) for one in store.of_organization(organization.id, wanted, data_dict["limit"])]


@validate(schema.update)
def dge_deposit_update(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Change an open deposit: its schema, its description, or its file by the corrections that are proposed. All of it is kept.

    :param id: id of the deposit
    :type id: string
    :param schema: id of the schema that the file follows; ``none``: it follows none; empty: recognised (optional)
    :type schema: string
    :param schema_version: of that schema (optional: the newest)
    :type schema_version: string
    :param metadata: fields of the dataset: ``title``, ``notes``, ``themes``, ``territories``, ``license_id``, ``frequency``,
        ``tag_string``, ``temporal_coverage`` (optional)
    :type metadata: dictionary
    :param refused: when given, the file is corrected by all the proposed rules except these; may be empty (optional)
    :type refused: list of strings
    :param undo: true: the original takes the place of the corrected or masked file again (optional)
    :type undo: boolean
    :param masked: personal data to mask, as ``dge_quality_privacy_mask`` takes them: ``{kind, field, mask}`` (optional)
    :type masked: list of dictionaries
    :param decision: why the personal data that were found may be published; only of those who may publish (optional)
    :type decision: string
    :param reading: how the file is read: ``encoding``, ``delimiter``, ``sheet``, ``header_row``; empty: found by itself (optional)
    :type reading: dictionary

    :returns: what ``dge_deposit_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_deposit_update", context, data_dict)
    user = _user(context)
    for change in changing.asked(data_dict):
        changing.make(_locked(data_dict["id"], Step.UPDATE), user, change, data_dict)
    return shown.whole(_found(data_dict["id"]), user)


@validate(schema.of_deposit)
def dge_deposit_publish(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Publish a deposit; when a contributor asks, it waits for somebody who may publish. Asking again changes nothing.

    A file with faults may be published; one that cannot be read, or that the organisation stops for personal data, may not.

    :param id: id of the deposit
    :type id: string

    :returns: what ``dge_deposit_show`` gives; ``state`` is ``published`` or ``waiting``
    :rtype: dictionary
    """
    tk.check_access("dge_deposit_publish", context, data_dict)
    user, deposit = _user(context), _locked(data_dict["id"])
    if rights.role(user, deposit.organization_id) < Role.PUBLISHER:
        done = (State.WAITING, State.PUBLISHED)
        _unless(deposit, Step.PUBLISH, done, lambda: deciding.submit(deposit, user))
    else:
        step = Step.APPROVE if deposit.state == Stored.WAITING.value else Step.PUBLISH
        _unless(deposit, step, (State.PUBLISHED,), lambda: publishing.publish(deposit, user))
    return shown.whole(_found(data_dict["id"]), user)


@validate(schema.of_deposit)
def dge_deposit_approve(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Publish the deposit of a contributor that waits for approval. Asking again changes nothing.

    :param id: id of the deposit
    :type id: string

    :returns: what ``dge_deposit_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_deposit_approve", context, data_dict)
    user, deposit = _user(context), _locked(data_dict["id"])
    _unless(deposit, Step.APPROVE, (State.PUBLISHED,), lambda: publishing.publish(deposit, user))
    return shown.whole(_found(data_dict["id"]), user)


@validate(schema.giving_back)
def dge_deposit_return(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give a deposit that waits for approval back to its author, with what is to be mended.

    :param id: id of the deposit
    :type id: string
    :param reason: what is to be mended
    :type reason: string

    :returns: what ``dge_deposit_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_deposit_return", context, data_dict)
    user, deposit = _user(context), _locked(data_dict["id"], Step.RETURN)
    deciding.give_back(deposit, user, data_dict["reason"])
    return shown.whole(_found(data_dict["id"]), user)


@validate(schema.of_deposit)
def dge_deposit_abandon(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give a deposit up: its private dataset is deleted. What is published is not touched. Asking again changes nothing.

    :param id: id of the deposit
    :type id: string

    :returns: what ``dge_deposit_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_deposit_abandon", context, data_dict)
    user, deposit = _user(context), _locked(data_dict["id"])
    _unless(deposit, Step.ABANDON, (State.ABANDONED,), lambda: deciding.abandon(deposit, user))
    return shown.whole(_found(data_dict["id"]), user)


@tk.side_effect_free
@validate(schema.of_deposit)
def dge_deposit_receipt(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give the receipt of a deposit, as things are now, to those of its workspace.

    :param id: id of the deposit
    :type id: string

    :returns: ``stored`` (``name``, ``size``, ``sha256``, ``at``, ``corrections``, ``current``: SHA-256 of the file now), ``valid``
        (``state``, ``rows``, ``faults``, ``schema_id``, ``schema_version``; null before the first check), ``catalogued`` (``url``, ``found``:
        whether search finds it now, ``dcat``; null before publication) and ``datagouv`` (what data.gouv.fr reads in our DCAT-AP:
        ``title``, ``licence``, ``frequency``, ``period``, ``keywords``, ``resources``…, with its ``points`` of ``most`` and ``criteria``)
    :rtype: dictionary
    """
    tk.check_access("dge_deposit_receipt", context, data_dict)
    return receipts.of(_found(data_dict["id"]))


def _user(context: Context) -> str:
    return str(context.get("user") or "")


def _found(deposit_id: str) -> Deposit:
    deposit = store.find(deposit_id)
    if deposit is None:
        raise tk.ObjectNotFound(tk._("There is no such deposit."))
    return deposit


def _locked(deposit_id: str, step: Step | None = None) -> Deposit:
    """Give a deposit that nobody else changes until the commit, in a workspace that may be written to."""
    deposit = store.find(deposit_id, lock=True)
    if deposit is None:
        raise tk.ObjectNotFound(tk._("There is no such deposit."))
    ensure_writable(deposit.organization_id)
    if step is not None:
        _unless(deposit, step, (), lambda: None)
    return deposit


def _unless(deposit: Deposit, step: Step, done: tuple[State, ...], act: Any) -> None:
    """Do a step, once: nothing when it is done, a refusal when it is not possible where the deposit is."""
    state = states.state_of(Stored(deposit.state), known.of(deposit).facts)
    if state in done:
        ckan_model.Session.rollback()
        return
    if step not in states.ALLOWED[state]:
        ckan_model.Session.rollback()
        raise tk.ValidationError({"state": [tk._(NOT_NOW).format(state=tk._(states.TITLES[state]))]})
    act()
