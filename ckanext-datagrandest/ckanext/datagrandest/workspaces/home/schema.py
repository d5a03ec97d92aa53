"""What the actions of « Mon espace » are asked with."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

MOST = 100


@validator_args
def listing(
    ignore_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, natural_number_validator: Validator
) -> Schema:
    """Words, and which page."""
    return {
        "q": [ignore_empty, unicode_safe],
        "limit": [default(20), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }


@validator_args
def of_workspace(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A workspace."""
    return {"id": [not_missing, not_empty, unicode_safe]}
