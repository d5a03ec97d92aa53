"""What the room's actions accept."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

DEFAULT_SUGGESTIONS = 5


@validator_args
def search_suggest(default: ValidatorFactory, unicode_safe: Validator, natural_number_validator: Validator) -> Schema:
    """Accept what was typed so far, and how many suggestions of each kind are wanted."""
    return {"q": [default(""), unicode_safe], "limit": [default(DEFAULT_SUGGESTIONS), natural_number_validator]}
