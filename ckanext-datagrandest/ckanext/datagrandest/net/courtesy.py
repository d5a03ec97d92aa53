"""How often one server is asked: other people's servers answer other people too."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


class Courtesy:
    """Spaces the requests to each host; shared by the threads of a client.

    Args:
        per_second: most requests a second to one host; 0 for as many as one likes.
        clock, sleep: those of the machine; tests give their own.
    """

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second if per_second > 0 else 0.0
        self._clock, self._sleep = clock, sleep
        self._free: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, host: str) -> None:
        """Wait until a host may be asked again, and take that turn."""
        if not self._gap:
            return
        with self._lock:
            now = self._clock()
            turn = max(now, self._free.get(host, 0.0))
            self._free[host] = turn + self._gap
        if turn > now:
            self._sleep(turn - now)
