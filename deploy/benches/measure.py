"""One measure, ours beside a peer's."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version

#: Larger is better for these units: the ratio says how many times faster we are in either case.
RATES = ("/s",)


@dataclass(frozen=True)
class Measure:
    """What `deploy/bench` prints as one line.

    Attributes:
        name: of the bench, `subject.case`.
        value: ours, in `unit`.
        unit: `s`, `ms`, `records/s`…
        n: how many records, rows or calls were measured.
        seconds: how long measuring ours took.
        peer: name and version of what we compare with, `None` when there is none.
        peer_value: the peer's, in the same unit.
        details: what the value is made of, by name; printed only when there are any.
    """

    name: str
    value: float
    unit: str
    n: int
    seconds: float
    peer: str | None = None
    peer_value: float | None = None
    details: Mapping[str, float] | None = None

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer we are; `None` without one."""
        if not self.peer_value or not self.value:
            return None
        ours, theirs = (self.value, self.peer_value) if self.unit.endswith(RATES) else (self.peer_value, self.value)
        return round(ours / theirs, 2)

    def line(self) -> str:
        """Give the JSON object of the contract."""
        shown = {"name": self.name, "value": round(self.value, 4), "unit": self.unit, "peer": self.peer}
        shown |= {"peer_value": None if self.peer_value is None else round(self.peer_value, 4), "ratio": self.ratio}
        shown |= {"n": self.n, "seconds": round(self.seconds, 3)}
        if self.details is not None:
            shown |= {"details": {name: round(value, 4) for name, value in self.details.items()}}
        return json.dumps(shown, ensure_ascii=False)


@dataclass(frozen=True)
class Bench:
    """How a bench runs.

    Attributes:
        run: takes `n` and `peer_n` (`None`: the bench's own choice) and yields measures.
        services: the bench needs the platform's servers.
        requirements: name of a lock of `config/requirements` for peers, installed into `var/peers/<name>`.
    """

    run: Callable[[int | None, int | None], Iterator[Measure]]
    services: bool = False
    requirements: str | None = field(default=None)


def timed(work: Callable[[], object]) -> float:
    """Give the seconds that a call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def named(package: str) -> str:
    """Give `package version`, as a peer is named."""
    return f"{package} {version(package)}"
