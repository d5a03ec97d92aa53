"""What was repaired or left out of the records of a source: the remarks of its datasets, grouped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckan import model

from ckanext.datagrandest.harvesting.causes import Cause, by_cause
from ckanext.datagrandest.harvesting.model import HarvestRecord

BATCH = 500


def of_source(source_id: str) -> list[Cause]:
    """Group the remarks on the records that a source lists now, the most frequent first.

    Args:
        source_id: the identifier of a harvest source.
    """
    return by_cause(_remarks(source_id))


def _remarks(source_id: str) -> Iterator[tuple[str, str]]:
    """Give the identifier of the record and the sentence of each remark; one query."""
    record, package = HarvestRecord, model.Package
    query = (
        sa.select(record.guid, sa.cast(package.extras, JSONB)["harvest_remarks"].astext)
        .join(package, package.id == record.package_id)
        .where(record.source_id == source_id, record.archived_at.is_(None), record.primary_source)
        .order_by(record.guid)
        .execution_options(yield_per=BATCH)
    )
    for guid, value in model.Session.execute(query):
        for remark in _listed(value):
            yield guid, str(remark)


def _listed(value: Any) -> list[Any]:
    try:
        found = json.loads(value or "[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []
