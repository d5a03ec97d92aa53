"""Nothing is removed after a listing that cannot be trusted."""

from datetime import UTC, datetime, timedelta

import pytest

from ckanext.datagrandest.harvesting.guard import Limits, expired, judge, objection
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


@pytest.mark.parametrize(
    ("held", "missing", "share", "trusted"),
    [(25, 5, 0.2, True), (26, 6, 0.2, False), (30, 6, 0.2, True), (29, 6, 0.2, False), (100, 29, 0.29, True)],
)
def test_both_thresholds_at_their_boundary(held, missing, share, trusted):
    reason = objection(listing(held - missing), held, missing, Limits(share=share, minimum=5))
    assert (reason is None) is trusted


def missing_ones(fresh: int, accepted: int = 0, refused: int = 0) -> dict[str, Known]:
    def some(count: int, removal: str | None) -> dict[str, Known]:
        return {f"{removal}-{number}": Known("p", "h", "d", 1, removal=removal) for number in range(count)}

    return some(fresh, None) | some(accepted, "accepted") | some(refused, "refused")


def test_what_a_person_decided_is_neither_asked_nor_counted_again():
    verdict = judge(listing(80), 100, missing_ones(5, accepted=10, refused=5), LIMITS)
    assert verdict.reason is None
    assert len(verdict.removable) == 15
    assert len(verdict.refused) == 5


def test_new_absences_are_asked_beside_those_that_were_accepted():
    verdict = judge(listing(70), 100, missing_ones(20, accepted=10), LIMITS)
    assert verdict.reason is not None
    assert len(verdict.questioned) == 20
    assert set(verdict.removable) == {f"accepted-{number}" for number in range(10)}


@pytest.mark.parametrize("listed", [listing(50, complete=False), listing(0, counts=set())])
def test_nothing_at_all_goes_after_a_listing_that_says_nothing(listed):
    assert not judge(listed, 100, missing_ones(2, accepted=10), LIMITS).removable
