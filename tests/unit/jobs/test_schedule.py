"""When recurring jobs are due: in UTC, whatever clocks and summer time do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ckanext.datagrandest.jobs.schedule import Daily, Every, next_due

QUARTER = Every(timedelta(minutes=15))
NIGHTLY = Daily(time(2, 30))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_intervals_start_at_once_and_go_on_from_now():
    now = moment("2026-11-22 10:07")
    assert QUARTER.first(now) == now
    assert QUARTER.after(now) == moment("2026-11-22 10:22")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-22 02:29", "2026-11-22 02:30"),
        ("2026-11-22 02:30", "2026-11-23 02:30"),
        ("2026-12-31 23:00", "2027-01-01 02:30"),
    ],
)
def test_daily_is_the_next_time_of_day(now, due):
    assert NIGHTLY.first(moment(now)) == moment(due)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_summer_time_neither_skips_nor_doubles_a_night(day):
    paris = ZoneInfo("Europe/Paris")
    now, due = datetime.fromisoformat(f"{day} 00:00").replace(tzinfo=paris), []
    end = now.astimezone(UTC) + timedelta(days=1, hours=2)
    while (now := NIGHTLY.after(now)) < end:
        due.append(now)
    assert len(due) == 1
    assert all(later.tzinfo == UTC for later in due)


def test_clock_that_ran_ahead_does_not_put_a_job_to_sleep_for_years():
    now = moment("2026-11-22 10:00")
    assert next_due(QUARTER, moment("2031-01-01 00:00"), now) == moment("2026-11-22 10:15")
    assert next_due(NIGHTLY, moment("2031-01-01 00:00"), now) == moment("2026-11-23 02:30")


@pytest.mark.parametrize("due", ["2026-11-22 09:00", "2026-11-22 10:00", "2026-11-22 10:14"])
def test_what_is_due_stays_due(due):
    assert next_due(QUARTER, moment(due), moment("2026-11-22 10:00")) == moment(due)


def test_too_often_is_refused():
    with pytest.raises(ValueError, match="every minute"):
        Every(timedelta(seconds=5))


def test_schedules_name_themselves():
    assert (str(QUARTER), str(NIGHTLY)) == ("every 900 s", "daily 02:30 UTC")
