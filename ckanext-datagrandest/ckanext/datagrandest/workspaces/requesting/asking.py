"""The person's side of a request: asked, confirmed by a link, a question answered."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories.config import region
from ckanext.datagrandest.workspaces import audit, config
from ckanext.datagrandest.workspaces import store as workspaces
from ckanext.datagrandest.workspaces.requesting import letters, links, store
from ckanext.datagrandest.workspaces.requesting.checks import Asked, Rules
from ckanext.datagrandest.workspaces.requesting.model import EXPIRED, QUESTION, UNCONFIRMED, WAITING, Request

#: A link is not sent again sooner (seconds): who asks again at once has it under way.
_AGAIN_AFTER = 600

HAS_WORKSPACE = N_(
    "{commune} already has its workspace. Ask its administrator, at your town hall, to invite you; if nobody knows who that is, write to our team."
)
IS_ASKED = N_(
    "A request for {commune} is under way. Is it yours? Open the link that we sent you by e-mail, or wait for our answer; else speak about it at your town hall, or write to our team."
)
TOO_MANY_UNCONFIRMED = N_(
    "{count} requests wait for this address to be confirmed. Open first the links that we sent to it (look among unwanted mails too)."
)
BAD_LINK = N_("This link is not whole, or is not one of ours. Copy it whole from the mail, or ask again.")
LATE_LINK = N_("This link is too old: it works for {hours} hours.")
USED_LINK = N_("This link was already used, and what it was for is done.")


def rules() -> Rules:
    """Give for whom the free workspace is, as the settings say."""
    return Rules(region(), config.most_inhabitants())


def take(asked: Asked) -> Request:
    """Keep a request, and send the link that confirms its address; a mail that cannot be sent loses nothing.

    Raises:
        tk.ValidationError: the commune has a workspace or an open request; too many wait for this address.
    """
    territory = f"commune:{asked.commune.code}"
    _ensure_free(territory, asked)
    if (count := store.unconfirmed_of(asked.email)) >= config.unconfirmed_per_email():
        raise _refused("email", TOO_MANY_UNCONFIRMED, count=count)
    try:
        request = store.add(territory, asked.siret, asked.name, asked.email)
        audit.record("request-made", actor=None, subject=request.id, commune=asked.commune.name)
        ckan_model.Session.commit()
    except IntegrityError as error:
        ckan_model.Session.rollback()
        raise _refused("commune", IS_ASKED, commune=asked.commune.name) from error
    send_link(request)
    return request


def _ensure_free(territory: str, asked: Asked) -> None:
    """Refuse a second workspace and a second request; who has asked already is sent the link again."""
    if workspaces.of_territory(territory):
        raise _refused("commune", HAS_WORKSPACE, commune=asked.commune.name)
    before = store.open_of(territory)
    if before is None:
        return
    if before.state == UNCONFIRMED and before.email.lower() == asked.email.lower() and _is_due(before):
        send_link(before)
    raise _refused("commune", IS_ASKED, commune=asked.commune.name)


def _is_due(request: Request) -> bool:
    return request.mailed_at is None or (store.now() - request.mailed_at).total_seconds() >= _AGAIN_AFTER


def send_link(request: Request) -> bool:
    """Send a new link, which makes the one before useless: to confirm, or to answer a question."""
    mark = links.new_mark()
    request.link, request.mailed_at = mark, None
    ckan_model.Session.commit()
    text = links.sign(_secret(), request.id, mark)
    sent = letters.question(request, text) if request.state == QUESTION else letters.confirm(request, text)
    if sent:
        request.mailed_at = store.now()
    ckan_model.Session.commit()
    return sent


def renew(request: Request) -> None:
    """Send a new link for one that came too late, unless one was sent a moment ago."""
    if request.state in (UNCONFIRMED, QUESTION) and _is_due(request):
        send_link(request)


def standing(text: str, *, lock: bool = False) -> tuple[Request | None, str]:
    """Tell what a link is for now.

    Returns:
        The request, and `confirm` or `answer`; else why the link does nothing: `bad` (no request then), `late`, `used`.
    """
    link = links.read(_secret(), text, config.confirmation_hours())
    request = (store.locked if lock else store.find)(link.request_id) if link else None
    if link is None or request is None:
        return None, "bad"
    if request.state not in (UNCONFIRMED, QUESTION, EXPIRED) or (request.link and request.link != link.mark):
        return request, "used"
    if link.late or request.state == EXPIRED:
        return request, "late"
    if request.link is None:
        return request, "used"
    return request, "answer" if request.state == QUESTION else "confirm"


def confirm(text: str) -> Request:
    """Confirm the address: the request waits for the team, who is told.

    Raises:
        tk.ValidationError: the link does nothing, and why.
    """
    request = _used(text, "confirm")
    store.move(request, WAITING, confirmed_at=store.now(), link=None)
    audit.record("request-confirmed", actor=None, subject=request.id)
    ckan_model.Session.commit()
    letters.waiting(request)
    return request


def answer(text: str, said: str) -> Request:
    """Answer the team's question: the request waits for the team again.

    Raises:
        tk.ValidationError: the link does nothing, and why.
    """
    request = _used(text, "answer")
    store.move(request, WAITING, answer=said, link=None, confirmed_at=request.confirmed_at or store.now())
    audit.record("request-answered", actor=None, subject=request.id)
    ckan_model.Session.commit()
    letters.waiting(request, answered=True)
    return request


def _used(text: str, purpose: str) -> Request:
    request, found = standing(text, lock=True)
    if request is not None and found == purpose:
        return request
    ckan_model.Session.rollback()
    sentences = {"bad": BAD_LINK, "late": LATE_LINK}
    raise _refused("link", sentences.get(found, USED_LINK), hours=config.confirmation_hours())


def _refused(field: str, sentence: str, **told: Any) -> tk.ValidationError:
    return tk.ValidationError({field: [Message(sentence, told).render(tk._)]})


def _secret() -> str:
    return str(tk.config["SECRET_KEY"])
