"""The mails of a request, in the site's language, to the person who asks and to the animateurs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest import mails
from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.territories import codes
from ckanext.datagrandest.workspaces import config
from ckanext.datagrandest.workspaces.requesting.model import Request

CONFIRM = N_("Confirm your address to open the workspace of {commune}")
CONFIRM_BODY = N_(
    "Hello {name},\n\nYou asked for the workspace of {commune} on {site}.\n\nConfirm your address within {hours} hours by this link, which works once:\n{url}\n\nThen our team reads your request and answers you by e-mail.\n\nYou did not ask for anything? Do nothing: without a confirmation your data are erased.\n\n{site}\n{home}"
)
WAITING = N_("A workspace is asked for: {commune}")
WAITING_BODY = N_(
    "The workspace of {commune} is asked for, and the address is confirmed.\n\nSee the checks and decide:\n{url}\n\n{site}\n{home}"
)
QUESTION = N_("A question about the workspace of {commune}")
QUESTION_BODY = N_(
    "Hello {name},\n\nBefore we open the workspace of {commune}, our team has a question:\n\n{question}\n\nAnswer by this link, which works once and for {hours} hours:\n{url}\n\n{site}\n{home}"
)
ANSWERED = N_("Answer to your question: {commune}")
ANSWERED_BODY = N_(
    "Your question about the workspace of {commune} is answered.\n\nRead the answer and decide:\n{url}\n\n{site}\n{home}"
)
REFUSED = N_("Your request for the workspace of {commune}")
REFUSED_BODY = N_(
    "Hello {name},\n\nWe could not open the workspace of {commune}.\n\n{reason}\n\nIf something has changed, or if this is a mistake, you may ask again:\n{url}\n\nYour data are erased in {days} days.\n\n{site}\n{home}"
)
NO_REASON = N_("No reason was written. Write to the team, who will tell you.")
OPEN = N_("The workspace of {commune} is open")
INVITED_BODY = N_(
    "Hello {name},\n\nThe workspace of {commune} is open, and you are its administrator.\n\n1. Choose your password by this link:\n{link}\n2. Log in with your e-mail address, or with your user name: {user}\n3. Deposit your first file: the platform checks it with you.\n\nYour workspace: {url}\n\nThe link no longer works? Ask for a new one here: {forgotten}\n\n{site}\n{home}"
)
MEMBER_BODY = N_(
    "Hello {name},\n\nThe workspace of {commune} is open. You already have an account with this address, and it is its administrator: log in as usual (user name: {user}).\n\nYour workspace: {url}\n\n{site}\n{home}"
)


def confirm(request: Request, link: str) -> bool:
    """Send the link that confirms the address; tell whether the mail server took it."""
    url = address("dge_workspace_requests.link", link=link)
    return _to_person(request, CONFIRM, CONFIRM_BODY, url=url, hours=config.confirmation_hours())


def question(request: Request, link: str) -> bool:
    """Send the team's question, with the link to answer it."""
    url = address("dge_workspace_requests.link", link=link)
    told = {"question": request.question, "hours": config.confirmation_hours()}
    return _to_person(request, QUESTION, QUESTION_BODY, url=url, **told)


def refused(request: Request) -> bool:
    """Tell that the request is refused, and why."""
    url = address("dge_workspace_requests.ask")
    reason = request.reason or Message(NO_REASON)
    return _to_person(request, REFUSED, REFUSED_BODY, url=url, reason=reason, days=config.erase_requests_after_days())


def opened(request: Request, user: Any, link: str | None) -> bool:
    """Tell that the workspace is open, with the link to choose a password where the account is new."""
    organization: Any = ckan_model.Group.get(request.organization_id)
    told = {
        "url": address("dge_workspaces.home", id=organization.name), "user": user.name, "link": link,
        "forgotten": address("user.request_reset"), "name": user.fullname or user.name,
    }  # fmt: skip
    return _send([(str(told["name"]), user.email)], request, OPEN, INVITED_BODY if link else MEMBER_BODY, told)


def waiting(request: Request, *, answered: bool = False) -> None:
    """Tell the animateurs that a request waits for them, or that their question is answered."""
    told = {"url": address("dge_workspace_queue.show", id=request.id)}
    subject, body = (ANSWERED, ANSWERED_BODY) if answered else (WAITING, WAITING_BODY)
    _send(_animateurs(), request, subject, body, told)


def address(endpoint: str, **values: Any) -> str:
    """Give the whole address of a page, in the site's language."""
    return tk.url_for(endpoint, qualified=True, locale="default", **values)


def _to_person(request: Request, subject: str, body: str, **told: Any) -> bool:
    return _send([(request.name, request.email)], request, subject, body, {"name": request.name, **told})


def _send(
    recipients: list[tuple[str, str | None]], request: Request, subject: str, body: str, told: dict[str, Any]
) -> bool:
    """Send; what people ask for again themselves, since a page says that it was not sent, is not tried in the background."""
    if not tk.config.get("smtp.server"):
        return False
    site = {"site": tk.config["ckan.site_title"], "home": tk.config["ckan.site_url"]}
    told = {**site, "commune": codes.official_name(request.territory), **told}
    translate = translator(config.locale())
    rendered = [Message(text, told).render(translate) for text in (subject, body)]
    return bool(mails.send(recipients, rendered[0], rendered[1], again=subject not in {CONFIRM, QUESTION, OPEN}))


def _animateurs() -> list[tuple[str, str | None]]:
    """Give the names and addresses of the administrators and editors of the team; without a team, of the site's."""
    team: Any = ckan_model.Group.get(config.team())
    user: Any = ckan_model.User
    if team is None or team.state != "active":
        query = sa.select(user).where(user.sysadmin, user.state == "active", user.email.is_not(None))
        return [(one.fullname or one.name, one.email) for one in ckan_model.Session.scalars(query)]
    query = (
        sa.select(user)
        .join(ckan_model.Member, ckan_model.Member.table_id == user.id)
        .where(
            ckan_model.Member.group_id == team.id,
            ckan_model.Member.table_name == "user",
            ckan_model.Member.state == "active",
            ckan_model.Member.capacity.in_(("admin", "editor")),
            user.state == "active",
        )
    )
    return [(one.fullname or one.name, one.email) for one in ckan_model.Session.scalars(query)]
