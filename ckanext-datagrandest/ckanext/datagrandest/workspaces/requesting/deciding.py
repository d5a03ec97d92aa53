"""The animateurs' side of a request: asked a question, approved, refused, invited again."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.requesting import adopting, asking, letters, opening, store
from ckanext.datagrandest.workspaces.requesting.model import APPROVED, EXPIRED, OPEN, QUESTION, REFUSED, Request

NOT_FOUND = N_("There is no such request.")
IS_DECIDED = {
    APPROVED: N_("This request was already approved: see its workspace."),
    REFUSED: N_("This request was already refused. The commune may ask again."),
    EXPIRED: N_("This request expired before its address was confirmed. The commune may ask again."),
}
HAS_WORKSPACE = N_(
    "{commune} already has a workspace: refuse this request, and have its administrator invite the person."
)
NOT_OPENED = N_("Only an approved request has an invitation.")
IS_IN = N_("This person has already logged in: no invitation is needed.")


def approve(request_id: str, actor: str, reason: str | None, organization: str | None = None) -> Request:
    """Open the workspace and invite its administrator; of two approvals at once, one wins.

    Args:
        request_id: of the request.
        actor: name of the animateur.
        reason: kept with the decision.
        organization: id or name of one of the commune's that becomes the workspace; None: a new one is made.

    Raises:
        tk.ObjectNotFound: there is no such request.
        tk.ValidationError: it is decided already, or the commune has a workspace.
    """
    request = _open(request_id)
    commune = codes.official_name(request.territory)
    try:
        opening.open_workspace(request, actor, reason, organization)
        ckan_model.Session.commit()
    except IntegrityError as error:
        ckan_model.Session.rollback()
        raise _refused(HAS_WORKSPACE, commune=commune) from error
    except tk.ValidationError:
        ckan_model.Session.rollback()
        raise
    if organization:
        adopting.ask_for_the_index(request.organization_id)
    opening.invite(request)
    return request


def refuse(request_id: str, actor: str, reason: str | None) -> Request:
    """Refuse, and tell why.

    Raises:
        tk.ObjectNotFound: there is no such request.
        tk.ValidationError: it is decided already.
    """
    request = _open(request_id)
    store.move(request, REFUSED, reason=reason, decided_by=actor, link=None)
    audit.record("request-refused", actor=actor, subject=request.id, commune=codes.official_name(request.territory))
    ckan_model.Session.commit()
    letters.refused(request)
    return request


def question(request_id: str, actor: str, text: str) -> Request:
    """Ask the person a question, by a mail with a link to answer it.

    Raises:
        tk.ObjectNotFound: there is no such request.
        tk.ValidationError: it is decided already.
    """
    request = _open(request_id)
    store.move(request, QUESTION, question=text, answer=None)
    audit.record("request-question", actor=actor, subject=request.id, commune=codes.official_name(request.territory))
    ckan_model.Session.commit()
    asking.send_link(request)
    return request


def invite(request_id: str, actor: str) -> Request:
    """Send the invitation of an approved request again.

    Raises:
        tk.ObjectNotFound: there is no such request.
        tk.ValidationError: it is not approved, or the person has logged in.
    """
    request = store.locked(request_id)
    if request is None:
        raise tk.ObjectNotFound(tk._(NOT_FOUND))
    user: Any = ckan_model.User.get(request.user_id) if request.user_id else None
    if request.state != APPROVED or user is None:
        raise _refused(NOT_OPENED)
    if user.last_active is not None:
        raise _refused(IS_IN)
    audit.record(
        "request-invited", actor=actor, subject=request.id, organization_id=request.organization_id,
        commune=codes.official_name(request.territory),
    )  # fmt: skip
    opening.invite(request)
    return request


def _open(request_id: str) -> Request:
    """Give an open request, locked: who comes second waits here, and then sees what the first decided."""
    request = store.locked(request_id)
    if request is None:
        raise tk.ObjectNotFound(tk._(NOT_FOUND))
    if request.state in OPEN:
        return request
    state = request.state
    ckan_model.Session.rollback()
    raise _refused(IS_DECIDED[state])


def _refused(sentence: str, **told: Any) -> tk.ValidationError:
    return tk.ValidationError({"id": [Message(sentence, told).render(tk._)]})
