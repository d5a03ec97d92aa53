"""What is said and done in a call for help: each with its line of the log, in one commit."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.depositing import store as deposits
from ckanext.datagrandest.workspaces.helping import sentences, store
from ckanext.datagrandest.workspaces.helping.auth import NO_CALL
from ckanext.datagrandest.workspaces.helping.model import HelpCall

audit.SENTENCES.update(sentences.SENTENCES)


def person(context: Context) -> Any:
    """Give the user who asks for an action."""
    return ckan_model.User.get(context.get("user") or "")


def found(call_id: str, *, lock: bool = False) -> HelpCall:
    """Give a call.

    Raises:
        ObjectNotFound: there is none.
    """
    call = store.find(call_id, lock=lock)
    if call is None:
        raise tk.ObjectNotFound(tk._(NO_CALL))
    return call


def locked(call_id: str) -> tuple[HelpCall, Any]:
    """Give a call that nobody else changes until the commit, and its organisation.

    Raises:
        ObjectNotFound: there is none.
    """
    call = found(call_id, lock=True)
    return call, ckan_model.Session.get(ckan_model.Group, call.organization_id)


def file_of(call: HelpCall) -> str:
    """Give the name of the file that a call is about; empty when it is about none."""
    deposit = deposits.find(call.deposit_id) if call.deposit_id else None
    return deposit.file_name if deposit is not None else ""


def ask(organization: Any, user: Any, deposit_id: str | None, step: str, text: str) -> HelpCall:
    """Ask for help; about a deposit that has an open call, go on with it. Two at once make one call."""
    call = store.open_of_deposit(deposit_id) if deposit_id else None
    try:
        if call is None:
            with ckan_model.Session.begin_nested():
                call = store.begin(organization.id, user.id, deposit_id, step)
    except IntegrityError:
        call = store.open_of_deposit(deposit_id or "")
        if call is None:
            raise
    call.step = step
    store.say(call, user, text, team=False)
    _log("help-asked", call, user)
    return call


def answer(call: HelpCall, user: Any, text: str, *, team: bool) -> None:
    """Say something in a call."""
    store.say(call, user, text, team=team)
    _log("help-answered" if team else "help-asked", call, user)


def take(call: HelpCall, user: Any) -> None:
    """Look after a call."""
    if call.taken_by == user.id:
        ckan_model.Session.rollback()
        return
    call.taken_by = user.id
    _log("help-taken", call, user)


def close(call: HelpCall, user: Any, text: str, *, team: bool) -> None:
    """Settle a call, with a last word where there is one."""
    if text:
        store.say(call, user, text, team=team)
    store.close(call, user.id)
    _log("help-closed", call, user)


def _log(what: str, call: HelpCall, user: Any) -> None:
    audit.record(
        what, actor=user.id, subject=call.deposit_id or call.id, organization_id=call.organization_id, call=call.id
    )
    ckan_model.Session.commit()
