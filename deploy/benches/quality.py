"""How fast a file is judged, beside Frictionless on the same file in the same run, with the same faults found."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benches import repairs, subventions
from benches.measure import Bench, Measure, named, timed

FAULTY = 0.03
RUNS = 5

Faults = set[tuple[int | None, str | None, str]]


def _schema() -> object:
    """Give the schema without Validata's checks, which Frictionless does not have."""
    from ckanext.datagrandest.quality import registry

    return replace(registry.get("scdl/subventions"), custom_checks=())


def ours(path: Path, *, limit: int) -> Faults:
    """Judge a file with our checker; give the faults it kept."""
    from ckanext.datagrandest.quality.check import check
    from ckanext.datagrandest.quality.reading.files import open_table

    schema = _schema()
    with open_table(path, schema.fields) as table:
        outcome = check(table.header, table.batches, schema, limit)
    return set(outcome.errors.kept().select("row", "field", "code").iter_rows())


def theirs(path: Path) -> Faults:
    """Judge a file with Frictionless; give the faults it found."""
    from benches.frictionless_peer import faults

    return faults(path, _schema())


def _side_by_side(name: str, rows: int, peer_rows: int, faulty: float) -> Iterator[Measure]:
    """Measure ours before and after the peer, so that what else the machine does weighs on both."""
    with tempfile.TemporaryDirectory() as folder:
        path = subventions.write(Path(folder, "subventions.csv"), rows, faulty=faulty)
        peer_path = path
        if peer_rows != rows:
            peer_path = subventions.write(Path(folder, "peer.csv"), peer_rows, faulty=faulty)
        times = [timed(lambda: ours(path, limit=1000)) for _ in range(1 + RUNS)][1:]
        found: list[Faults] = []
        peer_seconds = timed(lambda: found.append(theirs(peer_path)))
        if ours(peer_path, limit=0) != found[0]:
            sys.exit(f"{name}: the faults found are not those of the peer, the figure would mean nothing")
        times += [timed(lambda: ours(path, limit=1000)) for _ in range(RUNS)]
    seconds = statistics.median(times)
    yield Measure(name, rows / seconds, "rows/s", rows, sum(times), named("frictionless"), peer_rows / peer_seconds)


def hundred_thousand(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """100,000 records, 3 % faulty."""
    rows = n or 100_000
    yield from _side_by_side("quality.100k", rows, peer_n or rows, FAULTY)


def every_row_wrong(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """100,000 records that are all faulty: seconds, beside ours for the same file with 3 % of faults."""
    del peer_n
    rows = n or 100_000
    with tempfile.TemporaryDirectory() as folder:
        usual = subventions.write(Path(folder, "usual.csv"), rows, faulty=FAULTY)
        wrong = subventions.write(Path(folder, "wrong.csv"), rows, faulty=1)
        usual_seconds = statistics.median(timed(lambda: ours(usual, limit=1000)) for _ in range(RUNS))
        times = [timed(lambda: ours(wrong, limit=1000)) for _ in range(RUNS)]
    peer = "ours, 3 % of faults"
    yield Measure("quality.every_row_wrong", statistics.median(times), "s", rows, sum(times), peer, usual_seconds)


_ALONE = "import sys; from pathlib import Path; from benches.quality import ours; ours(Path(sys.argv[1]), limit=1000)"


def million(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """1,000,000 records in a process of their own: seconds, then the most memory it took."""
    del peer_n
    rows = n or 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = subventions.write(Path(folder, "subventions.csv"), rows, faulty=FAULTY)
        command = [sys.executable, "-P", "-c", _ALONE, str(path)]
        seconds = timed(lambda: subprocess.run(command, check=True))
    yield Measure("quality.1m", seconds, "s", rows, seconds)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Measure("quality.1m.memory", peak, "MB", rows, seconds)


def fifty(n: int | None, peer_n: int | None) -> Iterator[Measure]:
    """50 records in a warm process, then `dge validate` from the shell."""
    del peer_n
    rows = n or 50
    with tempfile.TemporaryDirectory() as folder:
        path = subventions.write(Path(folder, "subventions.csv"), rows, faulty=FAULTY)
        ours(path, limit=1000)
        times = [timed(lambda: ours(path, limit=1000)) for _ in range(RUNS)]
        yield Measure("quality.50", statistics.median(times) * 1000, "ms", rows, sum(times))
        command = [str(Path(sys.executable).with_name("dge")), "validate", str(path), "--schema", "scdl/subventions"]
        shell = [timed(lambda: subprocess.run(command, check=False, capture_output=True)) for _ in range(RUNS)]
    yield Measure("quality.shell", statistics.median(shell), "s", rows, sum(shell))


BENCHES = {
    "quality.100k": Bench(hundred_thousand),
    "quality.1m": Bench(million),
    "quality.50": Bench(fifty),
    "quality.every_row_wrong": Bench(every_row_wrong),
    "quality.repair": Bench(repairs.repair),
    "quality.repair.100k": Bench(repairs.speed),
}
