"""What becomes of an address after each look: dead only after failures in a row, over days."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ckanext.datagrandest.messages import Message
from ckanext.datagrandest.quality import link_states
from ckanext.datagrandest.quality.link_states import Look, Patience, after

NOW = datetime.fromisoformat("2026-11-22T10:00:00+00:00")
DAY = timedelta(days=1)
PATIENCE = Patience(again=7 * DAY, retry=DAY, failures=3, over=3 * DAY)
NEW: dict[str, Any] = {"state": "new", "failures": 0, "first_failure": None, "last_ok": None}
NO, YES, REFUSED = Look(False, 404, Message("no")), Look(True, 200), Look(None)


def through(*looks: tuple[int, Look], before: dict[str, Any] = NEW) -> dict[str, Any]:
    """Look at an address on some days, one after the other."""
    row = dict(before)
    for day, look in looks:
        row |= after(row, look, NOW + day * DAY, PATIENCE)
    return row


@pytest.mark.parametrize(
    ("looks", "state", "failures", "answers"),
    [
        ([], "new", 0, None),
        ([(0, YES)], "alive", 0, True),
        ([(0, NO)], "failing", 1, None),
        ([(0, YES), (7, NO)], "failing", 1, True),
        # Three failures within a day say little; three days without three failures neither.
        ([(0, NO), (0, NO), (0, NO), (1, NO)], "failing", 4, None),
        ([(0, NO), (9, NO)], "failing", 2, None),
        ([(0, NO), (1, NO), (3, NO)], "dead", 3, False),
        ([(0, YES), (7, NO), (8, NO), (10, NO)], "dead", 3, False),
        # One answer, and everything is forgotten.
        ([(0, NO), (1, NO), (2, YES), (3, NO)], "failing", 1, True),
        ([(0, NO), (1, NO), (3, NO), (10, YES)], "alive", 0, True),
        # What cannot be checked is never dead.
        ([(0, REFUSED), (9, REFUSED), (20, REFUSED), (40, REFUSED)], "not_checkable", 0, None),
        ([(0, NO), (1, NO), (2, REFUSED), (4, NO)], "failing", 1, None),
    ],
)
def test_what_an_address_becomes(looks: list[tuple[int, Look]], state: str, failures: int, answers: bool | None):
    row = through(*looks)
    assert (row["state"], row["failures"], link_states.answers(row)) == (state, failures, answers)


@pytest.mark.parametrize(
    ("looks", "days"),
    [
        ([(0, YES)], 7),
        ([(0, NO)], 1),
        ([(0, REFUSED)], 30),
        ([(0, NO), (1, NO), (3, NO)], 3 + 7),
        # What the server asks for counts when it is longer.
        ([(0, Look(False, 503, Message("no"), 2 * DAY))], 2),
        ([(0, Look(False, 503, Message("no"), timedelta(seconds=9)))], 1),
    ],
)
def test_when_it_is_looked_at_again(looks: list[tuple[int, Look]], days: int):
    assert through(*looks)["next_check"] == NOW + days * DAY


def test_the_first_failure_is_remembered_and_its_reason_kept():
    row = through((0, NO), (1, NO))
    assert row["first_failure"] == NOW
    assert row["reason"] == {"msgid": "no", "params": {}}
    assert through((0, NO), (1, YES))["reason"] is None
