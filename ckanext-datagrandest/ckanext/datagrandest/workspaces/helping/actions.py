"""Actions: ask for help, answer, look after, settle."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.logic import validate
from ckan.types import Context

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.depositing import store as deposits
from ckanext.datagrandest.workspaces.helping import letters, schema, shown, store, talking
from ckanext.datagrandest.workspaces.helping.turns import CLOSED
from ckanext.datagrandest.workspaces.members.store import organization_of


@validate(schema.ask)
def dge_help_ask(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Ask the team for help, about a deposit or a workspace; the team gets a mail with the link to the same page.

    Asking again about a deposit goes on with its open call.

    :param deposit: id of the deposit (optional)
    :type deposit: string
    :param workspace: id or name of the workspace, where no deposit is meant (optional)
    :type workspace: string
    :param text: what is asked; 5,000 characters at most
    :type text: string
    :param step: where the question comes up: ``next`` of the deposit (optional)
    :type step: string

    :returns: what ``dge_help_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_help_ask", context, data_dict)
    deposit = deposits.find(data_dict["deposit"]) if data_dict.get("deposit") else None
    organization = organization_of(deposit.organization_id if deposit is not None else data_dict["workspace"])
    user = talking.person(context)
    call = talking.ask(
        organization, user, deposit.id if deposit is not None else None, data_dict["step"], data_dict["text"]
    )
    file = deposit.file_name if deposit is not None else ""
    letters.to_team(call, letters.compose(call, organization, user, data_dict["text"], file))
    return shown.whole(call, team=rights.is_animateur(context.get("user")))


@validate(schema.answer)
def dge_help_answer(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say something in a call for help: as the team it is handed back to who asked, as a member it waits for the team.

    The other side gets a mail. A settled call is open again.

    :param id: id of the call
    :type id: string
    :param text: 5,000 characters at most
    :type text: string

    :returns: what ``dge_help_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_help_answer", context, data_dict)
    team = rights.is_animateur(context.get("user"))
    call, organization = talking.locked(data_dict["id"])
    user = talking.person(context)
    talking.answer(call, user, data_dict["text"], team=team)
    send = letters.to_clerk if team else letters.to_team
    send(call, letters.compose(call, organization, user, data_dict["text"], talking.file_of(call)))
    return shown.whole(call, team=team)


@validate(schema.of_call)
def dge_help_take(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Look after a call for help, for animateurs: the others of the team see whose it is.

    :param id: id of the call
    :type id: string

    :returns: what ``dge_help_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_help_take", context, data_dict)
    call, _ = talking.locked(data_dict["id"])
    talking.take(call, talking.person(context))
    return shown.whole(call, team=True)


@validate(schema.close)
def dge_help_close(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Settle a call for help, with a last word where there is one; the other side gets a mail. Asking again changes nothing.

    :param id: id of the call
    :type id: string
    :param text: a last word (optional)
    :type text: string

    :returns: what ``dge_help_show`` gives
    :rtype: dictionary
    """
    tk.check_access("dge_help_close", context, data_dict)
    team = rights.is_animateur(context.get("user"))
    call, organization = talking.locked(data_dict["id"])
    if call.state == CLOSED:
        ckan_model.Session.rollback()
        return shown.whole(call, team=team)
    user = talking.person(context)
    talking.close(call, user, data_dict["text"], team=team)
    said = letters.compose(call, organization, user, data_dict["text"], talking.file_of(call))
    letters.closed(call, said, team=team)
    return shown.whole(call, team=team)


@tk.side_effect_free
@validate(schema.of_call)
def dge_help_show(context: Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a call for help with its thread: what was said, and what was done to the deposit since.

    :param id: id of the call
    :type id: string

    :returns: ``id``, ``state`` (``open``: the team's turn, ``answered``: the workspace's, ``closed``) with ``state_title``, ``step`` with
        ``step_title``, ``workspace`` ``{id, name, title}``, ``deposit`` (id or null), ``file``, ``opened_by``, ``taken_by``, ``closed_by``
        (names), ``opened_at``, ``changed_at`` and ``thread``: a list of ``{kind, at, author, text, team}``, the earliest first; ``kind`` is
        ``message`` or ``event``
    :rtype: dictionary
    """
    tk.check_access("dge_help_show", context, data_dict)
    call = talking.found(data_dict["id"])
    return shown.whole(call, team=rights.is_animateur(context.get("user")))


@tk.side_effect_free
@validate(schema.listing)
def dge_help_list(context: Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List calls for help, the oldest first: of a workspace or a deposit; of all workspaces for animateurs.

    :param workspace: id or name of a workspace (optional)
    :type workspace: string
    :param deposit: id of a deposit (optional)
    :type deposit: string
    :param state: ``open``, ``answered`` or ``closed`` (optional: all)
    :type state: string
    :param limit: calls at most (optional, default 100)
    :type limit: integer
    :param offset: how many to leave out first (optional)
    :type offset: integer

    :returns: a list of what ``dge_help_show`` gives, without ``thread``
    :rtype: list of dictionaries
    """
    tk.check_access("dge_help_list", context, data_dict)
    workspace, state = data_dict.get("workspace"), data_dict.get("state")
    calls = store.calls(
        organization_id=organization_of(workspace).id if workspace else None, deposit_id=data_dict.get("deposit"),
        states=[state] if state else [], limit=min(data_dict["limit"], 1000), offset=data_dict["offset"],
    )  # fmt: skip
    return shown.listed(calls, team=rights.is_animateur(context.get("user")))
