"""The end of a run: what is no longer listed is questioned, starts its grace, or is archived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesting import archive, guard, holding, notify, store
from ckanext.datagrandest.harvesting.plan import Known, Planner
from ckanext.datagrandest.harvesting.transaction import batch
from ckanext.datagrandest.harvesting.writer import Target
from ckanext.datagrandest.messages import N_, Message

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesting.pipeline import Report, Rules


def carry_out(target: Target, planner: Planner, held: int, rules: Rules, report: Report) -> None:
    """Remove what may be removed after a listing, ask a person about the rest.

    Args:
        target: where to write.
        planner: with the listing and what is held of the source.
        held: datasets of the source before the run, archived ones left out.
        rules: grace and limits.
        report: where it is counted and said.
    """
    verdict = guard.judge(planner.listing, held, planner.missing(), rules.limits)
    hold_id = holding.note(target.source_id, target.job_id, verdict)
    report.counts["held"] = len(verdict.questioned) + len(verdict.refused)
    if verdict.reason:
        report.note(verdict.reason)
    if verdict.refused:
        text = N_("A person refused the removal of {count} datasets that the source no longer lists: they stay.")
        report.note(Message(text, {"count": len(verdict.refused)}))
    if hold_id:
        notify.asked(target.source_id, hold_id)
    if verdict.removable:
        report.counts["missing"] = len(verdict.removable)
        _start_grace(target, verdict.removable, rules.grace, report)


def _start_grace(target: Target, missing: dict[str, Known], grace: timedelta, report: Report) -> None:
    now = datetime.now(UTC)
    with batch():
        store.mark_missing(target.source_id, list(missing), now)
    done, failed = archive.archive_all(
        target, {guid: missing[guid] for guid in guard.expired(missing.items(), now, grace)}, now
    )
    report.counts["archived"] += done
    for guid in failed:
        text = N_("{identifier} could not be archived now: the next run will do it.")
        report.note(Message(text, {"identifier": guid}))
