"""How much memory a process and those that it starts take, over time."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

EVERY = 1.0


class Samples:
    """What was seen of a process tree: seconds and megabytes."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, float]] = []

    def peak(self, until: float = 1.0) -> float:
        """Give the most memory (MB) seen in this first part of the time."""
        end = self.seen[0][0] + (self.seen[-1][0] - self.seen[0][0]) * until
        return max(megabytes for moment, megabytes in self.seen if moment <= end)


@contextmanager
def sampled(pid: int) -> Generator[Samples]:
    """Look at a process each second until the end of the block. Memory that processes share counts once (PSS)."""
    samples, ended = Samples(), threading.Event()

    def look() -> None:
        while True:
            samples.seen.append((time.monotonic(), _megabytes(pid)))
            if ended.wait(EVERY):
                return

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def _megabytes(pid: int) -> float:
    children = [int(child) for task in _tasks(pid) for child in _read(task / "children").split()]
    kilobytes = [
        int(line.split()[1])
        for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
        if line.startswith("Pss:")
    ]
    return sum(kilobytes) / 1024 + sum(_megabytes(child) for child in children)


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except FileNotFoundError:
        return []


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""
