"""Fixtures for every unit test: no module of ours but `net/` reaches the network."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Where the code of the platform stands.
FOLDERS = (ROOT / "ckanext-datagrandest" / "ckanext" / "datagrandest", ROOT / "harvesters", ROOT / "schemas")
OURS = tuple(f"{folder}/" for folder in FOLDERS)
DOOR = f"{FOLDERS[0] / 'net'}/"
EVENTS = frozenset({"socket.connect", "socket.getaddrinfo"})


class Watch:
    """Listens to the interpreter's own account of connections and of names looked up, in every thread.

    Whose they are is told by the innermost module of ours on the stack: a library that connects was called by it. What
    is called from a test alone is nobody's fault.
    """

    _instance: ClassVar[Watch | None] = None

    def __init__(self) -> None:
        self.seen: list[str] = []
        sys.addaudithook(self._heard)

    @classmethod
    def instance(cls) -> Self | Watch:
        """Give the one that listens: a hook cannot be taken away again."""
        cls._instance = cls._instance or cls()
        return cls._instance

    @contextmanager
    def apart(self) -> Iterator[list[str]]:
        """Collect apart what is heard meanwhile."""
        kept, self.seen = self.seen, []
        try:
            yield self.seen
        finally:
            self.seen = kept

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if event not in EVENTS:
            return
        frame = sys._getframe(1)
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith(OURS):
                if not name.startswith(DOOR):
                    self.seen.append(f"{name}:{frame.f_lineno} in {frame.f_code.co_name}: {event} {args[-2:]}")
                return
            frame = frame.f_back


@pytest.fixture(autouse=True)
def _through_the_door() -> Iterator[None]:
    """Fail a test during which a module of ours other than `net/` connected, also when it swallowed the error."""
    watch = Watch.instance()
    watch.seen.clear()
    yield
    found = list(watch.seen)
    watch.seen.clear()
    assert not found, f"Connections that do not go through `net/`: {found}"
