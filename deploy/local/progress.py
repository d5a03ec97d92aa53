"""What is shown while steps run: one line a step, and a sign of life on the long ones."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

HEARTBEAT_SECONDS = 15


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


def warn(text: str) -> None:
    """Print one line on the error stream at once."""
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Generator[None]:
    """Announce a step, repeat it every 15 s while it lasts, and give its time at the end."""
    started, over = time.monotonic(), threading.Event()
    say(f"• {title}…")

    def heartbeat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            say(f"  … {title.lower()}: {time.monotonic() - started:.0f} s")

    beat = threading.Thread(target=heartbeat, daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()
    say(f"  done in {time.monotonic() - started:.1f} s")
