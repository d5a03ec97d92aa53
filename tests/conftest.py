"""Fixtures for every kind of test."""

from __future__ import annotations

import email
import email.policy
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No test depends on how busy the machine is, nor on luck: a commit that passed passes again.
# `--hypothesis-profile=searching` looks for cases that nobody has seen yet.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None, print_blob=True)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real records and files, beside the clone: `../shared/data`, or `DGE_SHARED_DATA`."""
    folder = Path(os.environ.get("DGE_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "INDEX.csv").is_file():
        pytest.fail(f"The shared data are not in {folder}: put them there or set DGE_SHARED_DATA to their folder.")
    return folder.resolve()


@pytest.fixture
def full_dataset() -> dict[str, Any]:
    """Give a dataset with every field of the schema filled in, without name and owner_org."""
    return json.loads((ROOT / "tests" / "samples" / "full_dataset.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as a mail server got it."""

    to: str
    subject: str
    text: str


def _read_letter(content: bytes, to: str = "") -> Letter:
    """Read a mail; a server that keeps mails as files writes to whom into them."""
    read = email.message_from_bytes(content, policy=email.policy.default)
    body = read.get_body(("plain",))
    text = body.get_content() if body else ""
    return Letter(to or str(read["X-RcptTo"]), str(read["subject"]), text.replace("\r\n", "\n"))


@pytest.fixture
def read_letter() -> Callable[[bytes], Letter]:
    """Read a mail that was kept as a file."""
    return _read_letter


@dataclass
class Mailbox:
    """What a real mail server on the loopback got since the test began.

    Attributes:
        address: `host:port`, for `smtp.server`.
        refusing: what it answers instead of taking a mail, such as `550 no`; None: it takes them all.
    """

    address: str = ""
    letters: list[Letter] = field(default_factory=list)
    refusing: str | None = None
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        if self.refusing:
            return self.refusing
        with self._arrived:
            self.letters.append(_read_letter(envelope.content, envelope.rcpt_tos[0]))
            self._arrived.notify_all()
        return "250 OK"

    def to(self, address: str) -> list[Letter]:
        """Give the mails to an address, the earliest first."""
        return [letter for letter in self.letters if letter.to == address]

    def wait(self, address: str, words: str = "", seconds: float = 20) -> Letter:
        """Give the latest mail to an address whose subject has some words; fail when none comes in time."""
        until = time.monotonic() + seconds
        with self._arrived:
            while True:
                for letter in reversed(self.to(address)):
                    if words in letter.subject:
                        return letter
                if not self._arrived.wait(until - time.monotonic()):
                    got = [(letter.to, letter.subject) for letter in self.letters]
                    pytest.fail(f"No mail “{words}” to {address} came in {seconds} s; these came: {got}")


@pytest.fixture
def mailbox_on() -> Iterator[Callable[[int], Mailbox]]:
    """Start a real mail server (aiosmtpd) on a port of the loopback, 0 for a free one; it stops with the test."""
    from aiosmtpd.controller import Controller

    started: list[Controller] = []

    def start(port: int = 0) -> Mailbox:
        box = Mailbox()
        controller = Controller(box, hostname="127.0.0.1", port=port or _free_port())
        controller.start()
        started.append(controller)
        box.address = f"127.0.0.1:{controller.port}"
        return box

    yield start
    for controller in started:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
