"""Map and write again records that are kept, without asking the remote server."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ckanext.datagrandest.harvesting import language, rows, runner, runs, sources, store
from ckanext.datagrandest.harvesting.contract import RemoteRecord
from ckanext.datagrandest.harvesting.pipeline import Report, careful
from ckanext.datagrandest.harvesting.plan import Planner, Step, content_hash
from ckanext.datagrandest.harvesting.writer import Writer


class SourceBusy(Exception):  # noqa: N818 - it says what happens
    """The source is being harvested: its records change under our hands."""


def objects(object_ids: Iterable[str]) -> Report:
    """Import kept objects again, source by source, in batches.

    Raises:
        SourceBusy: one of the sources is being harvested.
        SourceUnreadable: its type or its options are wrong.
    """
    by_source: defaultdict[str, list[str]] = defaultdict(list)
    for object_id in object_ids:
        found = rows.harvest_object(object_id)
        if found and found.content:
            by_source[found.harvest_source_id].append(object_id)
    report = Report()
    for source_id, ids in by_source.items():
        with runs.source_lock(source_id) as mine:
            if not mine:
                raise SourceBusy(source_id)
            with language.spoken():
                _import(source_id, ids, report)
    return report


def _import(source_id: str, ids: list[str], report: Report) -> None:
    source = sources.load(source_id)
    if source is None:
        return
    kind = sources.type_of(source.type_name)
    catalogue = sources.open_catalogue(kind, source.url, source.config)
    version = sources.mapping_version(kind, source.config)
    planner = Planner(store.known_records(source_id), careful(catalogue.draft), version, force=True)
    size = runner.rules().batch_size
    for start in range(0, len(ids), size):
        kept = [rows.harvest_object(object_id) for object_id in ids[start : start + size]]
        steps = [_step(planner, one) for one in kept]
        writer = Writer(runner.target(source, kept[-1].harvest_job_id, version))
        for written in writer.write(steps):
            report.counts[written.counted] += 1


def _step(planner: Planner, kept: Any) -> Step:
    record = RemoteRecord(kept.guid, kept.content.encode())
    known = planner.known.get(kept.guid)
    # The hash of the bytes as they came: the text that is kept may be encoded otherwise.
    return planner.decide(record, known.content_hash if known else content_hash(record.content))
