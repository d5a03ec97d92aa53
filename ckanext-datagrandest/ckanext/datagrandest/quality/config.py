"""The options of the room, read with their types; the only place that reads them."""

from __future__ import annotations

from datetime import timedelta

import file_keeper as fk

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.quality.judging import Bounds
from ckanext.datagrandest.quality.link_states import Patience
from ckanext.datagrandest.storage import beside

PREFIX = "ckanext.datagrandest.quality"
_EXTRA_CLOCK = 60


def bounds() -> Bounds:
    """What the check of one file may take, in the background."""
    cpu = _option("cpu_seconds")
    return Bounds(_option("memory_mb"), cpu, cpu + _EXTRA_CLOCK)


def repair_bounds() -> Bounds:
    """What the repair of one file may take while a person waits for its page."""
    seconds = _option("repair_seconds")
    return Bounds(_option("memory_mb"), seconds, seconds)


def max_bytes() -> int:
    """Size of the largest file that is judged."""
    return _option("max_bytes")


def kept_faults() -> int:
    """How many faults of one code a report keeps."""
    return _option("kept_faults")


def sweep_batch() -> int:
    """How many files one round of the recurring job queues at most."""
    return _option("sweep_batch")


def recheck_days() -> int:
    """Days after which a file on another server is judged again though nothing says that it changed."""
    return _option("recheck_days")


def score_batch() -> int:
    """How many datasets are scored at once."""
    return _option("score_batch")


def link_batch() -> int:
    """How many addresses one round of the recurring job looks at, at most."""
    return _option("link_batch")


def link_host_batch() -> int:
    """How many addresses of one host a round looks at, at most."""
    return _option("link_host_batch")


def link_gap_seconds() -> int:
    """Seconds between two requests to one host."""
    return _option("link_gap_seconds")


def link_seconds() -> int:
    """Seconds that a round may take."""
    return _option("link_seconds")


def link_patience() -> Patience:
    """How often addresses are looked at, and after which failures one is dead."""
    again, over = timedelta(days=_option("link_days")), timedelta(days=_option("link_dead_days"))
    return Patience(again=again, retry=timedelta(days=1), failures=_option("link_failures"), over=over)


def originals() -> fk.Storage:
    """Storage of the files that repairs replaced."""
    return beside.storage("dge_quality/originals")


def locale() -> str:
    """Language of reports and mails."""
    return str(tk.config.get("ckan.locale_default") or "fr")


def _option(name: str) -> int:
    return tk.config[f"{PREFIX}.{name}"]
