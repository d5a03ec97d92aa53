"""The audit log: what was done in a workspace, by whom and when, in sentences that a person can read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.workspaces.depositing import sentences as depositing
from ckanext.datagrandest.workspaces.model import Event

#: By code; each part of the room adds its own, one line each. `{actor}` is the person's name.
SENTENCES: dict[str, str] = {
    "workspace-created": N_("{actor} opened the workspace of {commune}."),
    "workspace-adopted": N_("{actor} made the organisation {title} the workspace of {commune}."),
    "workspace-deleted": N_("{actor} deleted the organisation: the workspace of {commune} is closed."),
    "workspace-purged": N_("{actor} erased the organisation and the workspace of {commune}."),
    "request-made": N_("The workspace of {commune} was asked for."),
    "request-confirmed": N_("The e-mail address of the request was confirmed."),
    "request-question": N_("{actor} asked the person who requests the workspace of {commune} a question."),
    "request-answered": N_("The question about the request was answered."),
    "request-approved": N_("{actor} approved the request for the workspace of {commune}."),
    "request-refused": N_("{actor} refused the request for the workspace of {commune}."),
    "request-invited": N_("{actor} sent the administrator of {commune} the invitation again."),
    "request-expired": N_("The request expired: its address was never confirmed."),
    "request-erased": N_("The personal data of the request were erased."),
    **depositing.SENTENCES,
}


def record(
    what: str, *, actor: str | None, subject: str = "", organization_id: str | None = None, **details: Any
) -> None:
    """Add to the log, in the session of what is logged: both are kept, or neither.

    Args:
        what: key of `SENTENCES`.
        actor: name or id of a user; None for the platform itself, or somebody without an account.
        subject: id of what it was done to.
        organization_id: of the workspace.
        details: JSON values that the sentence names.

    Raises:
        KeyError: there is no such sentence.
    """
    ckan_model.Session.add(event(what, actor=actor, subject=subject, organization_id=organization_id, **details))
    ckan_model.Session.flush()


def event(
    what: str, *, actor: str | None, subject: str = "", organization_id: str | None = None, **details: Any
) -> Event:
    """Give what `record` adds, for those who add it themselves: during a flush of the session.

    Raises:
        KeyError: there is no such sentence.
    """
    SENTENCES[what]
    user: Any = ckan_model.User.get(actor) if actor else None
    name = (user.display_name or user.name) if user else ""
    return Event(
        organization_id=organization_id, actor=user.id if user else None, actor_name=name, what=what, subject=subject,
        details=details,
    )  # fmt: skip


def sentence(what: str, actor_name: str, details: Mapping[str, Any]) -> Message:
    """Say an event in words."""
    return Message(SENTENCES[what], {"actor": actor_name or Message(N_("The platform")), **details})


def events(organization_id: str, limit: int = 100, before: int | None = None) -> list[Event]:
    """Give what was done in a workspace, the latest first.

    Args:
        organization_id: of the workspace.
        limit: how many at most.
        before: only those older than this event's id.
    """
    query = sa.select(Event).where(Event.organization_id == organization_id).order_by(Event.id.desc()).limit(limit)
    return list(ckan_model.Session.scalars(query if before is None else query.where(Event.id < before)))


def latest(organization_id: str, whats: Collection[str]) -> Event | None:
    """Give the latest of some events of a workspace; None when none of them came to pass."""
    some = (Event.organization_id == organization_id, Event.what.in_(whats))
    return ckan_model.Session.scalars(sa.select(Event).where(*some).order_by(Event.id.desc()).limit(1)).first()


def about(subject: str) -> list[Event]:
    """Give what was done to a request, a deposit, a dataset or a user, the earliest first."""
    return list(ckan_model.Session.scalars(sa.select(Event).where(Event.subject == subject).order_by(Event.id)))
