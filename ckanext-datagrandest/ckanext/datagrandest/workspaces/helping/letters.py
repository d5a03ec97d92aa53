"""Mails of calls for help: to the team, and to who asked; in French, with the link to the same page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest import mails
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.workspaces.helping import turns
from ckanext.datagrandest.workspaces.helping.model import HelpCall
from ckanext.datagrandest.workspaces.members import store

ASKED = N_("{title} asks for help: {file}")
ASKED_BODY = N_(
    "{author} ({title}) asks for help about {step}.\n\n{text}\n\n"
    "The same page as theirs, to answer, correct or hand back:\n{url}\n\nAll the calls:\n{queue}\n"
)
ANSWERED = N_("Your call for help has an answer: {file}")
ANSWERED_BODY = N_("{author} answers you:\n\n{text}\n\nGo on from here:\n{url}\n")
CLOSED = N_("Your call for help is settled: {file}")
CLOSED_BODY = N_("{author} settled the call for help.\n\n{text}\n\nIts page:\n{url}\n")
SETTLED = N_("{title} settled its call for help: {file}")


def compose(call: HelpCall, organization: Any, author: Any, text: str, file: str) -> dict[str, Any]:
    """Give what the mails of a call name.

    Args:
        call: it.
        organization: of its workspace.
        author: the user who says or does something.
        text: what they say.
        file: name of the file that it is about; empty: none.
    """
    title = organization.title or organization.name
    return {
        "title": title, "author": author.fullname or author.name, "text": text, "file": file or title,
        "step": Message(turns.STEPS.get(call.step, turns.STEPS[""])),
        "url": tk.h.url_for("dge_help.show", id=organization.name, call=call.id, qualified=True),
        "queue": tk.h.url_for("dge_help_queue.queue", qualified=True),
    }  # fmt: skip


def to_team(call: HelpCall, said: Mapping[str, Any]) -> None:
    """Tell the team what `compose` gives: who looks after the call, else all of it."""
    _send(_person(call.taken_by) or _team(), Message(ASKED, said), Message(ASKED_BODY, said))


def to_clerk(call: HelpCall, said: Mapping[str, Any]) -> None:
    """Tell who asked that there is an answer."""
    _send(_person(call.opened_by), Message(ANSWERED, said), Message(ANSWERED_BODY, said))


def closed(call: HelpCall, said: Mapping[str, Any], *, team: bool) -> None:
    """Tell the other side that a call is settled."""
    if team:
        _send(_person(call.opened_by), Message(CLOSED, said), Message(CLOSED_BODY, said))
    else:
        _send(_person(call.taken_by), Message(SETTLED, said), Message(CLOSED_BODY, said))


def _send(recipients: Iterable[tuple[str, str | None]], subject: Message, body: Message) -> None:
    translate = translator(str(tk.config["ckan.locale_default"]))
    mails.send(recipients, " ".join(subject.render(translate).split()), body.render(translate))


def _person(user_id: str | None) -> list[tuple[str, str | None]]:
    user: Any = ckan_model.User.get(user_id) if user_id else None
    return [(user.fullname or user.name, user.email)] if user is not None and user.state == "active" else []


def _team() -> list[tuple[str, str | None]]:
    return [(one.title, one.email) for one in store.team()]
