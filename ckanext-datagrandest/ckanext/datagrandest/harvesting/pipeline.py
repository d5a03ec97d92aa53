"""One run of one source: pages → steps → batches → removal guard. Knows nothing of jobs and queues."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from ckanext.datagrandest.harvesting import ahead, forking, guard, indexing, reconcile, removal
from ckanext.datagrandest.harvesting.contract import (
    Draft,
    HarvestingError,
    Page,
    RemoteCatalogue,
    RemoteRecord,
    SourceUnreadable,
    UnmappableRecord,
)
from ckanext.datagrandest.harvesting.plan import Action, Planner, Step, left_out, remarks_on
from ckanext.datagrandest.harvesting.relay import relay
from ckanext.datagrandest.harvesting.writer import Target, Writer
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.errors import OutboundError

log = logging.getLogger(__name__)

WRITTEN = frozenset({Action.ADD, Action.UPDATE, Action.TOUCH, Action.ERROR})
NOTES_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """What the options say of batches and removals."""

    batch_size: int
    grace: timedelta
    limits: guard.Limits


@dataclass(slots=True)
class Report:
    """What a run did: counts, the fault that ended the listing, and what is to be known of it."""

    counts: Counter[str] = field(default_factory=Counter)
    fault: Message | None = None
    notes: list[Message] = field(default_factory=list)

    @property
    def errored(self) -> int:
        """Give the number of records in error."""
        return self.counts["errored"]

    def note(self, message: Message) -> None:
        """Keep a remark, within a limit that no hostile listing can pass."""
        if len(self.notes) < NOTES_LIMIT:
            self.notes.append(message)


def careful(make_draft: Callable[[RemoteRecord], Draft]) -> Callable[[RemoteRecord], Draft]:
    """Make a mapping whose unexpected faults cost one record, not the run."""

    def draft(record: RemoteRecord) -> Draft:
        try:
            return make_draft(record)
        except HarvestingError as error:
            raise UnmappableRecord(error.message) from error
        except Exception as error:
            log.exception("The mapping failed on record %r", record.identifier)
            text = N_("This record could not be read because of an unexpected fault ({fault}).")
            raise UnmappableRecord(Message(text, {"fault": type(error).__name__})) from error

    return draft


def careful_pages(catalogue: RemoteCatalogue) -> Iterator[Page]:
    """List a catalogue; whatever stops the listing becomes `SourceUnreadable` with a sentence."""
    try:
        yield from catalogue.pages()
    except HarvestingError as error:
        raise SourceUnreadable(error.message) from error
    except OutboundError as error:
        raise SourceUnreadable(error.message) from error


class Pipeline:
    """Carries one run through.

    Args:
        catalogue: the remote catalogue.
        planner: with what is held of the source.
        target: where to write.
        rules: of batches and removals.
        beat: called with the phase after each page and batch; may raise to stop the run.
    """

    def __init__(
        self,
        catalogue: RemoteCatalogue,
        planner: Planner,
        target: Target,
        rules: Rules,
        beat: Callable[[str, Report, Planner], None],
    ) -> None:
        self.catalogue, self.planner, self.target, self.rules = catalogue, planner, target, rules
        self.writer, self.beat, self.report = Writer(target), beat, Report()
        self.waiting: list[Step] = []

    def run(self) -> Report:
        """List, write, then remove what may be removed."""
        held = sum(not known.archived for known in self.planner.known.values())
        with forking.calm_collector(), relay() as self.writer.post:
            self._list()
            self._flush()
        self.writer.post = indexing.post  # what follows closes datasets: nothing may index them meanwhile
        for message in (*remarks_on(self.planner.listing), *left_out(self.planner.listing, self.planner.area)):
            self.report.note(message)
        reconcile.carry_out(self.target, self.planner, self.writer, self.report)
        self.beat("removing", self.report, self.planner)
        removal.carry_out(self.target, self.planner, held, self.rules, self.report)
        self.beat("indexing", self.report, self.planner)
        return self.report

    def _list(self) -> None:
        try:
            with ahead.reading(careful_pages(self.catalogue), self.planner) as reading:
                for steps in reading:
                    if self._take(steps):
                        reading.go_ahead()
                    self.beat("listing", self.report, self.planner)
            self.planner.listing.complete = True
        except SourceUnreadable as error:
            self.planner.listing.fault = self.report.fault = error.message

    def _take(self, steps: Iterable[Step]) -> bool:
        """Count steps and write those that fill a batch; tells whether there was one."""
        wrote = False
        for step in steps:
            if step.action is Action.UNCHANGED:
                self.report.counts["unchanged" if step.known and step.known.primary else "merged"] += 1
            elif step.action is Action.DONE and step.known:
                self.report.counts[str(step.known.outcome)] += 1
            elif step.action in WRITTEN:
                self.waiting.append(step)
            if len(self.waiting) >= self.rules.batch_size:
                self._flush()
                wrote = True
                self.beat("listing", self.report, self.planner)
        return wrote

    def _flush(self) -> None:
        steps, self.waiting = self.waiting, []
        if not steps:
            return
        for step, written in zip(steps, self.writer.write(steps), strict=True):
            self.report.counts[written.counted] += 1
            if written.note:
                text = N_("{identifier}: {note}")
                note = written.note.render(self.target.translate)
                self.report.note(Message(text, {"identifier": step.identifier, "note": note}))
        forking.give_back_memory()
