"""What recurs for the room itself."""

from __future__ import annotations

from datetime import time

from ckanext.datagrandest.jobs import config, store
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Daily
from ckanext.datagrandest.messages import N_


def forget_finished_jobs() -> dict[str, int]:
    """Delete jobs that ended long ago."""
    return {"deleted": store.delete_finished(config.keep_days())}


RECURRING = [
    RecurringJob("jobs.forget", N_("Forget jobs that ended long ago"), Daily(time(2, 40)), forget_finished_jobs)
]
