"""The three scores of a dataset, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.quality.scoring import criteria, datagouv, mqa
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts
from ckanext.datagrandest.quality.scoring.result import Score


@dataclass(frozen=True, slots=True)
class Scores:
    """Ours, data.gouv.fr's and data.europa.eu's."""

    ours: Score
    datagouv: Score
    mqa: Score

    def kept(self) -> dict[str, Any]:
        """Give what is written in the history: the three totals, and the points of each criterion (of each dimension for MQA)."""
        return {
            "score": round(self.ours.points, 1),
            "datagouv": round(self.datagouv.points),
            "mqa": round(self.mqa.points),
            "criteria": {
                "ours": {one.name: [round(one.points, 1), round(one.most, 1)] for one in self.ours.criteria if one.applies},
                "datagouv": [one.name for one in self.datagouv.criteria if one.points],
                "mqa": {name: round(points) for name, points in mqa.dimensions(self.mqa).items()},
            },
        }  # fmt: skip


def compute(facts: DatasetFacts) -> Scores:
    """Compute the three scores of a dataset."""
    return Scores(criteria.score(facts), datagouv.score(facts), mqa.score(facts))


def shown(points: float) -> int:
    """Give our score as people see it: whole, and 100 only when nothing lacks."""
    return min(round(points), 99) if points < 100 - 1e-6 else 100  # noqa: PLR2004 - the most
