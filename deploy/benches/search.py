"""How long a search takes over a large catalogue, beside CKAN as it is shipped (its schema, none of our plugins).

Both sides have the same documents, written straight to Solr, and answer the same questions in a process of their own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator

from benches.measure import Bench, Measure, named

DATASETS, CALLS, ROUND, WARM_UP = 10_000, 400, 20, 40


def action(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """Median and 95th percentile of `package_search` with five facets, over `n` datasets; `peer_n` calls of the peer."""
    from benches import platform
    from benches.searching import catalogue, stock

    platform.empty()
    count = n or DATASETS
    stock_url = stock.make_core()
    catalogue.fill(count, stock_url)
    ours, theirs = _alternately([os.environ["CKAN_INI"], str(stock.ini(stock_url))], peer_n or CALLS)
    peer = named("ckan")
    for name, pick in (("search.action", statistics.median), ("search.action.p95", _p95)):
        yield Measure(name, pick(ours) * 1000, "ms", count, sum(ours), peer, pick(theirs) * 1000)


def _alternately(inis: list[str], calls: int) -> list[list[float]]:
    """Ask both sides in short rounds, one after the other, so that a busy machine weighs on both."""
    sides = [_Side(ini) for ini in inis]
    try:
        for side in sides:
            side.round(WARM_UP)
        rounds = [[side.round(ROUND) for side in sides] for _ in range(max(1, calls // ROUND))]
    finally:
        for side in sides:
            side.close()
    return [[second for both in rounds for second in both[index]] for index in range(len(sides))]


class _Side:
    """CKAN with one configuration, in a process of its own, so that no plugin of ours is loaded for the peer."""

    def __init__(self, ini: str) -> None:
        command = [sys.executable, "-P", "-W", "ignore", "-m", "benches.searching.ask", ini]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def round(self, calls: int) -> list[float]:
        """Give the seconds of each of so many calls."""
        print(calls, file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


BENCHES = {"search.action": Bench(action, services=True)}
