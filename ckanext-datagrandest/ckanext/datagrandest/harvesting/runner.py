"""Runs a harvest job: in the background worker, or in this process for the command line."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from rq.timeouts import BaseTimeoutException
from sqlalchemy.exc import OperationalError

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.harvest.model import HarvestJob

from ckanext.datagrandest.harvesting import config, indexing, language, notify, objects, rows, runs, sources, store
from ckanext.datagrandest.harvesting.ahead import FAILED
from ckanext.datagrandest.harvesting.contract import Remembering, SourceUnreadable
from ckanext.datagrandest.harvesting.model import COUNTS
from ckanext.datagrandest.harvesting.pipeline import Pipeline, Report, Rules, careful
from ckanext.datagrandest.harvesting.plan import Planner
from ckanext.datagrandest.harvesting.writer import Target
from ckanext.datagrandest.jobs import queueing
from ckanext.datagrandest.jobs.recurring import HARVEST
from ckanext.datagrandest.messages import N_, Message, translator

log = logging.getLogger(__name__)


def enqueue(job_id: str, source_id: str, *, force: bool = False) -> None:
    """Send a job to the queue `harvest`, with its own time limit; one that already waits there stays alone."""
    runs.open_run(job_id, source_id, force=force)
    title = f"Harvest {source_id}"
    timeout, attempts = config.job_timeout(), config.max_attempts()
    key = f"harvest:{job_id}"
    queueing.enqueue(run_queued, [job_id], queue=HARVEST, timeout=timeout, attempts=attempts, key=key, title=title)


def run_queued(job_id: str) -> dict[str, Any] | None:
    """Carry out a queued job; sent twice, or to a source that another process harvests, it does nothing."""
    run = run_now(job_id)
    return {name: run[name] for name in ("state", *COUNTS)} if run else None


def run_now(job_id: str) -> dict[str, Any] | None:
    """Carry out a job in this process and give its run; `None` when another process harvests the source."""
    job = rows.job(job_id)
    if job is None:
        log.warning("Harvest job %r does not exist any more", job_id)
        return None
    source_id = job.source_id
    if not runs.show(job_id):
        runs.open_run(job_id, source_id)
    with runs.source_lock(source_id) as lock:
        if lock is None:
            return None
        run = runs.show(job_id)
        if run and run["state"] in runs.OPEN:
            _attempt(job_id, source_id, lock, force=run["force"])
    return runs.show(job_id)


def _attempt(job_id: str, source_id: str, lock: runs.SourceLock, *, force: bool) -> None:
    """Run once; the boundary of the job: whatever happens, a sentence says it."""
    attempt = runs.start(job_id)
    _job_values(job_id, status="Running", gather_started=objects.now())
    try:
        if attempt > 1:
            objects.clear_errors(job_id)
        with language.spoken():
            state, report = _harvest(job_id, source_id, lock, force=force)
    except runs.RunAborted:
        state, report = "aborted", Report(fault=Message(N_("A person stopped this run.")))
    except (BaseTimeoutException, OperationalError):
        log.exception("Harvest job %r is interrupted and will be resumed", job_id)
        raise
    except Exception as error:
        log.exception("Harvest job %r failed", job_id)
        state, report = "failed", Report(fault=_why(error))
    finish(job_id, source_id, state, report)


def _why(error: Exception) -> Message:
    """Say what stopped a run, without the words of a library."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Message(
            N_("The disk of this platform is full; what was already written is kept. Tell its administrators.")
        )
    return Message(FAILED, {"fault": type(error).__name__})


def _harvest(job_id: str, source_id: str, lock: runs.SourceLock, *, force: bool) -> tuple[str, Report]:
    indexing.sweep(source_id)
    source = sources.load(source_id)
    if source is None:
        return "failed", Report(fault=Message(N_("This source does not exist any more.")))
    known = store.known_records(source_id)
    try:
        kind = sources.type_of(source.type_name)
        catalogue = sources.open_catalogue(kind, source.url, source.config)
        version, area = sources.mapping_version(kind, source.config), sources.area(kind, source.config)
    except SourceUnreadable as error:
        report = Report(fault=error.message)
        report.counts["held"] = sum(not record.archived for record in known.values())
        return "failed", report
    planner = Planner(known, careful(catalogue.draft), version, job_id, force, area)
    if isinstance(catalogue, Remembering) and not force:
        catalogue.remember(store.remembered(source_id, version))
    model.Session.remove()
    pipeline = Pipeline(catalogue, planner, target(source, job_id, version), rules(), heart(job_id, lock))
    report = pipeline.run()
    indexing.sweep(source_id)
    return "failed" if report.fault else "finished", report


def target(source: sources.Source, job_id: str, mapping_version: int) -> Target:
    """Say where the records of a source are written, and on whose behalf."""
    user = rows.site_context()["user"]
    return Target(
        source.id, job_id, source.owner_org, mapping_version, user, translator(config.locale()), source.owner_title
    )


def rules() -> Rules:
    """Read the options that a run follows."""
    return Rules(config.batch_size(), config.grace(), config.guard_limits())


def heart(job_id: str, lock: runs.SourceLock) -> Callable[[str, Report, Planner], None]:
    """Make the function that shows a run's progress, and stops it when its lock is lost."""

    def beat(phase: str, report: Report, planner: Planner) -> None:
        lock.check()
        runs.beat(job_id, phase, counts_of(report), len(planner.seen), max(planner.listing.counts, default=None))

    return beat


def counts_of(report: Report) -> dict[str, int]:
    """Give every count of a report, zeros included."""
    return {name: report.counts[name] for name in COUNTS}


def finish(job_id: str, source_id: str, state: str, report: Report) -> None:
    """Close a run and its job, index the source's status, tell those who asked to know."""
    translate = translator(config.locale())
    model.Session.remove()
    fault = report.fault.render(translate) if report.fault else None
    if fault:
        objects.add_gather_error(job_id, fault)
    ended = objects.now()
    _job_values(job_id, status="Finished", gather_finished=ended, finished=ended)
    notes = [note.render(translate) for note in report.notes]
    counted = {} if state == "aborted" or (fault and not report.counts) else counts_of(report)
    runs.close(job_id, state, fault=fault, notes=notes, **counted)
    try:
        tk.get_action("harvest_source_reindex")({"ignore_auth": True}, {"id": source_id})
    except indexing.FAULTS:
        log.exception("The status of source %r could not be indexed", source_id)
    notify.after_run(source_id, runs.show(job_id) or {})


def _job_values(job_id: str, **values: Any) -> None:
    statement = sa.update(HarvestJob).where(HarvestJob.id == job_id).values(**values)
    model.Session.execute(statement.execution_options(synchronize_session=False))
    model.Session.commit()
    model.Session.remove()
