"""What the actions of members and of the log are asked with."""

from __future__ import annotations

from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.datagrandest.workspaces.members.roles import TITLES

#: Events that one answer holds at most.
MOST = 1000


@validator_args
def of_workspace(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A workspace."""
    return {"id": [not_missing, not_empty, unicode_safe]}


@validator_args
def invitation(
    not_missing: Validator,
    not_empty: Validator,
    unicode_safe: Validator,
    email_validator: Validator,
    one_of: ValidatorFactory,
) -> Schema:
    """Whom to invite, as what."""
    return {
        **of_workspace(),
        "email": [not_missing, not_empty, unicode_safe, email_validator],
        "role": [not_missing, not_empty, one_of(list(TITLES))],
    }


@validator_args
def of_member(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A member of a workspace."""
    return {**of_workspace(), "user": [not_missing, not_empty, unicode_safe]}


@validator_args
def of_role(not_missing: Validator, not_empty: Validator, one_of: ValidatorFactory) -> Schema:
    """A member of a workspace, and a role."""
    return {**of_member(), "role": [not_missing, not_empty, one_of(list(TITLES))]}


@validator_args
def log(default: ValidatorFactory, is_positive_integer: Validator, ignore_empty: Validator) -> Schema:
    """A workspace, how many events, and before which one."""
    return {
        **of_workspace(),
        "limit": [default(100), is_positive_integer],
        "before": [ignore_empty, is_positive_integer],
    }
