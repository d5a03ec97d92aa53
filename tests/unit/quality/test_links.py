"""What becomes of an address after each look: dead only after failures in a row, over days."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from ckanext.datagrandest.messages import Message
from ckanext.datagrandest.quality import link_states
from ckanext.datagrandest.quality.link_rounds import Pace, looks
from ckanext.datagrandest.quality.link_states import Look, Patience, after
from ckanext.datagrandest.quality.scoring import sparkline

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


class Machine:
    """A clock that only moves when somebody sleeps or asks: nothing here waits."""

    def __init__(self, seconds_a_look: float = 0.5) -> None:
        self.now, self.seconds_a_look = 0.0, seconds_a_look
        self.asked: list[tuple[float, str]] = []

    def pace(self, gap: float = 2, seconds: float = 1000) -> Pace:
        return Pace(gap, seconds, lambda: self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def ask(self, url: str) -> Look:
        self.asked.append((self.now, url))
        self.now += self.seconds_a_look
        return {"silent": Look(False), "busy": Look(None, 429, None, DAY)}.get(url.split("/")[2], YES)


def rows(**hosts: int) -> list[dict[str, Any]]:
    return [{"host": host, "url": f"https://{host}/{place}"} for host, most in hosts.items() for place in range(most)]


def test_a_host_is_never_asked_in_a_burst():
    machine = Machine()
    found = list(looks(rows(a=5, b=2, c=1), machine.ask, machine.pace()))
    assert len(found) == 8
    for host in "abc":
        moments = [moment for moment, url in machine.asked if url.startswith(f"https://{host}/")]
        assert all(later - earlier >= 2.5 for earlier, later in pairwise(moments))  # half a second to look, two to rest
    # The others are asked while one rests: five of `a` with four pauses are all that the round takes.
    assert machine.now == pytest.approx(5 * 0.5 + 4 * 2)


@pytest.mark.parametrize(("host", "asked"), [("silent", 2), ("busy", 1), ("sound", 4)])
def test_a_host_in_trouble_is_left_alone(host: str, asked: int):
    machine = Machine()
    found = list(looks(rows(**{host: 4, "other": 4}), machine.ask, machine.pace()))
    assert len([row for row, _ in found if row["host"] == host]) == asked
    assert len([row for row, _ in found if row["host"] == "other"]) == 4


def test_a_round_ends_when_its_time_is_over():
    machine = Machine()
    assert len(list(looks(rows(a=100), machine.ask, machine.pace(seconds=10)))) == 4
    assert list(looks([], machine.ask, machine.pace())) == []


def test_a_curve_steps_from_day_to_day():
    day = date(2026, 1, 1)
    assert sparkline.points([]) == []
    assert sparkline.points([(day, 50)]) == [(6, 32.0), (314, 32.0)]
    assert sparkline.points([(day, 0), (day + DAY, 100)]) == [(6.0, 58.0), (314.0, 58.0), (314.0, 6.0), (314, 6.0)]
    assert sparkline.points([(day, 900)], most=9)[0][1] == 6
