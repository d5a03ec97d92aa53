"""Does the index hold what the database holds? What differs is indexed again.

CKAN writes the database first and the index after: a crash, a full disk or a Solr that was down leaves them apart. Nothing
is ever cleared first, so that the catalogue stays whole while it is swept.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

import pysolr
import sqlalchemy as sa

from ckan import model
from ckan.common import config as ckan_config
from ckan.lib.search.common import make_connection

from ckanext.datagrandest.catalogue import config
from ckanext.datagrandest.harvesting import indexing

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Sweep:
    """What a comparison found: datasets compared, not in the index, older in the index, only in the index, not indexable."""

    compared: int = 0
    missing: int = 0
    outdated: int = 0
    orphaned: int = 0
    failed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Give the counts by name."""
        return asdict(self)


def sweep() -> Sweep:
    """Compare database and index in batches, index what differs, take out of the index what no longer exists."""
    found = Sweep()
    for batch in database_batches():
        indexed = _indexed(batch)
        missing = [dataset for dataset in batch if dataset not in indexed]
        outdated = [dataset for dataset in batch if dataset in indexed and indexed[dataset] != _stamp(batch[dataset])]
        found.compared += len(batch)
        found.missing += len(missing)
        found.outdated += len(outdated)
        found.failed += len(indexing.post([*missing, *outdated]))
    found.orphaned = _remove_orphans()
    if found.missing or found.outdated or found.orphaned:
        log.warning("The index differed from the database and was repaired: %s", found.as_dict())
    return found


def reindex(progress: Progress = lambda done, total: None) -> Sweep:
    """Index every dataset again, in batches, without clearing first; then take out what no longer exists."""
    found = Sweep()
    total = model.Session.execute(sa.select(sa.func.count()).select_from(model.Package).where(_kept())).scalar_one()
    for batch in database_batches():
        found.failed += len(indexing.post(list(batch)))
        found.compared += len(batch)
        model.Session.expunge_all()
        progress(found.compared, total)
    found.orphaned = _remove_orphans()
    return found


def database_batches() -> Iterator[dict[str, datetime]]:
    """Give id and date of change of every dataset that belongs in the index, by id, a batch at a time."""
    after, size = "", config.sweep_batch()
    columns = sa.select(model.Package.id, model.Package.metadata_modified).where(_kept()).order_by(model.Package.id)
    while rows := model.Session.execute(columns.where(model.Package.id > after).limit(size)).all():
        yield dict(rows)  # type: ignore[arg-type] - rows of two columns
        after = rows[-1][0]


def _kept() -> sa.ColumnElement[bool]:
    if ckan_config.get("ckan.search.remove_deleted_packages"):
        return model.Package.state != model.State.DELETED
    return sa.true()


def _stamp(moment: datetime) -> str:
    """Write a date as Solr does: to the millisecond, or to the second when there is none."""
    return moment.isoformat(timespec="milliseconds" if moment.microsecond // 1000 else "seconds") + "Z"


def _indexed(ids: Collection[str]) -> dict[str, str]:
    answer = _ask("{!terms f=id}" + ",".join(ids), rows=len(ids))
    return {document["id"]: document.get("metadata_modified", "") for document in answer.docs}


def _ask(query: str, rows: int, **more: str) -> pysolr.Results:
    of_this_site = [f'+site_id:"{ckan_config.get("ckan.site_id")}"', "+entity_type:package"]
    fields = "id,index_id,metadata_modified"
    return make_connection(decode_dates=False).search(query, fq=of_this_site, fl=fields, rows=rows, **more)


def _remove_orphans() -> int:
    """Take out of the index what the database does not hold (any more)."""
    orphans: list[str] = []
    for batch in _index_batches():
        wanted = sa.select(model.Package.id).where(model.Package.id.in_(batch), _kept())
        known = set(model.Session.execute(wanted).scalars())
        orphans += [index_id for dataset, index_id in batch.items() if dataset not in known]
    if orphans:
        make_connection().delete(id=orphans, commit=True)
    return len(orphans)


def _index_batches() -> Iterator[dict[str, str]]:
    """Give id and index_id of every document of this site, with Solr's cursor: no page is deeper than another."""
    cursor = "*"
    while True:
        answer = _ask("*:*", rows=config.sweep_batch(), sort="index_id asc", cursorMark=cursor)
        if answer.docs:
            yield {document["id"]: document["index_id"] for document in answer.docs}
        if answer.nextCursorMark in (None, cursor):
            return
        cursor = answer.nextCursorMark
