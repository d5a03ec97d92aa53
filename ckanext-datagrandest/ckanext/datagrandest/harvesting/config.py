"""Typed readers of the room's options; nobody else reads them."""

from __future__ import annotations

from datetime import timedelta

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.harvesting.guard import Limits

PREFIX = "ckanext.datagrandest.harvesting"


def _integer(name: str) -> int:
    return int(tk.config[f"{PREFIX}.{name}"])


def grace() -> timedelta:
    """Give the time a missing dataset stays open."""
    return timedelta(days=_integer("grace_days"))


def guard_limits() -> Limits:
    """Give how much of a source may disappear at once."""
    return Limits(share=_integer("guard_percent") / 100, minimum=_integer("guard_minimum"))


def batch_size() -> int:
    """Give the number of records written at once (at least 1)."""
    return max(1, _integer("batch_size"))


def several_processes() -> bool:
    """Tell whether a run of several batches reads and indexes in processes beside the one that writes."""
    return tk.asbool(tk.config[f"{PREFIX}.several_processes"])


def job_timeout() -> int:
    """Give the seconds a run may last in the background worker."""
    return _integer("job_timeout")


def stale_after() -> timedelta:
    """Give the silence after which a run is thought dead."""
    return timedelta(minutes=_integer("stale_minutes"))


def max_attempts() -> int:
    """Give how many times a run may start."""
    return _integer("max_attempts")


def preview_time() -> timedelta:
    """Give how long a preview may list a source."""
    return timedelta(seconds=_integer("preview_seconds"))


def requests_per_second() -> int:
    """Give how many times a second a run may ask one server; 0 for as many as it likes."""
    return _integer("requests_per_second")


def locale() -> str:
    """Give the language of what is written down for people (reports, remarks)."""
    return str(tk.config["ckan.locale_default"])
