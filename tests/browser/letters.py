"""The mails of the platform under test, as its own server keeps them."""

from __future__ import annotations

import email
import email.policy
import mailbox
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, as one reads it."""

    to: str
    subject: str
    text: str


@dataclass
class Letters:
    """The mails that came into a folder since the test began.

    Args:
        folder: a Maildir.
    """

    folder: Path
    _old: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._old = frozenset(self._box().keys())

    def to(self, address: str) -> list[Letter]:
        """Give the mails to an address, the earliest first."""
        return [letter for letter in self._new() if letter.to == address]

    def wait(self, address: str, words: str = "", seconds: float = 20) -> Letter:
        """Give the latest mail to an address whose subject has some words; fail when none comes in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for letter in reversed(self.to(address)):
                if words in letter.subject:
                    return letter
            time.sleep(0.1)
        pytest.fail(f"No mail “{words}” to {address} came in {seconds} s; these came: {self._new()}")

    def _new(self) -> list[Letter]:
        box = self._box()
        names = (name for name in box.keys() if name not in self._old)  # noqa: SIM118 - a mailbox yields mails, not names
        return [_read(box.get_bytes(name)) for name in sorted(names, key=_came)]

    def _box(self) -> mailbox.Maildir:
        return mailbox.Maildir(self.folder, create=False)


def _came(name: str) -> list[int]:
    """Tell when a mail came, by the name of its file: seconds, microseconds, process, number."""
    return [int(number) for number in re.findall(r"\d+", name)[:4]]


def _read(content: bytes) -> Letter:
    read = email.message_from_bytes(content, policy=email.policy.default)
    body = read.get_body(("plain",))
    return Letter(
        str(read["X-RcptTo"]), str(read["subject"]), (body.get_content() if body else "").replace("\r\n", "\n")
    )
