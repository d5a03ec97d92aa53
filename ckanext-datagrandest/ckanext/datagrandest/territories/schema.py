"""What the room's actions accept."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan.types import Schema, Validator, ValidatorFactory

from ckanext.datagrandest.territories import codes


def kinds(value: str) -> list[str]:
    """Read kinds of territories separated by commas.

    Raises:
        Invalid: one of them is no kind.
    """
    asked = [text.strip() for text in value.split(",") if text.strip()]
    for text in asked:
        if text not in codes.KINDS:
            sentence = tk._("“{value}” is not a kind of territory; choose among: {known}.")
            raise tk.Invalid(sentence.format(value=text[:40], known=", ".join(codes.KINDS)))
    return list(dict.fromkeys(asked))


@tk.validator_args
def territory_search(  # noqa: PLR0913, PLR0917 - CKAN hands validators over by the names of the arguments
    not_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    ignore_missing: Validator,
    ignore_empty: Validator,
    is_positive_integer: Validator,
) -> Schema:
    """Give the schema of `dge_territory_search`."""
    return {
        "q": [not_empty, unicode_safe],
        "kind": [ignore_empty, unicode_safe, kinds],
        "limit": [default(10), ignore_missing, is_positive_integer],
    }


@tk.validator_args
def territory_show(not_empty: Validator, unicode_safe: Validator) -> Schema:
    """Give the schema of `dge_territory_show`."""
    return {"id": [not_empty, unicode_safe]}
