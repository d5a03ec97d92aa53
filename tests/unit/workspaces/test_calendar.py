"""A closed workspace is reminded at the declared days, and never removed before its people were really told."""

from datetime import UTC, datetime, timedelta

import pytest

from ckanext.datagrandest.workspaces.hosting.calendar import Due, due, removal

END = datetime(2027, 3, 1, tzinfo=UTC)
DAYS = (30, 7)


def before(days: float) -> datetime:
    return END - timedelta(days=days)


@pytest.mark.parametrize(
    ("now", "reminded", "what"),
    [
        (before(31), None, Due.NOTHING),
        (before(30), None, Due.REMIND),
        (before(20), before(30), Due.NOTHING),
        (before(7), before(30), Due.REMIND),
        (before(1), before(7), Due.NOTHING),
        (before(0), before(7), Due.REMOVE),
        (before(-100), None, Due.REMIND),
        (before(-100), before(30), Due.REMIND),
        (before(-1), before(1), Due.NOTHING),
        (before(-6), before(1), Due.REMOVE),
    ],
)
def test_what_is_due(now, reminded, what):
    assert due(now, END, reminded, DAYS) is what


def test_a_late_reminder_announces_a_later_day():
    assert removal(before(7), END, None, DAYS) == END
    assert removal(before(-10), END, None, DAYS) == before(-17)
    assert removal(before(-10), END, before(30), DAYS) == before(-17)
