"""What becomes of each record of a listing; pure.

A `Planner` reads pages and gives one `Step` for each listed identifier: this is where "each
identifier is counted once" holds. The writer does what the steps say; the preview only shows them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ckanext.datagrandest.harvesting.contract import Draft, Page, Refusal, RemoteRecord, UnmappableRecord
from ckanext.datagrandest.harvesting.touching import Area, Touch, touches
from ckanext.datagrandest.messages import N_, Message


class Action(StrEnum):
    """What is to be done with a record."""

    ADD = "add"
    UPDATE = "update"
    TOUCH = "touch"  # the dataset does not change, our notes about its record do
    UNCHANGED = "unchanged"
    LEFT_OUT = "left_out"  # it does not touch the territory of the source
    DONE = "done"  # written earlier by this same job, before it was interrupted
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Known:
    """What is held about a record that was harvested before.

    Attributes:
        package_id: its dataset.
        content_hash: hash of the bytes last read.
        draft_hash: hash of the draft last written.
        mapping_version: version of the mapping that made the draft.
        primary: false when the dataset is written by another source and this one is only named on it.
        missing_since: when the listing stopped naming it.
        archived: whether it was archived since.
        job_id: the job that wrote it last.
        outcome: how that job counted it (`added`, `updated`, `merged`).
        removal: what a person answered to the removal guard about it (`accepted`, `refused`).
    """

    package_id: str
    content_hash: str
    draft_hash: str
    mapping_version: int
    primary: bool = True
    missing_since: datetime | None = None
    archived: bool = False
    job_id: str | None = None
    outcome: str | None = None
    removal: str | None = None

    @property
    def noted(self) -> bool:
        """Say whether its absence is noted somewhere, which its return must undo."""
        return bool(self.missing_since or self.removal)


@dataclass(frozen=True, slots=True)
class Step:
    """The decision about one listed identifier, with what the writer needs to carry it out."""

    action: Action
    identifier: str | None
    record: RemoteRecord | None = None
    content_hash: str = ""
    draft: Draft | None = None
    draft_hash: str = ""
    known: Known | None = None
    reason: Message | None = None


@dataclass(slots=True)
class Listing:
    """What is known of a listing while it is read; `guard.py` judges it at the end.

    Attributes:
        read: records and refusals given by the server, repetitions included.
        counts: the server's own counts, one for each different answer.
        repeated: records given again with the same bytes (a page sent twice).
        duplicated: identifiers given again with other bytes.
        unidentified: refused records without identifier: each may be one that looks missing.
        outside: identifiers that do not touch the territory of the source. untold: those that say nothing of it.
        complete: whether the end of the listing was reached.
        fault: why not.
        notes: what the pages told of the listing.
    """

    read: int = 0
    counts: set[int] = field(default_factory=set)
    repeated: int = 0
    duplicated: list[str] = field(default_factory=list)
    unidentified: int = 0
    outside: set[str] = field(default_factory=set)
    untold: set[str] = field(default_factory=set)
    complete: bool = False
    fault: Message | None = None
    notes: list[Message] = field(default_factory=list)


def content_hash(content: bytes) -> str:
    """Hash the bytes of a record."""
    return hashlib.sha256(content).hexdigest()


def draft_hash(draft: Draft) -> str:
    """Hash a draft, its remarks included, whatever the order of its keys."""
    shape = [draft.dataset, [str(remark) for remark in draft.remarks]]
    text = json.dumps(shape, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Planner:
    """Turns the pages of one run into steps.

    Attributes:
        known: what is held of this source, by identifier.
        make_draft: the mapping.
        mapping_version: its version.
        job_id: the job that runs, to recognise what it wrote before an interruption.
        force: map and compare every record, also those whose bytes did not change.
        area: what the source is limited to; a dataset held of it that is outside now counts as missing.
    """

    known: Mapping[str, Known]
    make_draft: Callable[[RemoteRecord], Draft]
    mapping_version: int
    job_id: str = ""
    force: bool = False
    area: Area | None = None
    listing: Listing = field(default_factory=Listing)
    seen: dict[str, str] = field(default_factory=dict)

    def steps(self, page: Page) -> Iterator[Step]:
        """Decide about each record of a page that was not listed before."""
        self.listing.read += len(page.records) + len(page.refused)
        self.listing.notes.extend(page.notes)
        if page.matched is not None:
            self.listing.counts.add(page.matched)
        for refusal in page.refused:
            if self._is_first(refusal.identifier, ""):
                yield self._refused(refusal)
        for record in page.records:
            digest = self._digest(record)
            if self._is_first(record.identifier, digest):
                yield self.decide(record, digest)

    def decide(self, record: RemoteRecord, digest: str) -> Step:
        """Decide about one record from its bytes and what is held of it."""
        known = self.known.get(record.identifier)
        if known and not known.primary:
            same = known.content_hash == digest and not known.noted
            return Step(Action.UNCHANGED if same else Action.TOUCH, record.identifier, record, digest, known=known)
        if known and known.content_hash == digest and not self.force:
            if known.job_id == self.job_id and known.outcome:
                return Step(Action.DONE, record.identifier, record, digest, known=known)
            if known.mapping_version == self.mapping_version and not known.archived:
                action = Action.TOUCH if known.noted else Action.UNCHANGED
                return Step(action, record.identifier, record, digest, draft_hash=known.draft_hash, known=known)
        return self._mapped(record, digest, known)

    def missing(self) -> dict[str, Known]:
        """Give what is held, still open, and was not listed."""
        gone = self.listing.outside | self.listing.untold
        return {
            guid: known
            for guid, known in self.known.items()
            if not known.archived and (guid in gone or guid not in self.seen)
        }

    def _mapped(self, record: RemoteRecord, digest: str, known: Known | None) -> Step:
        try:
            draft = self.make_draft(record)
        except UnmappableRecord as error:
            return Step(Action.ERROR, record.identifier, record, digest, known=known, reason=error.message)
        if self._is_left_out(record, draft):
            return Step(Action.LEFT_OUT, record.identifier, record, digest, draft, known=known)
        hashed = draft_hash(draft)
        action = Action.UPDATE if known else Action.ADD
        if known and not known.archived and known.draft_hash == hashed and not self.force:
            action = Action.TOUCH
        return Step(action, record.identifier, record, digest, draft, hashed, known)

    def _digest(self, record: RemoteRecord) -> str:
        held = self.known.get(record.identifier) if record.unchanged else None
        return held.content_hash if held else content_hash(record.content)

    def _is_left_out(self, record: RemoteRecord, draft: Draft) -> bool:
        touch = touches(draft.dataset, self.area) if self.area else Touch.INSIDE
        if touch is not Touch.INSIDE:
            left_out = self.listing.outside if touch is Touch.OUTSIDE else self.listing.untold
            left_out.add(record.identifier)
        return touch is not Touch.INSIDE

    def _refused(self, refusal: Refusal) -> Step:
        if not refusal.identifier:
            self.listing.unidentified += 1
        known = self.known.get(refusal.identifier) if refusal.identifier else None
        return Step(Action.ERROR, refusal.identifier, known=known, reason=refusal.reason)

    def _is_first(self, identifier: str | None, digest: str) -> bool:
        if not identifier:
            return True
        if identifier not in self.seen:
            self.seen[identifier] = digest
            return True
        if self.seen[identifier] == digest:
            self.listing.repeated += 1
        else:
            self.listing.duplicated.append(identifier)
        return False


def left_out(listing: Listing, area: Area | None) -> list[Message]:
    """Say how many records do not touch the territory of the source; they are neither missing nor errors."""
    told = (
        (
            len(listing.outside),
            N_("{count} records do not touch {territory}, to which this source is limited: left out."),
        ),
        (
            len(listing.untold),
            N_("{count} records do not say where they lie, and this source is limited to {territory}: left out."),
        ),
    )
    return [Message(text, {"count": count, "territory": area.label}) for count, text in told if area and count]


def remarks_on(listing: Listing) -> list[Message]:
    """Say what the listing had of odd, for the report of the run."""
    notes = list(listing.notes)
    if listing.fault:
        notes.append(listing.fault)
    if listing.repeated:
        text = N_("The server gave {count} records twice, with the same content: it probably repeated a page.")
        notes.append(Message(text, {"count": listing.repeated}))
    notes.extend(
        Message(
            N_("The identifier {identifier} is given to several records: only the first was taken."), {"identifier": it}
        )
        for it in listing.duplicated
    )
    return notes
