"""What recurs for the catalogue: every night the index is compared with the database."""

from __future__ import annotations

from datetime import time

from ckanext.datagrandest.catalogue.sweep import sweep
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Daily
from ckanext.datagrandest.messages import N_


def sweep_index() -> dict[str, int]:
    """Repair the index where it differs from the database; the counts are kept as the outcome of the job."""
    return sweep().as_dict()


RECURRING = [
    RecurringJob(
        "catalogue.sweep",
        N_("Compare the search index with the database"),
        Daily(time(1, 20)),
        sweep_index,
        timeout=7_200,
    )
]
