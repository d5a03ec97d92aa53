"""When a source is due again; times are as ckanext-harvest keeps them, UTC without zone."""

from datetime import datetime

import pytest

from ckanext.datagrandest.harvesting.recurrence import next_run


@pytest.mark.parametrize(
    ("frequency", "now", "expected"),
    [
        ("DAILY", "2026-02-28T03:00", "2026-03-01T03:00"),
        ("WEEKLY", "2026-12-28", "2027-01-04"),
        ("BIWEEKLY", "2026-01-01", "2026-01-15"),
        ("MONTHLY", "2026-01-31T05:00", "2026-02-28T05:00"),
        ("MONTHLY", "2028-01-31", "2028-02-29"),
        ("MONTHLY", "2026-12-15", "2027-01-15"),
        ("ALWAYS", "2026-01-01", "2026-01-01T00:15"),
    ],
)
def test_next_run(frequency, now, expected):
    assert next_run(frequency, datetime.fromisoformat(now)) == datetime.fromisoformat(expected)


def test_manual_sources_have_no_next_run():
    assert next_run("MANUAL", datetime.fromisoformat("2026-01-01")) is None
