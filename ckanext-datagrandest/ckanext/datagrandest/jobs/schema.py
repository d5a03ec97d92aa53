"""What the actions of the room take."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.jobs.recurring import QUEUES

MAX_LISTED = 1000


def job_list() -> dict[str, Any]:
    """Filters of `dge_job_list`; what else is given is left out."""
    optional, text = tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")
    return {
        "queue": [optional, text, _one_of(QUEUES)],
        "state": [optional, text],
        "key": [optional, text],
        "limit": [_default(100), tk.get_validator("natural_number_validator"), _at_most],
        "__junk": [tk.get_validator("ignore")],
        "__extras": [tk.get_validator("ignore")],
    }


def _one_of(values: tuple[str, ...]) -> Any:
    """Make CKAN's validator; it shows its values with `%`, which takes a list and stumbles over a tuple."""
    make: Any = tk.get_validator("one_of")
    return make(list(values))


def _default(value: object) -> Any:
    """Make CKAN's validator."""
    make: Any = tk.get_validator("default")
    return make(value)


def _at_most(value: int) -> int:
    """Bound a list."""
    return min(value, MAX_LISTED)
