"""What the actions of the part are asked with."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.datagrandest.messages import N_

_SHORTEST, _LONGEST = 10, 2000
NO_REASON = N_("Say why in a few words: those it concerns will read it.")


@validator_args
def one(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A workspace, by the id or the name of its organisation."""
    return {"id": [not_missing, not_empty, unicode_safe]}


@validator_args
def reasoned(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A workspace, and why."""
    return {**one(), "reason": [not_missing, not_empty, unicode_safe, _sentence]}


@validator_args
def quota(ignore_empty: Validator, is_positive_integer: Validator) -> Schema:
    """A workspace, and limits; those that are left out stay as they are."""
    return {**one(), **{name: [ignore_empty, is_positive_integer] for name in ("storage_mb", "datasets", "file_mb")}}


def _sentence(value: str) -> str:
    if not _SHORTEST <= len(value.strip()) <= _LONGEST:
        raise tk.Invalid(tk._(NO_REASON))
    return value.strip()
