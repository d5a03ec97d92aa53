"""Rows of calls for help, in CKAN's session."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.workspaces.helping.model import HelpCall, HelpMessage
from ckanext.datagrandest.workspaces.helping.turns import CLOSED, OPEN, after_message


def find(call_id: str, *, lock: bool = False) -> HelpCall | None:
    """Give a call; with `lock`, nobody else changes it until the commit."""
    return ckan_model.Session.get(HelpCall, call_id, with_for_update=lock or None, populate_existing=lock)


def open_of_deposit(deposit_id: str) -> HelpCall | None:
    """Give the call about a deposit that is not settled: there is one at most."""
    query = sa.select(HelpCall).where(HelpCall.deposit_id == deposit_id, HelpCall.state != CLOSED)
    return ckan_model.Session.scalars(query.with_for_update()).first()


def begin(organization_id: str, user_id: str, deposit_id: str | None, step: str) -> HelpCall:
    """Add a call.

    Raises:
        sqlalchemy.exc.IntegrityError: there is an open one about this deposit.
    """
    call = HelpCall(id=str(uuid.uuid4()), organization_id=organization_id, opened_by=user_id, deposit_id=deposit_id,
                    step=step, state=OPEN)  # fmt: skip
    ckan_model.Session.add(call)
    ckan_model.Session.flush()
    return call


def say(call: HelpCall, user: Any, text: str, *, team: bool) -> HelpMessage:
    """Add to a call what somebody says; it is the other side's turn then."""
    message = HelpMessage(
        call_id=call.id, author=user.id, author_name=user.display_name or user.name, team=team, text=text
    )
    call.state, call.changed_at = after_message(team=team), sa.func.clock_timestamp()
    call.closed_at = call.closed_by = None
    if team and not call.taken_by:
        call.taken_by = user.id
    ckan_model.Session.add(message)
    ckan_model.Session.flush()
    return message


def close(call: HelpCall, user_id: str) -> None:
    """Settle a call."""
    call.state, call.closed_by = CLOSED, user_id
    call.closed_at = call.changed_at = sa.func.clock_timestamp()
    ckan_model.Session.flush()


def calls(
    *, organization_id: str | None = None, deposit_id: str | None = None, states: Collection[str] = (), limit: int = 100,
    offset: int = 0,
) -> list[HelpCall]:  # fmt: skip
    """Give calls, the oldest first."""
    query = sa.select(HelpCall)
    if organization_id:
        query = query.where(HelpCall.organization_id == organization_id)
    if deposit_id:
        query = query.where(HelpCall.deposit_id == deposit_id)
    if states:
        query = query.where(HelpCall.state.in_(states))
    ordered = query.order_by(HelpCall.opened_at, HelpCall.id).limit(limit).offset(offset)
    return list(ckan_model.Session.scalars(ordered))


def count(states: Collection[str]) -> int:
    """Count the calls in some states."""
    query = sa.select(sa.func.count()).select_from(HelpCall).where(HelpCall.state.in_(states))
    return int(ckan_model.Session.execute(query).scalar_one())


def messages(call_ids: Collection[str]) -> dict[str, list[HelpMessage]]:
    """Give what was said in calls, by call, the earliest first; one question."""
    found: dict[str, list[HelpMessage]] = {call_id: [] for call_id in call_ids}
    query = sa.select(HelpMessage).where(HelpMessage.call_id.in_(list(call_ids))).order_by(HelpMessage.id)
    for row in ckan_model.Session.scalars(query):
        found[row.call_id].append(row)
    return found


def names(user_ids: Collection[str]) -> dict[str, str]:
    """Give what people read of users, by id; one question."""
    user = ckan_model.User
    query = sa.select(user.id, user.name, user.fullname).where(user.id.in_([one for one in user_ids if one]))
    return {row.id: row.fullname or row.name for row in ckan_model.Session.execute(query)}
