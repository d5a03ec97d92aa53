"""Averages of the public datasets of each organisation and each territory: one statement for all of a kind.

A territory counts the datasets of all that lies in it. What is private, deleted or a draft is in no average, from the
moment it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality.score_model import ORGANIZATION, TERRITORY, AverageDay, DatasetScore

Row = Mapping[Any, Any]
FIGURES = ("datasets", "mean", "median", "datagouv", "mqa")


def of_organization(organization_id: str) -> dict[str, Any]:
    """Give the figures of an organisation as they are now; `datasets` is 0 and the others None when there is nothing."""
    return _now(ckan_model.Package.owner_org == organization_id)


def of_territory(code: str) -> dict[str, Any]:
    """Give the figures of a territory as they are now."""
    return _now(DatasetScore.territories.contains([code]))


def _now(where: sa.ColumnElement[bool]) -> dict[str, Any]:
    columns = DatasetScore.__table__.columns
    return dict(ckan_model.Session.execute(_public(sa.select(*_figures(columns))).where(where)).mappings().one())


def history(kind: str, name: str, limit: int) -> list[Row]:
    """Give the days on which the figures of an organisation (by id) or a territory (by code) changed, the latest first."""
    table = AverageDay
    statement = sa.select(table.__table__).where(table.kind == kind, table.name == name).order_by(table.day.desc())
    return list(ckan_model.Session.execute(statement.limit(limit)).mappings())


def write(day: date) -> int:
    """Write the figures of the organisations and territories that changed since their last row; give their number.

    Those that have no public dataset any more get a row of zeros.
    """
    with transaction() as connection:
        return sum(_write(connection, day, kind, figures()) for kind, figures in _ALL.items())


def _write(connection: sa.Connection, day: date, kind: str, figures: sa.Select[Any]) -> int:
    table = AverageDay
    now = figures.subquery("now")
    last = (
        sa.select(table.name, *(getattr(table, name) for name in FIGURES))
        .where(table.kind == kind)
        .distinct(table.name)
        .order_by(table.name, table.day.desc())
        .subquery("last")
    )
    values = [sa.func.coalesce(now.c[name], 0).label(name) for name in FIGURES]
    differs = sa.or_(
        last.c.name.is_(None), *(last.c[name] != value for name, value in zip(FIGURES, values, strict=True))
    )
    rows = (
        sa.select(sa.literal(kind), sa.func.coalesce(now.c.name, last.c.name), sa.literal(day), *values)
        .select_from(now.join(last, last.c.name == now.c.name, full=True))
        .where(differs)
    )
    statement = insert(table).from_select(["kind", "name", "day", *FIGURES], rows)
    kept = {name: statement.excluded[name] for name in FIGURES}
    return connection.execute(
        statement.on_conflict_do_update(index_elements=["kind", "name", "day"], set_=kept)
    ).rowcount


def _figures(of: Any) -> list[sa.ColumnElement[Any]]:
    """Give the aggregates over rows that have `score`, `datagouv` and `mqa`."""
    median = sa.func.percentile_cont(0.5).within_group(of.score.asc())
    means = (sa.func.avg(of.score), median, sa.func.avg(of.datagouv), sa.func.avg(of.mqa))
    rounded = [sa.cast(sa.func.round(sa.cast(value, sa.Numeric), 1), sa.Float) for value in means]
    return [value.label(name) for name, value in zip(FIGURES, [sa.func.count(), *rounded], strict=True)]


def _public(statement: sa.Select[Any]) -> sa.Select[Any]:
    package = ckan_model.Package
    joined = statement.select_from(DatasetScore).join(package, package.id == DatasetScore.dataset_id)
    return joined.where(package.state == "active", package.private.is_(False), package.type == "dataset")


def _organizations() -> sa.Select[Any]:
    owner, columns = ckan_model.Package.owner_org, DatasetScore.__table__.columns
    return _public(sa.select(owner.label("name"), *_figures(columns))).where(owner.is_not(None)).group_by(owner)


def _territories() -> sa.Select[Any]:
    columns = DatasetScore.__table__.columns
    code = sa.func.unnest(columns.territories).label("name")
    each = _public(sa.select(code, columns.score, columns.datagouv, columns.mqa)).subquery()
    return sa.select(each.c.name, *_figures(each.c)).group_by(each.c.name)


_ALL: Mapping[str, Callable[[], sa.Select[Any]]] = {ORGANIZATION: _organizations, TERRITORY: _territories}
