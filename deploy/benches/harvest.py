"""How fast a CSW catalogue is harvested, beside ckanext-spatial's harvester, from the same pycsw with the same records.

Both write through `package_create` and `package_update` with the platform's plugins, validators and hooks, into the same
(emptied) database and index; what they leave must be the same catalogue, each dataset found by a search.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from benches.harvesting import memory
from benches.measure import Bench, Measure, named

RECORDS, MANY = 1_000, 20_000
#: Records of a run that is not measured: the index that was just started translates its own code while it takes the first.
WARM_UP = 300
CASES = ("first", "unchanged", "changed_1pct")


def every_case(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """First run, nothing changed, 1 % changed; `peer_n` records for the peer, as many as for ours by default."""
    yield from _measured(CASES, n or RECORDS, peer_n)


def first(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """The first run of a source: everything is added."""
    yield from _measured(CASES[:1], n or RECORDS, peer_n)


def unchanged(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """A run that finds nothing changed."""
    yield from _measured(("first", "unchanged"), n or RECORDS, peer_n, "unchanged")


def changed(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """A run that finds one record of a hundred changed."""
    yield from _measured(("first", "changed_1pct"), n or RECORDS, peer_n, "changed_1pct")


def many(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """The first run of a large source: seconds, then the most memory of our processes, beside that of its first quarter."""
    del peer_n
    count = n or MANY
    result = _run_side("ours", ("first",), count)["first"]
    yield Measure("harvest.20k", result.seconds, "s", count, result.seconds)
    beside = "ours, first quarter of the run"
    yield Measure("harvest.20k.memory", result.peak, "MB", count, result.seconds, beside, result.early_peak)


@dataclass(frozen=True)
class Result:
    """One run of one side: seconds, most memory (MB) of it all and of its first quarter."""

    seconds: float
    peak: float
    early_peak: float


def _measured(cases: tuple[str, ...], n: int, peer_n: int | None, only: str | None = None) -> Iterator[Measure]:
    """Measure ours, the peer, then ours again, so that a machine that becomes busier or quieter favours neither."""
    _run_side("ours", CASES[:1], min(n, WARM_UP))
    before, theirs, after = (
        _run_side("ours", cases, n),
        _run_side("stock", cases, peer_n or n),
        _run_side("ours", cases, n),
    )
    peer = f"{named('ckanext-spatial')} under {named('ckanext-harvest')}, {peer_n or n} records"
    for case in cases:
        if only in (None, case):
            seconds = before[case].seconds + after[case].seconds
            peer_value = (peer_n or n) / theirs[case].seconds
            yield Measure(f"harvest.{case}", 2 * n / seconds, "records/s", n, seconds, peer, peer_value)


def _run_side(kind: str, cases: tuple[str, ...], count: int) -> dict[str, Result]:
    """Give the seconds and the memory of each case on one side, from an empty platform."""
    from benches import platform
    from benches.harvesting import records, server

    platform.empty()
    results: dict[str, Result] = {}
    with server.serving(records.records(count)) as csw:
        side = _Side(kind, csw.url)
        try:
            for case in cases:
                edited = frozenset(range(0, count, 100)) if case == "changed_1pct" else frozenset[int]()
                if edited:
                    csw.load((records.identifier(number), records.record(number, edition=2)) for number in edited)
                results[case] = side.run()
                side.check(sorted(records.title(number, 2 if number in edited else 1) for number in range(count)))
        finally:
            side.close()
    return results


class _Side:
    """A process with the platform and one declared source."""

    def __init__(self, kind: str, url: str) -> None:
        self._kind = kind
        command = [sys.executable, "-P", "-W", "ignore", "-m", "benches.harvesting.side", kind, url]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self) -> Result:
        """Harvest the source."""
        with memory.sampled(self._process.pid) as samples:
            seconds = self.ask("run")["seconds"]
        return Result(seconds, samples.peak(), samples.peak(0.25))

    def ask(self, word: str) -> dict:
        """Have something done; give its answer."""
        print(word, file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            sys.exit(f"harvest: the side {self._kind} failed, see above")
        return json.loads(line)

    def check(self, titles: list[str]) -> None:
        """Compare the catalogue with the records that the server gives: each once, and found by a search."""
        catalogue = self.ask("catalogue")
        if catalogue["held"] != titles or catalogue["found"] != titles:
            held, found = len(catalogue["held"]), len(catalogue["found"])
            sys.exit(
                f"harvest: {self._kind} holds {held} datasets and finds {found}, not the {len(titles)} of the server"
            )

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()


BENCHES = {
    "harvest": Bench(every_case, services=True),
    "harvest.first": Bench(first, services=True),
    "harvest.unchanged": Bench(unchanged, services=True),
    "harvest.changed_1pct": Bench(changed, services=True),
    "harvest.20k": Bench(many, services=True),
}
