"""Nothing is removed after a listing that cannot be trusted."""

from datetime import UTC, datetime, timedelta

import pytest

from ckanext.datagrandest.harvesting.guard import Limits, expired, objection
from ckanext.datagrandest.harvesting.plan import Known, Listing

LIMITS = Limits(share=0.2, minimum=5)
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def listing(read: int = 40, **changes) -> Listing:
    return Listing(**{"read": read, "counts": {read}, "complete": True, **changes})


@pytest.mark.parametrize(
    ("listed", "held", "missing"),
    [
        (listing(complete=False), 40, 1),
        (listing(0), 40, 40),
        (listing(0, counts=set()), 3, 3),
        (listing(40, counts={50}), 50, 5),
        (listing(40, counts={40, 50}), 50, 5),
        (listing(40, repeated=10), 41, 1),
        (listing(40, unidentified=2), 41, 2),
        (listing(30), 40, 10),
        (listing(6), 12, 6),
    ],
)
def test_held(listed, held, missing):
    reason = objection(listed, held, missing, LIMITS)
    assert reason is not None
    assert str(reason)


@pytest.mark.parametrize(
    ("listed", "held", "missing"),
    [
        (listing(40), 40, 0),
        (listing(39), 40, 1),
        (listing(39, counts=set()), 40, 1),
        (listing(5), 10, 5),
        (listing(80), 100, 20),
        (listing(40, unidentified=1), 44, 3),
        (listing(40, duplicated=["twice"]), 41, 1),
    ],
)
def test_trusted(listed, held, missing):
    assert objection(listed, held, missing, LIMITS) is None


def known(days: float | None) -> Known:
    return Known("p", "h", "d", 1, missing_since=None if days is None else NOW - timedelta(days=days))


def test_grace_runs_from_the_first_absence():
    missing = {"new": known(None), "recent": known(6.9), "old": known(7)}
    assert expired(missing.items(), NOW, timedelta(days=7)) == ["old"]
    assert expired(missing.items(), NOW, timedelta(0)) == ["new", "recent", "old"]
