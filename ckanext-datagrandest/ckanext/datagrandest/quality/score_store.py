"""Reading and writing scores: sets of rows in one statement each, whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality.score_model import DatasetScore, ScoreDay

Row = Mapping[Any, Any]
_TOTALS = ("score", "datagouv", "mqa")
#: Drafts and deleted datasets have no score in the tables.
_HELD = "active"


def due(limit: int, day: date) -> list[str]:
    """Give datasets whose scores are to be computed: never computed, before their last change, or before a day (UTC).

    What changed comes before what only waits for the day's computation.
    """
    package, score = ckan_model.Package, DatasetScore
    changed = sa.or_(
        score.dataset_id.is_(None),
        score.record_modified.is_distinct_from(package.metadata_modified),
    )
    old = score.computed_at < datetime(day.year, day.month, day.day, tzinfo=UTC)
    statement = (
        sa.select(package.id)
        .outerjoin(score, score.dataset_id == package.id)
        .where(package.state == _HELD, package.type == "dataset", sa.or_(changed, old))
        .order_by(sa.case((changed, 0), else_=1), score.computed_at.asc().nulls_first())
        .limit(limit)
    )
    with transaction() as connection:
        return list(connection.execute(statement).scalars())


def touch_all() -> None:
    """Have the scores of all datasets computed again."""
    with transaction() as connection:
        connection.execute(sa.update(DatasetScore).values(record_modified=None))


def touch_resources(where: sa.ColumnElement[bool]) -> None:
    """Have the scores of the datasets of some resources computed again: a verdict or a link changed."""
    resource = ckan_model.Resource
    concerned = sa.select(resource.package_id).where(resource.state == "active", where)
    statement = sa.update(DatasetScore).where(DatasetScore.dataset_id.in_(concerned)).values(record_modified=None)
    with transaction() as connection:
        connection.execute(statement)


def records(dataset_ids: Collection[str]) -> dict[str, datetime]:
    """Give when the records of datasets last changed, by id; those that are gone are left out."""
    package = ckan_model.Package
    statement = sa.select(package.id, package.metadata_modified).where(
        package.id.in_(dataset_ids), package.state == _HELD
    )
    with transaction() as connection:
        return {row.id: row.metadata_modified for row in connection.execute(statement)}


def write(rows: Sequence[Mapping[str, Any]], now: datetime) -> list[str]:
    """Write the scores of datasets; give those whose scores changed.

    Args:
        rows: `{dataset_id, score, datagouv, mqa, criteria, territories, record_modified}`, each dataset once.
        now: the moment of the computation; its day is the day of the history.
    """
    if not rows:
        return []
    with transaction() as connection:
        before = _before(connection, [row["dataset_id"] for row in rows])
        changed = [row for row in rows if before.get(row["dataset_id"]) != tuple(row[name] for name in _TOTALS)]
        _upsert(connection, DatasetScore, [{**row, "computed_at": now} for row in rows], ("dataset_id",))
        kept = ("dataset_id", *_TOTALS, "criteria")
        days = [{"day": now.date(), **{name: row[name] for name in kept}} for row in changed]
        if days:
            _upsert(connection, ScoreDay, days, ("dataset_id", "day"))
    return [row["dataset_id"] for row in changed]


def _before(connection: sa.Connection, dataset_ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Give the totals as they stand, and keep other computations of the same datasets waiting."""
    columns = [getattr(DatasetScore, name) for name in _TOTALS]
    statement = sa.select(DatasetScore.dataset_id, *columns).where(DatasetScore.dataset_id.in_(dataset_ids))
    ordered = statement.order_by(DatasetScore.dataset_id).with_for_update()
    return {row[0]: tuple(row[1:]) for row in connection.execute(ordered)}


def _upsert(connection: sa.Connection, table: Any, rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> None:
    statement = insert(table).values(list(rows))
    kept = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=kept))


def totals(dataset_ids: Collection[str]) -> dict[str, float]:
    """Give our scores of datasets as they were last computed, in CKAN's session."""
    statement = sa.select(DatasetScore.dataset_id, DatasetScore.score).where(DatasetScore.dataset_id.in_(dataset_ids))
    return {row.dataset_id: row.score for row in ckan_model.Session.execute(statement)}


def history(dataset_id: str, limit: int) -> list[Row]:
    """Give the days on which the scores of a dataset changed, the latest first."""
    statement = sa.select(ScoreDay.__table__).where(ScoreDay.dataset_id == dataset_id).order_by(ScoreDay.day.desc())
    return list(ckan_model.Session.execute(statement.limit(limit)).mappings())


def forget() -> int:
    """Take out the scores of datasets that are deleted, and the history of those that no longer exist; give their number.

    A deleted dataset can come back from the trash: its history waits for it until it is purged.
    """
    package = ckan_model.Package
    held = sa.select(package.id).where(package.state == _HELD)
    existing = sa.select(package.id)
    with transaction() as connection:
        gone = connection.execute(sa.delete(DatasetScore).where(DatasetScore.dataset_id.not_in(held))).rowcount
        connection.execute(sa.delete(ScoreDay).where(ScoreDay.dataset_id.not_in(existing)))
    return gone
