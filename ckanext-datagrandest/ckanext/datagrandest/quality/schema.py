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
