"""Mail for the tests of the room: a real server, or a stand-in for CKAN's mailer that may be broken."""

from __future__ import annotations

from typing import Any

import pytest

from ckan.lib import mailer


@pytest.fixture
def mailbox(mailbox_on: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A real mail server, which the platform sends its mails to."""
    box = mailbox_on(0)
    monkeypatch.setitem(ckan_config, "smtp.server", box.address)
    return box


class Postbox(list[tuple[str, str, str]]):
    """The mails that were sent: address, subject, body. One that `is_closed` takes nothing."""

    is_closed = False

    def subjects(self, address: str) -> list[str]:
        """Give the subjects that an address was sent."""
        return [subject for to, subject, _ in self if to == address]


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Postbox:
    """Stand in for CKAN's mailer."""
    box = Postbox()

    def send(name: str, address: str, subject: str, body: str, **_more: object) -> None:
        if box.is_closed:
            raise mailer.MailerException("no server")
        box.append((address, subject, body))

    monkeypatch.setattr(mailer, "mail_recipient", send)
    return box
