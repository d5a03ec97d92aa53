"""What recurs: replacements that a killed process left open are closed."""

from __future__ import annotations

from datetime import timedelta

from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces.versions.replacing import close_all_begun

RECURRING = [
    RecurringJob(
        "versions.close", N_("Close the new versions of files that were cut short"), Every(timedelta(minutes=5)),
        close_all_begun,
    )
]  # fmt: skip
