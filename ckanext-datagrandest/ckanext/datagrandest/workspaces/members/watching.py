"""Writes down what happens to a workspace by CKAN's own roads: forms, API, command line, and other rooms.

Changes of members are seen in the session, whatever made them; those of datasets and organisations come by CKAN's hooks,
before it commits: the change and its line of the log are both kept, or neither. Batches (`defer_commit`: imports and
harvests) have reports of their own.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy import event
from sqlalchemy.orm import Session

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.messages import Message
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.members import sentences as _sentences
from ckanext.datagrandest.workspaces.members import telling
from ckanext.datagrandest.workspaces.members.roles import TITLES
from ckanext.datagrandest.workspaces.members.store import is_workspace

audit.SENTENCES.update(_sentences.SENTENCES)
_actor: ContextVar[str | None] = ContextVar("dge_workspace_actor", default=None)
_ACTIVE, _DELETED = "active", "deleted"


@contextmanager
def acting(user: str | None) -> Generator[None]:
    """Say who makes the changes of members that follow."""
    token = _actor.set(user)
    try:
        yield
    finally:
        _actor.reset(token)


def listen() -> None:
    """Look at the members that each flush writes; calling it again changes nothing."""
    telling.listen()
    if not event.contains(ckan_model.Session, "before_flush", _before_flush):
        event.listen(ckan_model.Session, "before_flush", _before_flush)


def _before_flush(session: Session, *_rest: Any) -> None:
    members: list[Any] = [one for one in (*session.new, *session.dirty) if isinstance(one, ckan_model.Member)]
    for one in members:
        if one.table_name != "user" or not is_workspace(one.group_id or one.group.id):
            continue
        was = _was(session, one)
        if what := _became(one, was):
            session.add(_event(what, one))
            if was and what != "member-added":
                actor = _actor.get() or _signed_in()
                telling.note(session, one, ckan_model.User.get(actor) if actor else None, was.capacity)


def _was(session: Session, member: Any) -> Any:
    """Give state and capacity of a member as the flush finds them (an expired row has no history); None when it is new."""
    table = ckan_model.Member
    if not sa.inspect(member).persistent:
        return None
    return session.execute(sa.select(table.state, table.capacity).where(table.id == member.id)).first()


def _became(member: Any, was: Any) -> str | None:
    """Give the code of the sentence that tells what becomes of a member; None when nothing does."""
    state = member.state or _ACTIVE
    if was is None or was.state != _ACTIVE:
        return "member-added" if state == _ACTIVE else None
    if state != _ACTIVE:
        return "member-removed"
    return "member-changed" if member.capacity != was.capacity else None


def _event(what: str, member: Any) -> Any:
    user: Any = ckan_model.User.get(member.table_id)
    actor = _actor.get() or _signed_in()
    if what == "member-removed" and user is not None and actor in {user.id, user.name}:
        what = "member-left"
    person = (user.fullname or user.name) if user is not None else member.table_id
    return audit.event(
        what, actor=actor, subject=member.table_id, organization_id=member.group_id or member.group.id, person=person,
        role=TITLES.get(member.capacity, member.capacity),
    )  # fmt: skip


def _signed_in() -> str | None:
    return tk.current_user.name if has_request_context() and tk.current_user.is_authenticated else None


def dataset(context: Context, package_id: str, what: str | None = None) -> None:
    """Write down what becomes of a dataset of a workspace; called by CKAN's hooks, before it commits.

    Args:
        context: of the action.
        package_id: id or name.
        what: code of the sentence; None: found from what it was and what it is.
    """
    package: Any = None if context.get("defer_commit") else ckan_model.Package.get(package_id)
    if package is None or not is_workspace(package.owner_org):
        return
    change = what or _change(package)
    if change == "dataset-changed" and context.get("ignore_auth"):  # a room works for somebody, and tells it itself
        return
    audit.record(
        change, actor=context.get("user"), subject=package.id, organization_id=package.owner_org,
        title=package.title or package.name, name=package.name,
    )  # fmt: skip


def _change(package: Any) -> str:
    table = ckan_model.Package
    with transaction() as connection:
        before = connection.execute(sa.select(table.private, table.state).where(table.id == package.id)).first()
    was_private, was = (before.private, before.state) if before else (package.private, package.state)
    if package.state == _DELETED and was != _DELETED:
        return "dataset-deleted"
    if package.state == _ACTIVE and was == _DELETED:
        return "dataset-restored"
    if was_private and not package.private:
        return "dataset-published"
    return "dataset-withdrawn" if package.private and not was_private else "dataset-changed"


def organization(entity: Any) -> None:
    """Write down that what a workspace says of its commune was changed; CKAN's hook brings edited datasets here too."""
    if isinstance(entity, ckan_model.Group) and is_workspace(entity.id):
        audit.record(
            "identity-changed", actor=_actor.get() or _signed_in(), organization_id=entity.id, subject=entity.id
        )


def datasets(what: str, user: str | None, ids: list[str], organization_id: str | None) -> None:
    """Write down what became of many datasets of one organisation at once, and commit."""
    package = ckan_model.Package
    statement = sa.select(package.id, package.name, package.title).where(
        package.id.in_(ids), package.owner_org == organization_id
    )
    for row in ckan_model.Session.execute(statement).all() if is_workspace(organization_id) else ():
        audit.record(
            what,
            actor=user,
            subject=row.id,
            organization_id=organization_id,
            title=row.title or row.name,
            name=row.name,
        )
    ckan_model.Session.commit()


def file(what: str, user: str | None, resource_id: str) -> None:
    """Write down what was done to a file of a workspace's dataset, and commit."""
    resource: Any = ckan_model.Resource.get(resource_id)
    package: Any = ckan_model.Package.get(resource.package_id) if resource is not None else None
    if resource is None or package is None or not is_workspace(package.owner_org):
        return
    audit.record(
        what, actor=user, subject=package.id, organization_id=package.owner_org, title=package.title or package.name,
        name=package.name, file=resource.name or resource.url or resource.id, resource=resource.id,
    )  # fmt: skip
    ckan_model.Session.commit()


def said(row: Any) -> Message:
    """Say an event in words; a role that it names is said in the reader's language."""
    details = dict(row.details)
    if details.get("role") in TITLES.values():
        details["role"] = Message(details["role"])
    return audit.sentence(row.what, row.actor_name, details)
