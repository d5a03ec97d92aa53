"""What the actions about requests are asked with; what a person types is read by `checks`."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces.requesting.model import OPEN, STATES

LONGEST_TEXT = 4_000
MOST = 100
TOO_LONG = N_("Write {most} characters at most.")
NOTHING = N_("Write a sentence.")
NO_STATE = N_("There is no such state. There are: {states}.")


@validator_args
def of_request(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A request."""
    return {"id": [not_missing, not_empty, unicode_safe]}


@validator_args
def decision(
    not_missing: Validator, not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator
) -> Schema:  # fmt: skip
    """A request, and perhaps why it is decided so."""
    return {"id": [not_missing, not_empty, unicode_safe], "reason": [ignore_empty, unicode_safe, short]}


@validator_args
def approval(ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """A decision, and perhaps which organisation becomes the workspace."""
    return {**decision(), "organization": [ignore_empty, unicode_safe]}


@validator_args
def question(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A request, and what is asked."""
    return {"id": [not_missing, not_empty, unicode_safe], "question": [not_missing, unicode_safe, short, something]}


@validator_args
def of_link(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """The text of a link."""
    return {"link": [not_missing, not_empty, unicode_safe]}


@validator_args
def answer(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """The text of a link, and what is answered."""
    return {"link": [not_missing, not_empty, unicode_safe], "answer": [not_missing, unicode_safe, short, something]}


@validator_args
def listing(ignore_empty: Validator, natural_number_validator: Validator, default: Any) -> Schema:
    """States to list, and a page of the list."""
    return {
        "states": [ignore_empty, known_states],
        "limit": [default(20), natural_number_validator, bounded],
        "offset": [default(0), natural_number_validator],
    }


def short(value: str) -> str:
    """Bound a text."""
    if len(value) > LONGEST_TEXT:
        raise tk.Invalid(tk._(TOO_LONG).format(most=LONGEST_TEXT))
    return value.strip()


def something(value: str) -> str:
    """Ask for a text that is not blank."""
    if not value.strip():
        raise tk.Invalid(tk._(NOTHING))
    return value


def known_states(value: object) -> tuple[str, ...]:
    """Read states, as a list or a text with commas; `open` is all that are open."""
    given = value if isinstance(value, list) else str(value).split(",")
    states = {state.strip() for state in map(str, given)}
    if "open" in states:
        states = (states - {"open"}) | set(OPEN)
    if not states <= set(STATES):
        raise tk.Invalid(tk._(NO_STATE).format(states=", ".join(STATES)))
    return tuple(sorted(states))


def bounded(value: int) -> int:
    """Bound a page."""
    return min(value, MOST)
