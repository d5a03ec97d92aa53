"""Counts and progress of our runs, laid over what ckanext-harvest counts from its objects.

An unchanged record writes no row, so ckanext-harvest cannot count it; the table of runs does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ckanext.datagrandest.harvesting import runs
from ckanext.datagrandest.harvesting.model import COUNTS

#: Names of ckanext-harvest's counts.
STOCK = {
    "added": "added",
    "updated": "updated",
    "unchanged": "not modified",
    "archived": "deleted",
    "errored": "errored",
}


def overlay(job: dict[str, Any]) -> dict[str, Any]:
    """Give a dictized job the exact counts of its run."""
    return overlay_all([job])[0]


def overlay_all(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give dictized jobs the exact counts of their runs, in one query."""
    found = runs.show_all([job["id"] for job in jobs])
    for job in jobs:
        run = found.get(job["id"])
        if run:
            mine = {STOCK.get(name, name): run[name] for name in COUNTS}
            job["stats"] = {**job.get("stats", {}), **mine}
            job["run"] = jsonable(run)
    return jobs


def jsonable(run: dict[str, Any]) -> dict[str, Any]:
    """Give a run with its times as texts."""
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in run.items()}
