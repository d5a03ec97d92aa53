"""What the actions about deposits are asked with."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces.depositing import prefill

NO_REASON = N_("Say in a few words what is to be mended.")
NO_FIELDS = N_("A description is an object with some of these fields: {fields}.")
NO_FINDINGS = N_("What is to be masked is a list of objects with a kind and a field.")
NO_READING = N_("How a file is read is an object with some of these fields: {fields}.")
READING = ("encoding", "delimiter", "sheet", "header_row")
_SHORTEST_REASON = 3


@validator_args
def create(
    not_missing: Validator, not_empty: Validator, ignore_empty: Validator, ignore: Validator, unicode_safe: Validator
) -> Schema:  # fmt: skip
    """A workspace, and a file or its address."""
    texts = ("url", "name", "schema", "replaces")
    return {
        "workspace": [not_missing, not_empty, unicode_safe],
        "upload": [ignore_empty],
        **{name: [ignore_empty, unicode_safe] for name in texts},
        "__extras": [ignore],
    }


@validator_args
def of_deposit(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A deposit."""
    return {"id": [not_missing, not_empty, unicode_safe]}


@validator_args
def of_workspace(
    not_empty: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    is_positive_integer: Validator,
) -> Schema:
    """A workspace, and which of its deposits."""
    return {
        "workspace": [not_empty, unicode_safe],
        "state": [ignore_empty, unicode_safe],
        "limit": [default(100), is_positive_integer],
    }


@validator_args
def update(
    not_empty: Validator,
    ignore_missing: Validator,
    unicode_safe: Validator,
    list_of_strings: Validator,
    boolean_validator: Validator,
) -> Schema:
    """A deposit, and what to change of it."""
    return {
        "id": [not_empty, unicode_safe],
        "schema": [ignore_missing, unicode_safe],
        "schema_version": [ignore_missing, unicode_safe],
        "metadata": [ignore_missing, some_fields],
        "refused": [ignore_missing, list_of_strings],
        "masked": [ignore_missing, some_findings],
        "decision": [ignore_missing, unicode_safe, sentence],
        "reading": [ignore_missing, some_reading],
        "undo": [ignore_missing, boolean_validator],
    }


@validator_args
def giving_back(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A deposit, and why it is given back."""
    return {
        "id": [not_missing, not_empty, unicode_safe],
        "reason": [not_missing, not_empty, unicode_safe, sentence],
    }


def sentence(value: str) -> str:
    """Ask for a reason that says something."""
    if len(value.strip()) < _SHORTEST_REASON:
        raise tk.Invalid(tk._(NO_REASON))
    return value.strip()


def some_fields(value: Any) -> dict[str, Any]:
    """Ask for fields that a deposit has."""
    if not isinstance(value, dict) or set(value) - set(prefill.FIELDS):
        raise tk.Invalid(tk._(NO_FIELDS).format(fields=", ".join(prefill.FIELDS)))
    return dict(value)


def some_findings(value: Any) -> list[dict[str, Any]]:
    """Ask for what is to be masked."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise tk.Invalid(tk._(NO_FINDINGS))
    return value


def some_reading(value: Any) -> dict[str, Any]:
    """Ask for how a file is read."""
    if not isinstance(value, dict) or set(value) - set(READING):
        raise tk.Invalid(tk._(NO_READING).format(fields=", ".join(READING)))
    return value
