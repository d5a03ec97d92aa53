"""Requests as animateurs see them, with what the checks found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, cog
from ckanext.datagrandest.workspaces import audit, config
from ckanext.datagrandest.workspaces import store as workspaces
from ckanext.datagrandest.workspaces.requesting import adopting, checks, opening, siret
from ckanext.datagrandest.workspaces.requesting.model import APPROVED, OPEN, Request

GOOD, LOOK, BAD = "good", "look", "bad"
_MOMENTS = ("created_at", "confirmed_at", "mailed_at", "invited_at", "changed_at", "erased_at")
_TEXTS = ("id", "state", "territory", "siret", "name", "email", "question", "answer", "reason")

SMALL = N_("{population} inhabitants: the free workspace is for {most} at most.")
LARGE = N_("{population} inhabitants: more than the {most} of the free workspace.")
USUAL = N_("The SIRET is the commune's, and most likely the town hall's.")
UNUSUAL = N_("The SIRET is the commune's, but perhaps not the town hall's, which is most often {likely}.")
CONFIRMED = N_("The e-mail address is confirmed.")
UNCONFIRMED = N_("The e-mail address is not confirmed. If you approve, the invitation proves it: nobody else gets in.")
NOT_MAILED = N_("The link that confirms the address could not be sent: look at the mail server.")
OFFICIAL = N_("The address looks like the town hall's.")
PUBLIC = N_("The address is one that anybody can open: telephone the town hall.")
UNKNOWN = N_("Nothing in the address tells of the commune: telephone the town hall if you do not know it.")
ACCOUNT = N_("The address has an account ({user}), which becomes the administrator.")
PRESENT = N_(
    "The catalogue has an organisation of this commune: {title}. When you approve, choose whether it becomes the workspace."
)
TAKEN = N_("The commune has a workspace: refuse this request.")
NOT_INVITED = N_("The invitation could not be sent: send it again.")


def one(request: Request) -> dict[str, Any]:
    """Give a request as a dictionary for the API; its organisation when it has one."""
    found = {name: getattr(request, name) for name in _TEXTS}
    found |= {name: _moment(getattr(request, name)) for name in _MOMENTS}
    found["commune"] = _commune(request)
    found["organization"] = _organization(request)
    found["organizations"] = adopting.described(request) if request.state in OPEN else []
    found["checks"] = [
        {"code": code, "outcome": outcome, "message": message.render(tk._)}
        for code, outcome, message in _checks(request, found["organizations"])
    ]
    return found


def whole(request: Request) -> dict[str, Any]:
    """Give a request with what was done, in sentences."""
    history = [
        {"at": _moment(event.at), "sentence": audit.sentence(event.what, event.actor_name, event.details).render(tk._)}
        for event in audit.about(request.id)
    ]
    return one(request) | {"history": history}


def _moment(value: Any) -> str | None:
    return value.astimezone(UTC).isoformat() if value else None


def _commune(request: Request) -> dict[str, Any]:
    insee = codes.split(request.territory)[1]
    commune = cog.commune(insee)
    return {
        "insee": insee, "name": codes.official_name(request.territory), "department": cog.departement_of(insee),
        "population": commune.population if commune else None,
    }  # fmt: skip


def _organization(request: Request) -> dict[str, Any] | None:
    group: Any = ckan_model.Group.get(request.organization_id) if request.organization_id else None
    return {"id": group.id, "name": group.name, "title": group.title} if group else None


def _checks(request: Request, organizations: list[dict[str, Any]]) -> Iterator[tuple[str, str, Message]]:
    """Say what is worth knowing before one decides; of a decided one, what is still to be done."""
    if request.state == APPROVED and request.invited_at is None:
        yield "invitation", BAD, Message(NOT_INVITED)
    if request.state not in OPEN:
        return
    if workspaces.of_territory(request.territory):
        yield "workspace", BAD, Message(TAKEN)
    yield _size(request)
    yield _number(request)
    yield from _address(request)
    for organization in organizations:
        yield "organization", LOOK, Message(PRESENT, {"title": organization["title"]})


def _size(request: Request) -> tuple[str, str, Message]:
    commune = cog.commune(codes.split(request.territory)[1])
    population = (commune.population if commune else None) or 0
    most = config.most_inhabitants()
    fits = population <= most
    return (
        "population",
        GOOD if fits else BAD,
        Message(SMALL if fits else LARGE, {"population": checks.counted(population), "most": checks.counted(most)}),
    )


def _number(request: Request) -> tuple[str, str, Message]:
    likely = siret.likely(request.siret[: siret.SIREN])
    if request.siret == likely:
        return "siret", GOOD, Message(USUAL)
    return "siret", LOOK, Message(UNUSUAL, {"likely": siret.spaced(likely)})


def _address(request: Request) -> Iterator[tuple[str, str, Message]]:
    if request.confirmed_at:
        yield "confirmed", GOOD, Message(CONFIRMED)
    else:
        yield "confirmed", LOOK, Message(UNCONFIRMED)
        if request.mailed_at is None:
            yield "mail", BAD, Message(NOT_MAILED)
    looks = checks.looks_official(request.email, codes.official_name(request.territory))
    outcome, sentence = {"yes": (GOOD, OFFICIAL), "public": (LOOK, PUBLIC), "unknown": (LOOK, UNKNOWN)}[looks]
    yield "address", outcome, Message(sentence)
    account = opening.account_of(request.email)
    if account is not None:
        yield "account", LOOK, Message(ACCOUNT, {"user": account.fullname or account.name})
