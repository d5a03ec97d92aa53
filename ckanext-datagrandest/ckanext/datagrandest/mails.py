"""Mails to people: one that cannot be sent never fails what it tells of; it is logged, and tried again in the background.

All our mails leave here through CKAN's mailer, which knows no time limit: `bound` gives it one, for CKAN's own mails too
(invitations, forgotten passwords), so that a mail server that hangs hangs no page. Decision 100.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan.lib import mailer

from ckanext.datagrandest.jobs import store
from ckanext.datagrandest.jobs.model import DONE, FAILED, Job
from ckanext.datagrandest.jobs.queueing import enqueue, function_name
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net import smtp

log = logging.getLogger(__name__)

SECONDS = "ckanext.datagrandest.mails.seconds"
#: How often a mail is tried in the background, a quarter of an hour apart: a server may be down for a day.
ATTEMPTS = 96
_PAUSE = timedelta(minutes=15)
_JOB_SECONDS = 120
NOT_SENT = N_("The mail server did not take the mail. It is tried again every quarter of an hour for a day.")


class NotSentError(Exception):
    """A mail that the server did not take."""

    message = Message(NOT_SENT)


def bound() -> None:
    """Have CKAN's mailer wait no longer than the setting says; calling it again changes nothing."""
    smtp.bound(seconds)


def seconds() -> int:
    """Seconds that a mail server may take for a mail, and that the mails of one page may take together."""
    return int(tk.config[SECONDS])


def send(recipients: Iterable[tuple[str, str | None]], subject: str, body: str, *, again: bool = True) -> int:
    """Send a mail to each person who has an address.

    Args:
        recipients: name and address.
        subject: one line.
        body: plain text.
        again: what is not taken at once is tried again in the background; False for those who do it themselves.

    Returns:
        How many mails the mail server took at once.
    """
    if not tk.config.get("smtp.mail_from"):
        log.warning("Nothing is mailed, since smtp.mail_from is not set: %r", subject)
        return 0
    until, taken = time.monotonic() + seconds(), 0
    for name, address in recipients:
        if not address:
            continue
        if time.monotonic() < until and _send(name, address, subject, body):
            taken += 1
        elif again:
            _ask(f"mail:{uuid.uuid4()}", [name, address, subject, body])
    return taken


def deliver(name: str, address: str, subject: str, body: str) -> None:
    """Try a mail again; the job of `send`.

    Raises:
        NotSentError: the server did not take it; `try_again` has it tried later.
    """
    if not _send(name, address, subject, body):
        raise NotSentError


def try_again() -> dict[str, int]:
    """Queue the mails that were not taken, up to `ATTEMPTS` times each, and forget the texts of those that were."""
    ours = Job.function == function_name(deliver)
    tries = sa.func.count().over(partition_by=Job.key).label("tries")
    latest = sa.func.row_number().over(partition_by=Job.key, order_by=Job.created.desc()).label("latest")
    rows = sa.select(Job.key, Job.args, Job.state, tries, latest).where(ours).subquery()
    left = sa.select(rows).where(rows.c.latest == 1, rows.c.state == FAILED, rows.c.tries < ATTEMPTS)
    taken = sa.select(Job.key).where(ours, Job.state == DONE)
    with store.transaction() as connection:
        waiting = list(connection.execute(left).mappings())
        connection.execute(sa.update(Job).where(ours, Job.key.in_(taken)).values(args=[]))
    for row in waiting:
        _ask(row["key"], row["args"])
    return {"queued": len(waiting)}


RECURRING = [
    RecurringJob("mails.again", N_("Send again the mails that the server did not take"), Every(_PAUSE), try_again)
]


def _ask(key: str, letter: list[str]) -> None:
    enqueue(deliver, letter, key=key, title=N_("Send a mail again"), timeout=_JOB_SECONDS)


def _send(name: str, address: str, subject: str, body: str) -> bool:
    try:
        mailer.mail_recipient(name, address, subject, body)
    except (mailer.MailerException, OSError):
        log.exception("A mail could not be sent: %r", subject)
        return False
    return True
