"""Whose turn it is: one host after the other, a pause before the same host is asked again. No CKAN, no network here."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.quality.link_states import Look

Row = Mapping[Any, Any]
#: After so many looks in a row without any answer a host is left alone for the round.
MOST_SILENCES = 2


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a round may go.

    Attributes:
        gap: seconds between the end of a look at a host and the next one at the same host.
        seconds: how long the round may take.
        clock, sleep: those of the machine; tests give their own.
    """

    gap: float
    seconds: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def looks(rows: Sequence[Row], ask: Callable[[str], Look], pace: Pace) -> Iterator[tuple[Row, Look]]:
    """Look at addresses, and yield what was found of each that was looked at.

    A host that asks for a pause, or twice gives no answer at all, is left alone for the rest of the round.

    Args:
        rows: with `host` and `url`.
        ask: looks at one address.
        pace: how fast.
    """
    waiting: dict[str, deque[Row]] = {}
    for row in rows:
        waiting.setdefault(row["host"], deque()).append(row)
    ready, silences, end = dict.fromkeys(waiting, 0.0), Counter[str](), pace.clock() + pace.seconds
    while waiting:
        host = min(waiting, key=ready.__getitem__)
        if max(ready[host], pace.clock()) >= end:
            break
        pace.sleep(max(0.0, ready[host] - pace.clock()))
        row = waiting[host].popleft()
        found = ask(row["url"])
        ready[host] = pace.clock() + pace.gap
        silences[host] = silences[host] + 1 if is_silence(found) else 0
        if not waiting[host] or found.wait or silences[host] >= MOST_SILENCES:
            del waiting[host]
        yield row, found


def is_silence(found: Look) -> bool:
    """Tell whether there was no answer at all."""
    return found.answered is False and found.status is None
