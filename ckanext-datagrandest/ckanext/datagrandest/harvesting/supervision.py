"""What the tick does for harvesting: no job stays "running", due sources start, the index is repaired."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.harvest.logic import HarvestJobExists
from ckanext.harvest.model import HarvestJob, HarvestSource

from ckanext.datagrandest.harvesting import config, indexing, objects, rows, runner, runs
from ckanext.datagrandest.harvesting.pipeline import Report
from ckanext.datagrandest.harvesting.recurrence import next_run
from ckanext.datagrandest.harvesting.types import harvester_types
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.messages import N_, Message

log = logging.getLogger(__name__)


def tick() -> dict[str, int]:
    """Resume or close what died, adopt jobs without run, start what is due, index what a crash left."""
    return {
        "resumed": sum(resume(run) for run in runs.silent(config.stale_after())),
        "adopted": adopt(),
        "started": start_due(),
        "indexed": indexing.sweep(),
    }


def resume(run: dict[str, Any]) -> bool:
    """Queue a silent run again when its process is gone; close it when it died too often."""
    with runs.source_lock(run["source_id"]) as free:
        if not free:
            return False
        if run["attempts"] >= config.max_attempts():
            text = N_(
                "This run was interrupted {count} times and is given up; the next one goes on from what is written."
            )
            fault = Report(fault=Message(text, {"count": run["attempts"]}))
            for name in runner.COUNTS:
                fault.counts[name] = run[name]
            runner.finish(run["job_id"], run["source_id"], "failed", fault)
            return False
    log.warning("Harvest job %r is resumed", run["job_id"])
    runner.enqueue(run["job_id"], run["source_id"], force=run["force"])
    return True


def adopt() -> int:
    """Queue the running jobs of our types that have no run: made before this room was there, or by hand."""
    orphans = (
        sa.select(HarvestJob.id, HarvestJob.source_id)
        .join(HarvestSource, HarvestSource.id == HarvestJob.source_id)
        .outerjoin(runs.TABLE, runs.TABLE.c.job_id == HarvestJob.id)
        .where(HarvestJob.status == "Running", runs.TABLE.c.job_id.is_(None))
        .where(HarvestSource.type.in_(harvester_types()))
    )
    found = model.Session.execute(orphans).all()
    for job_id, source_id in found:
        runner.enqueue(job_id, source_id)
    return len(found)


def start_due() -> int:
    """Start the active sources of our types whose time has come; a source that still runs waits its next turn."""
    now = objects.now()
    source_table: Any = HarvestSource
    due = sa.select(HarvestSource).where(
        source_table.active.is_(True),
        source_table.frequency != "MANUAL",
        source_table.type.in_(harvester_types()),
        sa.or_(source_table.next_run.is_(None), source_table.next_run <= now),
    )
    started = 0
    found: list[Any] = list(model.Session.scalars(due.order_by(source_table.next_run.nulls_first())))
    for source in found:
        source_id = source.id
        source.next_run = next_run(source.frequency, now)
        model.Session.commit()
        started += _start(source_id)
    return started


def _start(source_id: str) -> bool:
    try:
        tk.get_action("harvest_job_create")(rows.site_context(), {"source_id": source_id, "run": True})
    except HarvestJobExists:
        return False
    return True


RECURRING = [
    RecurringJob(
        "harvesting.tick",
        N_("Start the sources that are due and take care of interrupted harvests"),
        Every(timedelta(minutes=1)),
        tick,
    )
]
