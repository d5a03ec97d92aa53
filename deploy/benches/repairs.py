"""What a repair gives back of valid files made dirty, and how long it takes beside the check of the same file."""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benches import subventions
from benches.measure import Measure, timed

_TESTS = Path(__file__).resolve().parents[2] / "tests" / "unit" / "quality"
_SEEDS, _ROWS = 5, 30
_FAULTY = 0.03


def repair(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """Share of the dirty cells that come back (`--n`: seeds), by fault, then valid cells that changed."""
    del peer_n
    sys.path.append(str(_TESTS))
    from spoiling.measure import Score, scores
    from spoiling.sources import generated

    found: dict[str, Score] = {}

    def measure() -> None:
        for seed in range(n or _SEEDS):
            for name, score in scores(generated(seed, _ROWS), seed):
                found.setdefault(name, Score()).add(score)

    seconds = timed(measure)
    whole = Score()
    for score in found.values():
        whole.add(score)
    rates = {name: score.rate for name, score in found.items()}
    yield Measure("quality.repair", whole.rate, "share", whole.dirty, seconds, details=rates)
    changed = {name: score.touched for name, score in found.items() if score.touched}
    yield Measure("quality.repair.valid_changed", whole.touched, "cells", whole.dirty, seconds, details=changed)


def _user_seconds(work: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime - before.ru_utime


def speed(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """100,000 records, 3 % faulty: processor seconds of a repair, beside those of the report of the same file."""
    del peer_n
    from ckanext.datagrandest.quality import registry
    from ckanext.datagrandest.quality.judge import judge
    from ckanext.datagrandest.quality.repairing.plan import repair as mend

    rows, schema = n or 100_000, registry.get("scdl/subventions")
    with tempfile.TemporaryDirectory() as folder:
        path = subventions.write(Path(folder, "subventions.csv"), rows, faulty=_FAULTY)
        judge(path, schema)
        report = min(_user_seconds(lambda: judge(path, schema)) for _ in range(3))
        seconds = min(_user_seconds(lambda: mend(path, schema)) for _ in range(3))
    yield Measure("quality.repair.100k", seconds, "s", rows, seconds, "ours, the report of the file", report)
