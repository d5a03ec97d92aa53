"""The options of the room, read with their types; the only place that reads them."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

PREFIX = "ckanext.datagrandest.jobs"


def tick_seconds() -> int:
    """Seconds between two looks at what is due."""
    return tk.config[f"{PREFIX}.tick_seconds"]


def beat_seconds() -> int:
    """Seconds between two heartbeats of a running job."""
    return tk.config[f"{PREFIX}.beat_seconds"]


def stale_seconds() -> int:
    """Seconds without a heartbeat after which a job's worker counts as dead."""
    return tk.config[f"{PREFIX}.stale_seconds"]


def keep_days() -> int:
    """Days that jobs which have ended stay in the table."""
    return tk.config[f"{PREFIX}.keep_days"]
