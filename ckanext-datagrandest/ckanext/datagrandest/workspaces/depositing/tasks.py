"""What recurs for deposits: what killed processes left is closed."""

from __future__ import annotations

from datetime import timedelta

from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import due, tasks
from ckanext.datagrandest.workspaces.depositing import newer, publishing, receiving, store


def sweep() -> dict[str, int]:
    """Remove files that were never kept, tell search of what was published, have looked at what was not."""
    return {
        "forgotten": receiving.sweep(),
        "catalogued": publishing.sweep(),
        "asked": _ask(),
        "replaced": newer.sweep(),
    }


def _ask() -> int:
    """Have files judged whose corrections and preview are missing: those that wait already stay as they are."""
    found = [asked for resource_id in store.unseen() if (asked := due.judgeable(resource_id)) is not None]
    return sum(tasks.ask(asked).created for asked in found)


RECURRING = [
    RecurringJob("workspaces.deposits", N_("Finish what was left of deposits"), Every(timedelta(minutes=5)), sweep)
]
