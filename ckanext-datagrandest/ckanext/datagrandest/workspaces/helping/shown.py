"""What people and machines see of calls for help: all that was said and done, as one thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.helping import store, turns
from ckanext.datagrandest.workspaces.helping.model import HelpCall
from ckanext.datagrandest.workspaces.members import watching
from ckanext.datagrandest.workspaces.model import Event

#: Events of a deposit that a call itself makes: its messages tell them already.
_TOLD = ("help-",)


def whole(call: HelpCall, *, team: bool) -> dict[str, Any]:
    """Give a call with its thread: what was said in it, and what was done to the deposit since it was asked."""
    (found,) = listed([call], team=team)
    said = [
        {"kind": "message", "at": row.at.isoformat(), "author": row.author_name, "team": row.team, "text": row.text}
        for row in store.messages([call.id])[call.id]
    ]
    return {**found, "thread": sorted([*said, *_done(call)], key=lambda one: one["at"])}


def listed(calls: Sequence[HelpCall], *, team: bool) -> list[dict[str, Any]]:
    """Give calls without their threads, in three questions however many they are."""
    people = store.names({name for call in calls for name in (call.opened_by, call.taken_by, call.closed_by) if name})
    spaces, files = _organizations({call.organization_id for call in calls}), _files(calls)
    titles = turns.TITLES_FOR_TEAM if team else turns.TITLES
    return [
        {
            "id": call.id, "state": call.state, "state_title": tk._(titles[call.state]), "step": call.step,
            "step_title": tk._(turns.STEPS.get(call.step, turns.STEPS[""])),
            "workspace": spaces.get(call.organization_id), "deposit": call.deposit_id,
            "file": files.get(call.deposit_id, ""), "opened_by": people.get(call.opened_by, ""),
            "taken_by": people.get(call.taken_by), "closed_by": people.get(call.closed_by),
            "opened_at": call.opened_at.isoformat(), "changed_at": call.changed_at.isoformat(),
        }
        for call in calls
    ]  # fmt: skip


def _organizations(ids: set[str]) -> dict[str, dict[str, str]]:
    group = ckan_model.Group
    rows = ckan_model.Session.execute(sa.select(group.id, group.name, group.title).where(group.id.in_(ids)))
    return {row.id: {"id": row.id, "name": row.name, "title": row.title or row.name} for row in rows}


def _files(calls: Sequence[HelpCall]) -> dict[str | None, str]:
    ids = {call.deposit_id for call in calls if call.deposit_id}
    rows = ckan_model.Session.execute(sa.select(Deposit.id, Deposit.file_name).where(Deposit.id.in_(ids)))
    return {row.id: row.file_name for row in rows}


def _done(call: HelpCall) -> list[dict[str, Any]]:
    if not call.deposit_id:
        return []
    deposit: Any = ckan_model.Session.get(Deposit, call.deposit_id)
    subjects = [call.deposit_id, *([deposit.dataset_id] if deposit is not None and deposit.dataset_id else [])]
    query = sa.select(Event).where(Event.subject.in_(subjects), Event.at >= call.opened_at).order_by(Event.id)
    return [
        {"kind": "event", "at": row.at.isoformat(), "author": row.actor_name, "text": watching.said(row).render(tk._)}
        for row in ckan_model.Session.scalars(query)
        if not row.what.startswith(_TOLD)
    ]
