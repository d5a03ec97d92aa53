"""Mails to people: one that cannot be sent is logged, and never fails what it tells of."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import ckan.plugins.toolkit as tk
from ckan.lib import mailer

log = logging.getLogger(__name__)


def send(recipients: Iterable[tuple[str, str | None]], subject: str, body: str) -> int:
    """Send a mail to each person who has an address.

    Args:
        recipients: name and address.
        subject: one line.
        body: plain text.

    Returns:
        How many mails were handed to the mail server.
    """
    if not tk.config.get("smtp.mail_from"):
        log.warning("Nothing is mailed, since smtp.mail_from is not set: %r", subject)
        return 0
    return sum(_send(name, address, subject, body) for name, address in recipients if address)


def _send(name: str, address: str, subject: str, body: str) -> bool:
    try:
        mailer.mail_recipient(name, address, subject, body)
    except (mailer.MailerException, OSError):
        log.exception("A mail could not be sent: %r", subject)
        return False
    return True
