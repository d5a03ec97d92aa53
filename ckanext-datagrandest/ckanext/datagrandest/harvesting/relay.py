"""Index in a second process while this one writes the next batch.

A run of one batch is indexed here; from the second batch on a forked process does it, which shares our memory and opens
connections of its own. It ends with its pipe, or with us. What it leaves stays marked `index_pending` and is swept.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import os
import signal
import stat
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from ckan import model

from ckanext.datagrandest.harvesting import config, indexing, rows

log = logging.getLogger(__name__)

#: Documents of one request and one commit, when so many wait.
TOGETHER = 200
STDERR = 2
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
WORKERS = multiprocessing.get_context("fork")


@contextmanager
def relay() -> Generator[Callable[[Collection[str]], object]]:
    """Give a function that takes written datasets; when the block ends they are in the index, or still marked."""
    if not config.index_beside():
        yield indexing.post
        return
    made = Relay()
    try:
        yield made.post
    finally:
        made.finish()


class Relay:
    """Takes batches of written datasets; the second batch starts the process that indexes."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._pipe: Connection | None = None
        self._process: BaseProcess | None = None

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
        reading, self._pipe = WORKERS.Pipe(duplex=False)
        process = WORKERS.Process(target=_index, args=(reading, self._pipe, os.getpid()), daemon=True)
        process.start()
        self._process = process
        reading.close()

    def _send(self, package_ids: list[str]) -> None:
        if self._pipe is None:
            return
        try:
            self._pipe.send(package_ids)
        except OSError:
            log.warning("The process that indexes has died: the datasets of this run are indexed at its end")
            self._pipe = None


def _index(pipe: Connection, other_end: Connection, parent: int) -> None:
    """Index what comes through the pipe until it closes."""
    gc.freeze()  # the collector would write into every object of our parent, and so make a copy of its memory
    other_end.close()
    _die_with(parent)
    _let_go_of_sockets()
    for each in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(each, signal.SIG_DFL)
    rows.engine().dispose(close=False)  # the connections are our parent's
    model.Session.registry.clear()
    open_ = True
    while open_:
        package_ids, open_ = _next(pipe)
        indexing.post(package_ids)


def _next(pipe: Connection) -> tuple[list[str], bool]:
    """Wait for datasets and take what else waits already; tells whether more may come."""
    package_ids: list[str] = []
    try:
        while not package_ids or (len(package_ids) < TOGETHER and pipe.poll()):
            package_ids += pipe.recv()
    except EOFError:
        return package_ids, False
    return package_ids, True


def _let_go_of_sockets() -> None:
    """Close our copies of the parent's connections: the lock of the source ends with the parent, not with us.

    Their numbers stay taken, so that no object of the parent that is collected here closes a connection of ours.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/proc/self/fd"):
        number = int(name)
        try:
            if number > STDERR and stat.S_ISSOCK(os.fstat(number).st_mode):
                os.dup2(nothing, number)
        except OSError:  # the folder's own descriptor, closed since
            continue


def _die_with(parent: int) -> None:
    """Have Linux end this process when its parent ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
