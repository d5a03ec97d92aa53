"""What the actions take."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator


@validator_args
def resource_versions(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Check the arguments of `dge_resource_versions`."""
    return {"resource_id": [not_empty, unicode_safe]}


@validator_args
def resource_version_restore(not_empty: Validator, unicode_safe: Validator, is_positive_integer: Validator) -> Schema:
    """Check the arguments of `dge_resource_version_restore`."""
    return {"resource_id": [not_empty, unicode_safe], "number": [not_empty, is_positive_integer]}
