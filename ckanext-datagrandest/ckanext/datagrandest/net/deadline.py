"""One time limit for a whole attempt: connecting, headers, redirects and body.

Timeouts of sockets start again at each byte, so a server that sends one byte a second would hold a
worker for ever. When the deadline passes, the socket in use is shut: whatever waits on it returns.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from contextvars import ContextVar
from types import TracebackType

_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


class Deadline:
    """The time limit of the attempt under way; a context manager."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._token = _current.set(self)
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            self._socket = None
        _current.reset(self._token)

    @property
    def remaining(self) -> float:
        """Seconds left; never quite zero, which sockets read as 'do not wait'."""
        return max(self._ends - time.monotonic(), 0.001)

    @property
    def expired(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._ends

    def watch(self, sock: socket.socket) -> None:
        """Make `sock` the one that is shut when the time is over."""
        with self._lock:
            self._socket = sock
        if self.expired:
            self._shut()

    def _shut(self) -> None:
        """End every read and write on the watched socket."""
        with self._lock, contextlib.suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)


def current_deadline() -> Deadline | None:
    """Give the deadline of the attempt that this thread is in."""
    return _current.get()
