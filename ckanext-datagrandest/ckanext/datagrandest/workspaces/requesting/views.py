"""Pages to ask for a workspace, without an account; they work without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, request

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.territories import codes, picking
from ckanext.datagrandest.territories.cog_table import Commune
from ckanext.datagrandest.territories.config import region
from ckanext.datagrandest.workspaces import config
from ckanext.datagrandest.workspaces.requesting import asking, checks, siret, store, throttle
from ckanext.datagrandest.workspaces.requesting.refusal import Refused

dge_workspace_requests = Blueprint("dge_workspace_requests", __name__)

_REFUSED, _TOO_MANY = 409, 429
_FIELDS = ("commune", "siret", "name", "email")
#: CKAN's page where one chooses a password, by a link of a mail.
_CHOOSING = "user.perform_reset"
#: A field that people do not see, and programs that fill in everything do.
_TRAP = "website"


@dge_workspace_requests.after_app_request
def say_when_to_come_again(response: Response) -> Response:
    """Answer 429 with `Retry-After` to one attempt too many; CKAN's API knows 409 only."""
    seconds = request.environ.get(throttle.RETRY_AFTER)
    if seconds and response.status_code in (_REFUSED, _TOO_MANY):
        response.status_code = _TOO_MANY
        response.headers["Retry-After"] = str(seconds)
    return response


@dge_workspace_requests.after_app_request
def say_what_to_do_without_the_link(response: Response) -> Response:
    """Give who follows a link for a password that was used, or replaced by a newer one, a page with a next step."""
    if request.endpoint != _CHOOSING or response.status_code != HTTPStatus.FORBIDDEN:
        return response
    return make_response(tk.render("workspaces/requesting/password_link.html"), HTTPStatus.FORBIDDEN)


@dge_workspace_requests.get("/espaces/demande")
def ask() -> str:
    """Show the form: the commune first, then the rest with what is known of it."""
    return _form(request.args)


@dge_workspace_requests.post("/espaces/demande")
def send() -> Any:
    """Take the request, or show what is wrong with it."""
    form = request.form
    if form.get(_TRAP):
        return tk.redirect_to("dge_workspace_requests.sent")
    given = {name: form.get(name, "") for name in _FIELDS}
    try:
        made = tk.get_action("dge_workspace_request")(_context(), given)
    except tk.ValidationError as error:
        return make_response(_form(given, error.error_dict), _REFUSED)
    asked = store.find(made["id"])
    mailed = asked is not None and asked.mailed_at is not None
    return tk.redirect_to("dge_workspace_requests.sent", lettre=None if mailed else "non")


@dge_workspace_requests.get("/espaces/demande/envoyee")
def sent() -> str:
    """Say what happens now."""
    shown = {"hours": config.confirmation_hours(), "mailed": request.args.get("lettre") != "non"}
    return tk.render("workspaces/requesting/sent.html", shown)


@dge_workspace_requests.get("/espaces/demande/lien/<link>")
def link(link: str) -> Any:
    """Show what a link of a mail is for; only a button does it, for programs that read mails open links too."""
    found, purpose = asking.standing(link)
    return _link_page(link, found, purpose)


@dge_workspace_requests.post("/espaces/demande/lien/<link>")
def follow(link: str) -> Any:
    """Confirm the address, answer the question, or send a new link for one that came too late."""
    found, purpose = asking.standing(link)
    try:
        if purpose == "confirm":
            tk.get_action("dge_workspace_confirm")(_context(), {"link": link})
        elif purpose == "answer":
            tk.get_action("dge_workspace_answer")(_context(), {"link": link, "answer": request.form.get("answer", "")})
        elif purpose == "late" and found is not None:
            asking.renew(found)
    except tk.ValidationError as error:
        return _link_page(link, found, purpose, error.error_dict)
    return _link_page(link, found, purpose if purpose in ("used", "bad") else f"{purpose}-done")


def _link_page(link: str, found: Any, purpose: str, errors: Mapping[str, Any] | None = None) -> Response:
    commune = codes.official_name(found.territory) if found else ""
    shown = {"link": link, "asked": found, "purpose": purpose, "commune": commune, "errors": errors or {},
             "hours": config.confirmation_hours()}  # fmt: skip
    status = {"bad": 404, "late": 410, "used": 410}.get(purpose, 200)
    return make_response(tk.render("workspaces/requesting/link.html", shown), status)


def _form(typed: Mapping[str, str], errors: Mapping[str, Any] | None = None) -> str:
    data = {name: typed.get(name, "") for name in _FIELDS}
    place, picked, refusal = _place(request.values.getlist("commune"))
    if place and not data["siret"] and place.siren:
        data["siret"] = siret.spaced(siret.likely(place.siren))
    shown = {
        "data": data, "errors": errors or {}, "place": place, "picked": picked, "refusal": refusal,
        "population": checks.counted(place.population or 0) if place else None,
        "siren": siret.spaced(place.siren or "") if place else None,
        "former": codes.official_name(picked.former) if picked.former else None,
        "most": checks.counted(config.most_inhabitants()), "days": config.erase_requests_after_days(), "trap": _TRAP,
        "hours": config.confirmation_hours(),
    }  # fmt: skip
    return tk.render("workspaces/requesting/ask.html", shown)


def _place(typed: list[str]) -> tuple[Commune | None, picking.Picked, str | None]:
    """Give the commune that was meant, else what to choose from, and why there is none."""
    picked = picking.pick(typed, kinds=("commune",), region=region())
    if not picked.text:
        return None, picked, None
    if picked.choices and picked.message:
        return None, picked, picked.message.render(tk._)
    try:
        return checks.eligible(checks.find(picked.code or picked.text), asking.rules()), picked, None
    except Refused as refusal:
        return None, picked, refusal.message.render(tk._)


def _context() -> Any:
    return {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
