"""Mails about a run, to those whom ckanext-harvest's options name, in French."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest import mails
from ckanext.datagrandest.harvesting import config, holding, rows, runs
from ckanext.datagrandest.messages import N_, Message, translator

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
    """Tell a change of state, and send the mails that the options ask for; a mail that fails never fails the run."""
    troubled = bool(run.get("fault") or run.get("errored") or run.get("held"))
    every = tk.asbool(tk.config.get("ckan.harvest.status_mail.all"))
    asked = every or (troubled and tk.asbool(tk.config.get("ckan.harvest.status_mail.errored")))
    if not asked and not _has_changed(source_id, run):
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
    recipients = tk.get_action("harvest_get_notifications_recipients")(rows.site_context(), {"source_id": source_id})
    once = {person["email"]: person["name"] for person in recipients}
    mails.send(((name, email) for email, name in once.items()), subject, body)


def _has_changed(source_id: str, run: dict[str, Any]) -> bool:
    """Tell whether a source stopped working, or works again; one that never ran is thought to work."""
    if run.get("state") not in {"finished", "failed"}:
        return False
    before = runs.ended_before(source_id, run["job_id"])
    return _is_well(run) != (before is None or _is_well(before))


def _is_well(run: dict[str, Any]) -> bool:
    return not run["fault"]


def compose(source: dict[str, Any], run: dict[str, Any], *, troubled: bool) -> tuple[str, str]:
    """Write the subject and the body of a mail, in the site's language."""
    translate = translator(config.locale())
    subject = N_("Harvest of “{title}”: something needs you") if troubled else N_("Harvest of “{title}”: all is well")
    url = tk.config["ckan.site_url"].rstrip("/") + f"/harvest/{source['name']}/job/{run['job_id']}"
    said = "\n".join([*filter(None, [run.get("fault")]), *run.get("notes", [])])
    body = Message(BODY, {**run, "title": source["title"], "url": url, "said": said})
    return Message(subject, {"title": source["title"]}).render(translate), body.render(translate)
