"""What the room's actions accept."""

from __future__ import annotations

from typing import Any

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


def kind(value: str) -> str:
    """Read one kind of territories.

    Raises:
        Invalid: it is none.
    """
    found = kinds(value)
    if len(found) != 1:
        raise tk.Invalid(tk._("Choose one kind of territory."))
    return found[0]


def listed(value: Any) -> Any:
    """Write a list of kinds as text, as it comes by an address."""
    return ",".join(str(item) for item in value) if isinstance(value, list) else value


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


@tk.validator_args
def territory_cover(
    ignore_missing: Validator,
    ignore_empty: Validator,
    unicode_safe: Validator,
    default: ValidatorFactory,
    is_positive_integer: Validator,
) -> Schema:
    """Give the schema of `dge_territory_cover`."""
    return {
        "geometry": [ignore_missing],
        "bbox": [ignore_missing],
        "kinds": [ignore_empty, listed, unicode_safe, kinds],
        "limit": [default(100), ignore_missing, is_positive_integer],
    }


@tk.validator_args
def territory_contours(ignore_missing: Validator) -> Schema:
    """Give the schema of `dge_territory_contour_show`: its values are read by `collection.wanted`."""
    return {name: [ignore_missing] for name in ("codes", "within", "bbox", "kind", "zoom")}


@tk.validator_args
def territory_relations(not_empty: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """Give the schema of `dge_territory_neighbour_list` and `dge_territory_member_list`."""
    return {"id": [not_empty, unicode_safe], "kind": [ignore_empty, unicode_safe, kind]}
