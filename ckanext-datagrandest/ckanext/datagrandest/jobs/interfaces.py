"""The interface by which rooms declare what recurs."""

from __future__ import annotations

from collections.abc import Iterable

from ckan.plugins import Interface

from ckanext.datagrandest.jobs.recurring import RecurringJob


class IRecurringJobs(Interface):
    """Implemented by the plugin of a room that has something done again and again."""

    def recurring_jobs(self) -> Iterable[RecurringJob]:
        """Give the recurring jobs of the room; asked at each tick."""
        return ()
