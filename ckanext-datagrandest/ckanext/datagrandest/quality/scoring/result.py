"""What a score is made of: criteria with their points, and what to do about those that lack some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.messages import Message


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at.

    Attributes:
        name: stable name.
        title: what is looked at.
        points: obtained.
        most: that can be obtained.
        advice: what to do to obtain the rest; None when nothing lacks.
        applies: false when it has no meaning for this dataset, or is not known yet: it then counts for nothing.
    """

    name: str
    title: Message
    points: float
    most: float
    advice: Message | None = None
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """The criteria of a score and their sum."""

    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> float:
        """Points obtained, over the criteria that apply."""
        return sum(item.points for item in self.criteria if item.applies)

    @property
    def most(self) -> float:
        """Points that can be obtained, over the criteria that apply."""
        return sum(item.most for item in self.criteria if item.applies)

    @property
    def share(self) -> float:
        """Points obtained over points that can be, from 0 to 1."""
        return self.points / self.most if self.most else 0.0

    def gains(self) -> list[Criterion]:
        """Give the criteria that lack points, the one that would raise the score most first."""
        lacking = [item for item in self.criteria if item.applies and item.points < item.most]
        return sorted(lacking, key=lambda item: item.points - item.most)

    def as_dict(self, translate: Callable[[str], str]) -> dict[str, Any]:
        """Give the score as JSON values, in the reader's language."""
        return {
            "points": round(self.points, 2),
            "most": round(self.most, 2),
            "share": round(self.share, 4),
            "criteria": [
                {
                    "name": item.name,
                    "title": item.title.render(translate),
                    "points": round(item.points, 2),
                    "most": round(item.most, 2),
                    "applies": item.applies,
                    "advice": item.advice.render(translate) if item.advice and item.applies else None,
                }
                for item in self.criteria
            ],
            "gains": [item.name for item in self.gains()],
        }
