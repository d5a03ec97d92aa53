"""The one thing to do next in a workspace; pure. There always is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is to be done next, the most pressing first."""

    CLOSED = "closed"
    PATH = "path"
    ANSWER = "answer"
    APPROVE = "approve"
    DEPOSIT = "deposit"
    FIRST = "first"
    IMPROVE = "improve"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do, and of which call, deposit or dataset."""

    kind: Kind
    subject: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a workspace.

    Attributes:
        writable: it is active.
        publishes: the reader may publish there.
        screen: of the first path, which only administrators go; None: ended, or not theirs.
        calls: for help, with their `state`.
        deposits: unfinished ones, with their `state`.
        datasets: with `score` and `step`, the least good first.
    """

    writable: bool
    publishes: bool
    screen: int | None
    calls: Sequence[Mapping[str, Any]]
    deposits: Sequence[Mapping[str, Any]]
    datasets: Sequence[Mapping[str, Any]]


def next_step(facts: Facts) -> NextStep:
    """Choose: what somebody waits for comes before what would be good."""
    if not facts.writable:
        return NextStep(Kind.CLOSED)
    answered = _first(facts.calls, "answered")
    waiting = _first(facts.deposits, "waiting") if facts.publishes else None
    mine = next((one for one in facts.deposits if one["state"] != "waiting"), None)
    lacking = [one for one in facts.datasets if one["step"]] if facts.publishes else []
    choices = (
        (Kind.PATH, {"screen": facts.screen} if facts.screen else None),
        (Kind.ANSWER, answered),
        (Kind.APPROVE, waiting),
        (Kind.DEPOSIT, mine),
        (Kind.FIRST, {} if not facts.datasets else None),
        (Kind.IMPROVE, max(lacking, key=lambda one: one["step"]["gain"], default=None)),
    )
    chosen = next(((kind, subject) for kind, subject in choices if subject is not None), None)
    return NextStep(*chosen) if chosen else NextStep(Kind.ANOTHER)


def _first(rows: Sequence[Mapping[str, Any]], state: str) -> Mapping[str, Any] | None:
    return next((row for row in rows if row["state"] == state), None)
