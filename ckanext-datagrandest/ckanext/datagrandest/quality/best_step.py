"""What would raise the score of each of many datasets most, from what was computed last: one question to the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.quality.score_model import DatasetScore
from ckanext.datagrandest.quality.scoring.criteria import CRITERIA
from ckanext.datagrandest.quality.scoring.together import shown

_TOLD = {name: (title, advice) for name, title, _, _, advice in CRITERIA}


@dataclass(frozen=True, slots=True)
class BestStep:
    """The score of a dataset, and what would raise it most.

    Attributes:
        score: ours, whole, 0 to 100.
        criterion: its name; empty when nothing lacks.
        title, advice: English msgids.
        gain: points that it would bring.
    """

    score: int
    criterion: str = ""
    title: str = ""
    advice: str = ""
    gain: float = 0


def of_datasets(dataset_ids: Collection[str]) -> dict[str, BestStep]:
    """Give the score and the best step of datasets, by id; those without score yet are left out."""
    ours = DatasetScore.criteria["ours"]
    statement = sa.select(DatasetScore.dataset_id, DatasetScore.score, ours).where(
        DatasetScore.dataset_id.in_(list(dataset_ids))
    )
    return {row[0]: best(row[1], row[2] or {}) for row in ckan_model.Session.execute(statement)}


def best(points: float, criteria: Mapping[str, Sequence[Any]]) -> BestStep:
    """Give the best step from the points obtained and the most of each criterion; of equals, the one that is asked first."""
    order = {name: place for place, name in enumerate(_TOLD)}
    lacks = [(most - got, -order[name], name) for name, (got, most) in criteria.items() if name in order and most > got]
    if not lacks:
        return BestStep(shown(points))
    gain, _, name = max(lacks)
    return BestStep(shown(points), name, *_TOLD[name], round(gain, 1))
