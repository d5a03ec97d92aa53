"""Mails to members whose role is changed, or who are removed, whatever road it came by; never to who did it.

What a flush writes is noted with the role of before; after the commit the role that was kept is read, so that nothing is
told of what was undone, and once of what was changed twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest import mails
from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.workspaces.members.roles import MEANINGS, TITLES

CHANGED = N_("Your role in the workspace “{title}” has changed")
CHANGED_BODY = N_(
    "Hello {person},\n\n"
    "{actor} gave you another role in the workspace “{title}” on DATA Grand Est.\n\n"
    "Until now: {before}.\n"
    "From now on: {role}. {meaning}\n\n"
    "The page of the workspace:\n{url}\n\n"
    "If this is a mistake, tell an administrator of the workspace.\n"
)
REMOVED = N_("You are no longer a member of the workspace “{title}”")
REMOVED_BODY = N_(
    "Hello {person},\n\n"
    "{actor} removed you from the workspace “{title}” on DATA Grand Est.\n\n"
    "You can no longer deposit files there nor see its drafts. What you deposited or published there stays, and so does"
    " your account.\n\n"
    "If this is a mistake, tell an administrator of the workspace.\n"
)
_NOTED = "dge_workspace_members"
_ACTIVE = "active"
_GONE = "deleted"


@dataclass(frozen=True, slots=True)
class Noted:
    """A member whose role is being changed.

    Attributes:
        address: of the person.
        before: the role (CKAN's capacity) until now.
        said: what the mails name.
    """

    address: str
    before: str
    said: Mapping[str, Any]


def listen() -> None:
    """Send what was noted after each commit of CKAN's session; calling it again changes nothing."""
    if not event.contains(ckan_model.Session, "after_commit", _after_commit):
        event.listen(ckan_model.Session, "after_commit", _after_commit)
        event.listen(ckan_model.Session, "after_rollback", _forget)


def note(session: Session, member: Any, actor: Any, before: str) -> None:
    """Remember until the commit that somebody changes the role of a member, or removes them.

    Args:
        session: that writes it.
        member: CKAN's row.
        actor: the user who does it; None: the platform itself.
        before: the role until now.
    """
    user: Any = ckan_model.User.get(member.table_id)
    group: Any = ckan_model.Session.get(ckan_model.Group, member.group_id or member.group.id)
    if user is None or group is None or user.state == _GONE or group.state != _ACTIVE:
        return
    if not user.email or (actor is not None and actor.id == user.id):
        return
    said = {
        "person": user.fullname or user.name,
        "title": group.title or group.name,
        "actor": (actor.fullname or actor.name) if actor is not None else Message(N_("The platform")),
        "url": tk.h.url_for("dge_workspaces.home", id=group.name, qualified=True),
    }
    noted: dict[tuple[str, str], Noted] = session.info.setdefault(_NOTED, {})
    first = noted.get((group.id, user.id))
    noted[group.id, user.id] = Noted(user.email, first.before if first else before, said)


def _forget(session: Session) -> None:
    session.info.pop(_NOTED, None)


def _after_commit(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_NOTED):
        return
    noted: dict[tuple[str, str], Noted] = session.info.pop(_NOTED)
    now = _kept(noted)
    for key, one in noted.items():
        if now.get(key) != one.before:
            _send(one, now.get(key))


def _kept(members: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Give the roles of members (organisation, user) as they were committed; who is none any more is left out."""
    member = ckan_model.Member
    statement = sa.select(member.group_id, member.table_id, member.capacity).where(
        sa.tuple_(member.group_id, member.table_id).in_(list(members)),
        member.table_name == "user",
        member.state == _ACTIVE,
    )
    with transaction() as connection:
        return {(row[0], row[1]): row[2] for row in connection.execute(statement)}


def _send(noted: Noted, role: str | None) -> None:
    subject, body = (CHANGED, CHANGED_BODY) if role else (REMOVED, REMOVED_BODY)
    said = {**noted.said, "before": _title(noted.before)}
    if role:
        said |= {"role": _title(role), "meaning": Message(MEANINGS[role]) if role in MEANINGS else ""}
    translate = translator(str(tk.config["ckan.locale_default"]))
    rendered = [Message(text, said).render(translate) for text in (subject, body)]
    mails.send([(str(noted.said["person"]), noted.address)], rendered[0], rendered[1])


def _title(role: str) -> Message | str:
    return Message(TITLES[role]) if role in TITLES else role
