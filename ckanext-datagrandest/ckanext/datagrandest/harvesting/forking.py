"""Processes that a run starts beside itself: copies of it, which share the memory of the loaded platform.

A copy ends with its pipe, or with us. It has no connection of ours: the lock of the source is one, and must end with the
process that runs.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import stat
from collections.abc import Callable, Collection, Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from ckan import model

from ckanext.datagrandest.harvesting import rows

STDERR = 2
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
#: Objects made between two collections of the youngest: a run makes thousands for each record, nearly all free at once.
YOUNG = 50_000
COPIES = multiprocessing.get_context("fork")
_LIBC = ctypes.CDLL(None, use_errno=True)


@contextmanager
def calm_collector() -> Generator[None]:
    """Keep Python's collector from what was there before, in us and in our copies: it would write into every object.

    Shared memory stays shared, and a collection looks at what the run made only.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def give_back_memory() -> None:
    """Give the system what the allocator keeps of memory that is free; nothing where the C library has no such call."""
    if trim := getattr(_LIBC, "malloc_trim", None):
        trim(0)


def pipe() -> tuple[Connection, Connection]:
    """Give the two ends of a pipe: for reading, for writing."""
    return COPIES.Pipe(duplex=False)


def start(function: Callable[..., None], *args: Any, kept: Collection[int] = ()) -> BaseProcess:
    """Call a function in a copy of this process.

    Args:
        function: what the copy does; it ends with it.
        args: of the function; pipes among them.
        kept: sockets that the copy goes on using.
    """
    process = COPIES.Process(target=_copy, args=(function, args, frozenset(kept), os.getpid()), daemon=True)
    process.start()
    return process


def sockets() -> frozenset[int]:
    """Give the numbers of the sockets that are open in this process."""
    return frozenset(number for number in map(int, os.listdir("/proc/self/fd")) if _is_socket(number))


def _copy(function: Callable[..., None], args: tuple[Any, ...], kept: frozenset[int], parent: int) -> None:
    gc.freeze()
    _die_with(parent)
    _let_go_of(sockets() - kept)
    for each in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(each, signal.SIG_DFL)
    rows.engine().dispose(close=False)  # the connections are our parent's
    model.Session.registry.clear()
    function(*args)


def _let_go_of(numbers: Collection[int]) -> None:
    """Close our copies of the parent's connections.

    Their numbers stay taken, so that no object of the parent that is collected here closes a connection of ours.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in numbers:
        os.dup2(nothing, number)


def _is_socket(number: int) -> bool:
    try:
        return number > STDERR and stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:  # the folder's own descriptor, closed since
        return False


def _die_with(parent: int) -> None:
    """Have Linux end this process when its parent ends, however it ends."""
    _LIBC.prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
