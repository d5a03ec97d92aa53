"""Opening a workspace: its organisation, its row, its administrator, in one transaction; mails come after."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.lib import mailer
from ckan.logic.schema import create_user_for_user_invite_schema
from ckan.types import Context

from ckanext.datagrandest.territories import codes, cog
from ckanext.datagrandest.workspaces import audit, store
from ckanext.datagrandest.workspaces.requesting import adopting, letters, titles
from ckanext.datagrandest.workspaces.requesting.model import APPROVED, Request
from ckanext.datagrandest.workspaces.requesting.store import move, now

#: Those of the platform's own pages (theme); the contrast of both with white or black text is enough.
COLOURS = {"colour_primary": "#12456d", "colour_secondary": "#f5b93f"}
_LONGEST_USER = 90


def open_workspace(request: Request, actor: str, reason: str | None, organization: str | None = None) -> None:
    """Make what an approved request asks for; the caller commits, and holds the row.

    Args:
        request: it.
        actor: name of the animateur.
        reason: kept with the decision.
        organization: id or name of one of the commune's that becomes the workspace; None: a new one is made.

    Raises:
        ValidationError: that organisation cannot become it.
        sqlalchemy.exc.IntegrityError: the territory has a workspace that is not closed.
    """
    adopted = adopting.adopt(request, organization, _context(actor), _given(request)) if organization else None
    organization_id = str(adopted.id) if adopted else _organization(request, actor)
    store.add(organization_id, request.territory, request.siret)
    user = _administrator(request, actor)
    _join(organization_id, user, actor)
    move(
        request, APPROVED, reason=reason, decided_by=actor, organization_id=organization_id, user_id=user.id, link=None
    )
    told = {"actor": actor, "subject": request.id, "organization_id": organization_id}
    commune = codes.official_name(request.territory)
    audit.record("request-approved", **told, commune=commune)
    if adopted:
        audit.record("workspace-adopted", **told, commune=commune, title=adopted.title or adopted.name)
    else:
        audit.record("workspace-created", **told, commune=commune)


def invite(request: Request) -> bool:
    """Send the administrator of an approved request the mail that opens the door; tell whether it was sent, and keep that.

    Somebody whose account is new, or who never chose a password, gets a link to choose one: each mail makes the link of
    the one before useless.
    """
    user: Any = ckan_model.User.get(request.user_id)
    link = None
    if user.state == ckan_model.State.PENDING:
        user.reset_key = mailer.make_key()
        link = mailer.get_reset_link(user)
    sent = letters.opened(request, user, link)
    if sent:
        request.invited_at = now()
    ckan_model.Session.commit()
    return sent


def _organization(request: Request, actor: str) -> str:
    insee = codes.split(request.territory)[1]
    name = cog.commune_name(insee) or insee
    given = {"name": _free_name(titles.slugs(name, insee)), "title": titles.title(name), **_given(request)}
    made = tk.get_action("organization_create")(_context(actor), given)
    _leave(made["id"], actor)
    return str(made["id"])


def _given(request: Request) -> dict[str, Any]:
    """Give what the organisation of a workspace says of its commune."""
    return {
        "kind": "commune", "siren": request.siret[:9], "siret": request.siret,
        "insee_code": codes.split(request.territory)[1], "territories": [request.territory], **COLOURS,
    }  # fmt: skip


def _free_name(wanted: tuple[str, ...]) -> str:
    """Give the first name that no organisation or group has, deleted ones included: a closed workspace keeps its own."""
    group: Any = ckan_model.Group
    query = sa.select(group.name).where(sa.or_(group.name.in_(wanted), group.name.startswith(f"{wanted[-1]}-")))
    taken = set(ckan_model.Session.scalars(query))
    numbered = (_numbered(wanted[-1], number) for number in range(2, len(taken) + 3))
    return next(name for name in (*wanted, *numbered) if name not in taken)


def _administrator(request: Request, actor: str) -> Any:
    """Give the person's account: the one that has the address, or a new one that waits for its password."""
    user = account_of(request.email)
    if user is not None:
        return user
    context = Context(_context(actor), schema=create_user_for_user_invite_schema())
    wanted = {"name": _user_name(request.email), "email": request.email, "fullname": request.name, "state": "pending"}
    made = tk.get_action("user_create")(context, wanted)
    return ckan_model.User.get(made["id"])


def account_of(email: str) -> Any:
    """Give the account, active or pending, that has an address; None when there is none."""
    query = sa.select(ckan_model.User).where(
        sa.func.lower(ckan_model.User.email) == email.lower(), ckan_model.User.state != ckan_model.State.DELETED
    )
    return ckan_model.Session.scalars(query.order_by(ckan_model.User.state, ckan_model.User.created)).first()


def _user_name(email: str) -> str:
    """Give a free user name made of the address, such as "mairie" or "mairie-2"."""
    local = email.partition("@")[0].lower()
    base = "".join(char if char.isascii() and (char.isalnum() or char in "-_") else "-" for char in local)[
        :_LONGEST_USER
    ]
    base = base.strip("-") if len(base.strip("-")) > 1 else f"mairie-{base.strip('-')}".strip("-")
    query = sa.select(ckan_model.User.name).where(ckan_model.User.name.startswith(base, autoescape=True))
    taken = set(ckan_model.Session.scalars(query))
    return next(name for number in range(1, len(taken) + 2) if (name := _numbered(base, number)) not in taken)


def _numbered(base: str, number: int) -> str:
    return base if number == 1 else f"{base}-{number}"


def _join(organization_id: str, user: Any, actor: str) -> None:
    member = {"id": organization_id, "object": user.id, "object_type": "user", "capacity": "admin"}
    tk.get_action("member_create")(_context(actor), member)


def _leave(organization_id: str, actor: str) -> None:
    """Take out who opens the workspace: CKAN makes the creator of an organisation its administrator."""
    ckan_model.Session.flush()
    creator: Any = ckan_model.User.get(actor)
    where = {"group_id": organization_id, "table_id": creator.id, "table_name": "user"}
    ckan_model.Session.query(ckan_model.Member).filter_by(**where).delete()


def _context(actor: str) -> Context:
    return Context(user=actor, ignore_auth=True, defer_commit=True)
