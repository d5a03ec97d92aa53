"""The end of a complete run: what is now known to be unique is merged, better placed records take their place."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model

from ckanext.datagrandest.harvesting import matching, merging, store
from ckanext.datagrandest.harvesting.identity import REASONS, Merge, plan_merges
from ckanext.datagrandest.harvesting.model import HarvestRecord
from ckanext.datagrandest.harvesting.plan import Planner, Step
from ckanext.datagrandest.harvesting.transaction import batch
from ckanext.datagrandest.harvesting.writer import Target, Writer
from ckanext.datagrandest.messages import N_, Message

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesting.pipeline import Report


def carry_out(target: Target, planner: Planner, writer: Writer, report: Report) -> None:
    """Merge across sources what a complete listing allows to, then fill the list of probable twins.

    A listing that did not end does not say what is unique: nothing is merged, the next run does it.
    """
    if not planner.listing.complete:
        return
    matches = matching.certain(target.source_id)
    if matches:
        groups = matching.groups({match.my_package for match in matches} | {match.their_package for match in matches})
        parted = matching.different({record for group in groups.values() for record in group.records})
        for merge in plan_merges(matches, groups, parted):
            _merge(target, merge, report)
    _take_place(target, planner, writer, report)
    matching.note_probable(target.source_id)
    model.Session.commit()


def _merge(target: Target, merge: Merge, report: Report) -> None:
    match, mine = merge.match, merge.match.mine
    absorbed_mine = merge.absorbed == _package_of(mine)
    record = mine if absorbed_mine else match.theirs
    merging.absorb(merge.kept, merge.absorbed, record, match.rule, match.evidence)
    reason = Message(REASONS[match.rule], {"evidence": match.evidence})
    text = N_("{identifier}: merged with a dataset of another source. {reason}")
    report.note(Message(text, {"identifier": mine[1], "reason": reason}))
    if absorbed_mine:
        _recount(target, mine[1], report)


def _package_of(record: tuple[str, str]) -> str:
    held = merging.find(record)
    return str(held.package_id) if held else ""


def _recount(target: Target, guid: str, report: Report) -> None:
    """Count a record as merged in place of what it was counted as: each listed one is counted once."""
    record = HarvestRecord
    mine = (record.source_id == target.source_id, record.guid == guid)
    held = model.Session.execute(sa.select(record.job_id, record.outcome).where(*mine)).one()
    before = held.outcome if held.job_id == target.job_id else "unchanged"
    report.counts.subtract(Counter({before: 1}))
    report.counts["merged"] += 1
    values = {"outcome": "merged", "job_id": target.job_id}
    model.Session.execute(sa.update(record).where(*mine).values(**values).execution_options(synchronize_session=False))
    model.Session.commit()


def _take_place(target: Target, planner: Planner, writer: Writer, report: Report) -> None:
    """Fill the datasets in which records of this source are better placed than those that fill them."""
    chosen = matching.outranking(target.source_id)
    records = matching.kept_records(target.source_id, list(chosen.values())) if chosen else []
    for package_id, guid in chosen.items():
        with batch():
            store.lead(package_id, target.source_id, guid)
    known = store.known_records(target.source_id) if chosen else {}
    fresh = Planner(known, planner.make_draft, planner.mapping_version, target.job_id, force=True)
    steps: list[Step] = [fresh.decide(record, digest) for record, digest in records]
    before = {guid: planner.known[guid].primary for guid in chosen.values() if guid in planner.known}
    for step, written in zip(steps, writer.write(steps) if steps else [], strict=True):
        if (
            step.identifier in planner.seen
            and not before.get(str(step.identifier), True)
            and written.counted == "updated"
        ):
            report.counts.subtract(Counter({"merged": 1}))
            report.counts["updated"] += 1
