"""Mails about a run, to those whom ckanext-harvest's options name, in French."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib import mailer

from ckanext.datagrandest.harvesting import config, holding, rows
from ckanext.datagrandest.messages import N_, Message, translator

log = logging.getLogger(__name__)

BODY = N_(
    "Source: {title}\nAddress of the report: {url}\n\n"
    "Added: {added}\nUpdated: {updated}\nUnchanged: {unchanged}\nMerged with another source: {merged}\n"
    "Missing from the source: {missing}\nKept by the removal guard: {held}\nIn error: {errored}\n\n{said}"
)

QUESTION = N_("“{title}”: {count} datasets would disappear, your decision is needed")
QUESTION_BODY = N_(
    "The source “{title}” no longer lists datasets of the platform. {reason}\n\n"
    "They stay open. See the list, then accept or refuse their removal:\n{url}\n\n{titles}"
)
TITLES_SHOWN = 20


def after_run(source_id: str, run: dict[str, Any]) -> None:
    """Send the mails that the options ask for; a mail that fails never fails the run."""
    troubled = bool(run.get("fault") or run.get("errored") or run.get("held"))
    every = tk.asbool(tk.config.get("ckan.harvest.status_mail.all"))
    if not every and not (troubled and tk.asbool(tk.config.get("ckan.harvest.status_mail.errored"))):
        return
    source = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": source_id})
    _send(source_id, *compose(source, run, troubled=troubled))


def asked(source_id: str, hold_id: str) -> None:
    """Ask the administrators of the source's organisation and of the site to answer the removal guard."""
    hold = holding.show(hold_id)
    if hold is None:
        return
    source = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": source_id})
    translate = translator(config.locale())
    count = len(hold["records"])
    titles = [f"- {record['title']}" for record in hold["records"][:TITLES_SHOWN]]
    if count > TITLES_SHOWN:
        titles.append("…")
    url = tk.config["ckan.site_url"].rstrip("/") + f"/harvest/{source['name']}/removals"
    subject = Message(QUESTION, {"title": source["title"], "count": count}).render(translate)
    said = {"title": source["title"], "reason": holding.reason_of(hold), "titles": "\n".join(titles), "url": url}
    _send(source_id, subject, Message(QUESTION_BODY, said).render(translate))


def _send(source_id: str, subject: str, body: str) -> None:
    if not tk.config.get("smtp.mail_from"):
        log.warning("No mail about source %r: the option smtp.mail_from is not set", source_id)
        return
    recipients = tk.get_action("harvest_get_notifications_recipients")(rows.site_context(), {"source_id": source_id})
    for recipient in {one["email"]: one for one in recipients}.values():
        try:
            mailer.mail_recipient(recipient["name"], recipient["email"], subject, body)
        except (mailer.MailerException, OSError):
            log.exception("The mail about source %r could not be sent", source_id)


def compose(source: dict[str, Any], run: dict[str, Any], *, troubled: bool) -> tuple[str, str]:
    """Write the subject and the body of a mail, in the site's language."""
    translate = translator(config.locale())
    subject = N_("Harvest of “{title}”: something needs you") if troubled else N_("Harvest of “{title}”: all is well")
    url = tk.config["ckan.site_url"].rstrip("/") + f"/harvest/{source['name']}/job/{run['job_id']}"
    said = "\n".join([*filter(None, [run.get("fault")]), *run.get("notes", [])])
    body = Message(BODY, {**run, "title": source["title"], "url": url, "said": said})
    return Message(subject, {"title": source["title"]}).render(translate), body.render(translate)
