"""The tables of scores: what holds now, what held each day, averages, and the links that are checked."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

import ckan.plugins.toolkit as tk

_MOMENT = sa.DateTime(timezone=True)
#: Of whom there are averages.
ORGANIZATION, TERRITORY = "organization", "territory"


class DatasetScore(tk.BaseModel):
    """The scores of a dataset as they were last computed.

    `territories` holds the declared codes and all they lie in; `record_modified` the change of the record they were computed for.
    """

    __tablename__ = "dge_quality_score"

    dataset_id: Any = sa.Column(sa.Text, primary_key=True)
    score: Any = sa.Column(sa.Float, nullable=False)
    datagouv: Any = sa.Column(sa.Integer, nullable=False)
    mqa: Any = sa.Column(sa.Integer, nullable=False)
    criteria: Any = sa.Column(JSONB, nullable=False)
    territories: Any = sa.Column(ARRAY(sa.Text), nullable=False)
    record_modified: Any = sa.Column(sa.DateTime)
    computed_at: Any = sa.Column(_MOMENT, nullable=False)


class ScoreDay(tk.BaseModel):
    """The scores of a dataset from a day on: one row for each day on which they changed."""

    __tablename__ = "dge_quality_score_day"

    dataset_id: Any = sa.Column(sa.Text, primary_key=True)
    day: Any = sa.Column(sa.Date, primary_key=True)
    score: Any = sa.Column(sa.Float, nullable=False)
    datagouv: Any = sa.Column(sa.Integer, nullable=False)
    mqa: Any = sa.Column(sa.Integer, nullable=False)
    criteria: Any = sa.Column(JSONB, nullable=False)


class AverageDay(tk.BaseModel):
    """The public datasets of an organisation or a territory, from a day on: one row for each day of a change."""

    __tablename__ = "dge_quality_average_day"

    kind: Any = sa.Column(sa.Text, primary_key=True)
    name: Any = sa.Column(sa.Text, primary_key=True)
    day: Any = sa.Column(sa.Date, primary_key=True)
    datasets: Any = sa.Column(sa.Integer, nullable=False)
    mean: Any = sa.Column(sa.Float, nullable=False)
    median: Any = sa.Column(sa.Float, nullable=False)
    datagouv: Any = sa.Column(sa.Float, nullable=False)
    mqa: Any = sa.Column(sa.Float, nullable=False)


class Link(tk.BaseModel):
    """An address of resources, and whether it answers; `id` is its SHA-256."""

    __tablename__ = "dge_quality_link"

    id: Any = sa.Column(sa.Text, primary_key=True)
    url: Any = sa.Column(sa.Text, nullable=False)
    host: Any = sa.Column(sa.Text, nullable=False)
    state: Any = sa.Column(sa.Text, nullable=False)
    status: Any = sa.Column(sa.Integer)
    reason: Any = sa.Column(JSONB)
    failures: Any = sa.Column(sa.Integer, nullable=False)
    first_failure: Any = sa.Column(_MOMENT)
    last_ok: Any = sa.Column(_MOMENT)
    checked_at: Any = sa.Column(_MOMENT)
    changed_at: Any = sa.Column(_MOMENT)
    next_check: Any = sa.Column(_MOMENT, nullable=False)
