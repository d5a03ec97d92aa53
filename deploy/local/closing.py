"""What the suites came to, told as pytest tells it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

COUNTS = re.compile(r"(\d+) (failed|errors?|passed|skipped|deselected|xfailed|xpassed)")
CLOSING = re.compile(r"^[=\s]*\d+ (?:failed|errors?|passed|deselected|skipped).* in [\d.]+s")
ORDER = ("failed", "error", "passed", "skipped", "deselected", "xfailed", "xpassed")


@dataclass
class Outcome:
    """What one suite came to.

    Attributes:
        code: exit code; 0 when all passed.
        closing: pytest's last line, empty when the suite is not pytest's.
    """

    code: int
    closing: str = ""
    counts: Counter[str] = field(default_factory=Counter)


def call(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> Outcome:
    """Run a command, show what it prints as it comes, and keep pytest's closing line."""
    closing = ""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            if CLOSING.match(line):
                closing = line.strip()
        code = process.wait()
    counts = Counter({name.rstrip("s"): int(number) for number, name in COUNTS.findall(closing)})
    return Outcome(code, closing, counts)


def summary(outcomes: Mapping[str, Outcome], seconds: float) -> str:
    """Give a line a suite and, last, one line for all of them in pytest's own form."""
    lines = [
        f"{suite:10} {'passed' if outcome.code == 0 else f'FAILED (exit code {outcome.code})':24} "
        f"{outcome.closing.strip('= ')}".rstrip()
        for suite, outcome in outcomes.items()
    ]
    total: Counter[str] = sum((outcome.counts for outcome in outcomes.values()), Counter())
    lint = [suite for suite, outcome in outcomes.items() if outcome.code and not outcome.counts["failed"]]
    total["error"] += len([suite for suite in lint if not outcomes[suite].counts["error"]])
    words = ", ".join(f"{total[name]} {name}" for name in ORDER if total[name])
    return "\n".join([*lines, f"{f' {words} in {seconds:.2f}s ':=^80}"])
