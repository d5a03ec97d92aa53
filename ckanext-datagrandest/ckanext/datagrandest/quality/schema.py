"""What the actions of the room are asked with."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory


@validator_args
def of_resource(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A resource."""
    return {"resource_id": [not_missing, not_empty, unicode_safe]}


@validator_args
def repair_apply(
    not_missing: Validator,
    not_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    list_of_strings: Validator,
) -> Schema:
    """A resource, and the rules that are refused."""
    return {"resource_id": [not_missing, not_empty, unicode_safe], "refused": [default([]), list_of_strings]}


@validator_args
def of_dataset(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A dataset."""
    return {"id": [not_missing, not_empty, unicode_safe]}


@validator_args
def score_history(
    ignore_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, is_positive_integer: Validator
) -> Schema:
    """A dataset, an organisation or a territory, and how many days."""
    names = ("id", "organization", "territory")
    return {**{name: [ignore_empty, unicode_safe] for name in names}, "limit": [default(100), is_positive_integer]}


@validator_args
def health(list_of_strings: Validator) -> Schema:
    """Datasets."""
    return {"datasets": [list_of_strings]}
