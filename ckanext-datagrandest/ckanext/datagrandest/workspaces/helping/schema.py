"""What the actions of calls for help are asked with."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces.helping.turns import ANSWERED, CLOSED, OPEN, STEPS

#: Characters of one message.
MOST = 5000
TOO_LONG = N_("This message has more than {most} characters: shorten it.")


def not_too_long(value: str) -> str:
    """Refuse a message that is longer than `MOST`.

    Raises:
        Invalid: it is.
    """
    if len(value) > MOST:
        raise tk.Invalid(tk._(TOO_LONG).format(most=MOST))
    return value


@validator_args
def ask(
    ignore_empty: Validator, unicode_safe: Validator, default: ValidatorFactory, one_of: ValidatorFactory
) -> Schema:
    """About what, and what is asked."""
    return {
        "workspace": [ignore_empty, unicode_safe],
        "deposit": [ignore_empty, unicode_safe],
        "step": [default(""), one_of(list(STEPS))],
        "text": said(),
    }


def answer() -> Schema:
    """A call, and what is said."""
    return {**of_call(), "text": said()}


def said() -> list[Validator]:
    """What somebody says: something, and not too much."""
    names = ("not_missing", "unicode_safe", "strip_value", "not_empty")
    return [*(tk.get_validator(name) for name in names), not_too_long]


@validator_args
def close(default: ValidatorFactory, unicode_safe: Validator, strip_value: Validator) -> Schema:
    """A call, and a last word."""
    return {**of_call(), "text": [default(""), unicode_safe, strip_value, not_too_long]}


@validator_args
def of_call(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A call."""
    return {"id": [not_missing, not_empty, unicode_safe]}


@validator_args
def listing(
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    natural_number_validator: Validator,
    one_of: ValidatorFactory,
) -> Schema:
    """Of which workspace or deposit, in which state, and which page."""
    return {
        "workspace": [ignore_empty, unicode_safe],
        "deposit": [ignore_empty, unicode_safe],
        "state": [ignore_empty, one_of([OPEN, ANSWERED, CLOSED])],
        "limit": [default(100), natural_number_validator],
        "offset": [default(0), natural_number_validator],
    }
