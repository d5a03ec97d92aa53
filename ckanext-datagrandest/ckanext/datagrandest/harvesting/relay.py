"""Index in a second process while this one writes the next batch.

A run of one batch is indexed here; from the second batch on a copy of this process does it (`forking.py`), with connections
of its own. What it leaves stays marked `index_pending` and is swept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager

from ckan import model

from ckanext.datagrandest.harvesting import config, forking, indexing

log = logging.getLogger(__name__)

#: Documents of one request and one commit, when so many wait.
TOGETHER = 50


@contextmanager
def relay() -> Generator[Callable[[Collection[str]], object]]:
    """Give a function that takes written datasets; when the block ends they are in the index, or still marked."""
    if not config.several_processes():
        yield indexing.post
        return
    made = Relay()
    try:
        yield made.post
    except BaseException:
        _finish_after_a_fault(made)
        raise
    made.finish()


def _finish_after_a_fault(made: Relay) -> None:
    """Index what was written before, if that can be; it is the fault that must be told, whatever becomes of this."""
    model.Session.remove()  # the fault may have broken its transaction
    try:
        made.finish()
    except Exception:
        log.exception("What this run wrote last is not in the index yet: it stays marked")


class Relay:
    """Takes batches of written datasets; the second batch starts the process that indexes."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._pipe: forking.Connection | None = None
        self._process: forking.BaseProcess | None = None

    def post(self, package_ids: Collection[str]) -> None:
        """Take a batch whose transaction is committed; a process that died leaves it marked."""
        if not package_ids:
            return
        if not self._first:
            self._first = list(package_ids)
            return
        if self._process is None:
            self._start()
            self._send(self._first)
        self._send(list(package_ids))

    def finish(self) -> None:
        """Wait until what was taken is in the index."""
        if self._process is None:
            indexing.post(self._first)
        else:
            if self._pipe:
                self._pipe.close()
            self._process.join()
        self._first, self._process, self._pipe = [], None, None

    def _start(self) -> None:
        reading, self._pipe = forking.pipe()
        self._process = forking.start(_index, reading, self._pipe)
        reading.close()

    def _send(self, package_ids: list[str]) -> None:
        if self._pipe is None:
            return
        try:
            self._pipe.send(package_ids)
        except OSError:
            log.warning("The process that indexes has died: the datasets of this run are indexed at its end")
            self._pipe = None


def _index(pipe: forking.Connection, other_end: forking.Connection) -> None:
    """Index what comes through the pipe until it closes."""
    other_end.close()
    open_ = True
    while open_:
        package_ids, open_ = _next(pipe)
        indexing.post(package_ids)
        forking.give_back_memory()


def _next(pipe: forking.Connection) -> tuple[list[str], bool]:
    """Wait for datasets and take what else waits already; tells whether more may come."""
    package_ids: list[str] = []
    try:
        while not package_ids or (len(package_ids) < TOGETHER and pipe.poll()):
            package_ids += pipe.recv()
    except EOFError:
        return package_ids, False
    return package_ids, True
