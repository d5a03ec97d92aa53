"""Connections to the mail server that end: CKAN's mailer knows no time limit."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable

_LEAST_SECONDS = 0.1
_GONE = 421
#: What gives the seconds, one entry.
_limit: list[Callable[[], float]] = [lambda: 10.0]


class BoundedSMTP(smtplib.SMTP):
    """A connection to a mail server that may take so many seconds in all, from the first byte to the last answer."""

    def __init__(self, host: str = "", port: int = 0) -> None:
        seconds = _limit[0]()
        self._until = time.monotonic() + seconds
        super().__init__(host, port, timeout=seconds)

    def getreply(self) -> tuple[int, bytes]:
        """Wait for an answer, as long as there is time."""
        if self.sock is not None:
            self.sock.settimeout(max(self._until - time.monotonic(), _LEAST_SECONDS))
        return super().getreply()

    def quit(self) -> tuple[int, bytes]:
        """Take leave; of a server that does not answer, without a word: the mail is taken or not already."""
        try:
            return super().quit()
        except (smtplib.SMTPException, OSError):
            self.close()
            return _GONE, b""


def bound(limit: Callable[[], float]) -> None:
    """Have every mail of this process sent through `BoundedSMTP`; calling it again changes the limit only.

    Args:
        limit: gives the seconds that a mail may take.
    """
    _limit[:] = [limit]
    if smtplib.SMTP is BoundedSMTP.__base__:
        smtplib.SMTP = BoundedSMTP
