"""Read and map in a second process while this one writes what was read before.

The listing begins here. Once there is a batch to write, a copy of this process goes on with it (`forking.py`): it fetches
the pages, decides and maps, and is a page ahead at most. What it learnt of the listing comes back with its steps.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ckanext.datagrandest.harvesting import config, forking
from ckanext.datagrandest.harvesting.contract import Page, SourceUnreadable
from ckanext.datagrandest.harvesting.plan import Listing, Planner, Step
from ckanext.datagrandest.messages import N_, Message

log = logging.getLogger(__name__)

#: Steps of one part: a page may be a whole catalogue, and both processes hold a part more than once.
TOGETHER = 25
DIED = N_(
    "The process that read this catalogue ended before its time: nothing is removed, and the next run reads everything again."
)
FAILED = N_("An unexpected fault stopped this run ({fault}); what was already written is kept.")


@dataclass(frozen=True, slots=True)
class Part:
    """What the copy sends of a listing.

    Attributes:
        steps: some of a page's. seen: identifiers listed since the part before, with their hashes.
        read, counts: of the listing, so far.
    """

    steps: Sequence[Step]
    seen: dict[str, str]
    read: int
    counts: set[int]


@dataclass(frozen=True, slots=True)
class End:
    """What the copy sends last: the listing as a whole, and what stopped it."""

    listing: Listing
    unreadable: Message | None = None


@contextmanager
def reading(pages: Iterator[Page], planner: Planner) -> Generator[Reading]:
    """Give the steps of a listing; no process is left behind."""
    made = Reading(pages, planner)
    try:
        yield made
    finally:
        made.close()


@dataclass
class Reading:
    """The steps of a listing, page by page.

    Args:
        pages: of the catalogue.
        planner: decides; it knows at the end what it would have known without a copy.
    """

    pages: Iterator[Page]
    planner: Planner
    _not_ours: frozenset[int] = field(default_factory=forking.sockets)
    _pipe: forking.Connection | None = None
    _process: forking.BaseProcess | None = None

    def __iter__(self) -> Iterator[Iterable[Step]]:
        """Yield the steps of each page, or of a part of one.

        Raises:
            SourceUnreadable: the listing did not come to its end.
        """
        while self._pipe is None:
            page = next(self.pages, None)
            if page is None:
                return
            yield self.planner.steps(page)
        yield from self._received(self._pipe)

    def go_ahead(self) -> None:
        """Have a copy of this process read on; once is enough."""
        if self._process is not None or not config.several_processes():
            return
        self._pipe, sending = forking.pipe()
        own = forking.sockets() - self._not_ours  # those to the remote server, which nobody else uses from now on
        self._process = forking.start(_read_on, self._pipe, sending, self.pages, self.planner, kept=own)
        sending.close()

    def close(self) -> None:
        """End the copy."""
        if self._process is not None:
            self._process.terminate()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()

    def _received(self, pipe: forking.Connection) -> Iterator[Iterable[Step]]:
        while True:
            try:
                part: Part | End = pipe.recv()
            except (EOFError, OSError) as error:
                log.error("The process that reads ahead has died")  # noqa: TRY400 - nothing more is known of it
                raise SourceUnreadable(Message(DIED)) from error
            if isinstance(part, End):
                return self._ended(part)
            self.planner.seen.update(part.seen)
            self.planner.listing.read, self.planner.listing.counts = part.read, part.counts
            yield part.steps

    def _ended(self, end: End) -> None:
        self.planner.listing = end.listing
        if end.unreadable is not None:
            raise SourceUnreadable(end.unreadable)


def _read_on(other_end: forking.Connection, pipe: forking.Connection, pages: Iterator[Page], planner: Planner) -> None:
    """Send the steps of the pages that are left, in the copy."""
    other_end.close()
    try:
        for page in pages:
            for part in _parts(page, planner):
                pipe.send(part)
            forking.give_back_memory()
        pipe.send(End(planner.listing))
    except SourceUnreadable as error:
        pipe.send(End(planner.listing, unreadable=error.message))
    except BrokenPipeError:  # nobody waits for it any more
        return
    except Exception as error:
        log.exception("The listing failed in the process that reads ahead")
        pipe.send(End(planner.listing, unreadable=Message(FAILED, {"fault": type(error).__name__})))


def _parts(page: Page, planner: Planner) -> Iterator[Part]:
    steps = planner.steps(page)
    known = len(planner.seen)
    while some := list(itertools.islice(steps, TOGETHER)):
        seen = dict(itertools.islice(planner.seen.items(), known, None))
        known += len(seen)
        yield Part(some, seen, planner.listing.read, planner.listing.counts)
