"""What the actions about personal data and about how files are read are asked with."""

from __future__ import annotations

import codecs

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.datagrandest.messages import N_

_SHORTEST_REASON = 10
#: The reader looks for column names among this many lines.
LAST_HEADER_ROW = 25
NO_REASON = N_("Say in a few words why these data may be published: which law, or who agreed.")
NO_ENCODING = N_("There is no such encoding.")
NO_DELIMITER = N_("A separator is one character: a comma, a semicolon, a tab, a vertical bar…")
NO_ROW = N_("Give the number of a line, from 1 to {last}.")


@validator_args
def mask(
    not_missing: Validator, not_empty: Validator, ignore_missing: Validator, unicode_safe: Validator
) -> Schema:  # fmt: skip
    """A resource, and what to mask in its file."""
    return {
        "resource_id": [not_missing, not_empty, unicode_safe],
        "accepted": {
            "kind": [not_missing, unicode_safe],
            "field": [not_missing, unicode_safe],
            "mask": [ignore_missing, unicode_safe],
        },
    }


@validator_args
def decide(not_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """A resource, and why its data may be published."""
    return {
        "resource_id": [not_missing, not_empty, unicode_safe],
        "reason": [not_missing, not_empty, unicode_safe, sentence],
    }


@validator_args
def dialect(
    not_missing: Validator, not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator
) -> Schema:  # fmt: skip
    """A resource, and how its file is read."""
    return {
        "resource_id": [not_missing, not_empty, unicode_safe],
        "encoding": [ignore_empty, unicode_safe, known_encoding],
        "delimiter": [ignore_empty, unicode_safe, one_character],
        "sheet": [ignore_empty, unicode_safe],
        "header_row": [ignore_empty, row_number],
    }


def sentence(value: str) -> str:
    """Ask for a reason that says something."""
    if len(value.strip()) < _SHORTEST_REASON:
        raise tk.Invalid(tk._(NO_REASON))
    return value.strip()


def known_encoding(value: str) -> str:
    """Ask for an encoding of texts that exists."""
    try:
        "".encode(value)
        return codecs.lookup(value).name
    except (LookupError, ValueError) as error:
        raise tk.Invalid(tk._(NO_ENCODING)) from error


def one_character(value: str) -> str:
    """Ask for a separator: one character that is no letter, figure, quote or end of line."""
    found = {"\\t": "\t", "tab": "\t"}.get(value.lower(), value)
    if len(found) != 1 or found.isalnum() or found in '"\r\n':
        raise tk.Invalid(tk._(NO_DELIMITER))
    return found


def row_number(value: object) -> int:
    """Ask for a row number among the first of the file."""
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:4]) <= LAST_HEADER_ROW or len(text) > len("25"):
        raise tk.Invalid(tk._(NO_ROW).format(last=LAST_HEADER_ROW))
    return int(text)
