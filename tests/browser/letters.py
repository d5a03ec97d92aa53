"""The mails of the platform under test, as its own server keeps them."""

from __future__ import annotations

import mailbox
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Letters:
    """The mails that came into a folder since the test began.

    Args:
        folder: a Maildir.
        read: makes a letter (`to`, `subject`, `text`) of the bytes of a file.
    """

    folder: Path
    read: Callable[[bytes], Any]
    _old: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self._old = frozenset(self._box().keys())

    def to(self, address: str) -> list[Any]:
        """Give the mails to an address, the earliest first."""
        return [letter for letter in self._new() if letter.to == address]

    def wait(self, address: str, words: str = "", seconds: float = 20) -> Any:
        """Give the latest mail to an address whose subject has some words; fail when none comes in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for letter in reversed(self.to(address)):
                if words in letter.subject:
                    return letter
            time.sleep(0.1)
        pytest.fail(f"No mail “{words}” to {address} came in {seconds} s; these came: {self._new()}")

    def _new(self) -> list[Any]:
        box = self._box()
        names = (name for name in box.keys() if name not in self._old)  # noqa: SIM118 - a mailbox yields mails, not names
        return [self.read(box.get_bytes(name)) for name in sorted(names, key=_came)]

    def _box(self) -> mailbox.Maildir:
        return mailbox.Maildir(self.folder, create=False)


def _came(name: str) -> list[int]:
    """Tell when a mail came, by the name of its file: seconds, microseconds, process, number."""
    return [int(number) for number in re.findall(r"\d+", name)[:4]]
