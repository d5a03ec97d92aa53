"""What is said of the faults of a JSON document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.datagrandest.messages import N_, Message

_KINDS: Mapping[str, str] = {
    "string": N_("a text, between quotation marks"),
    "number": N_("a number, without quotation marks"),
    "integer": N_("a whole number, without quotation marks"),
    "boolean": N_("true or false, without quotation marks"),
    "array": N_("a list, between square brackets"),
    "object": N_("a group of fields, between braces"),
    "null": N_("nothing (null)"),
}

_BY_RULE: Mapping[str, str] = {
    "type": N_("“{field}” must be {kind}. Correct it where the file was made: {value}."),
    "required": N_("“{field}” is missing from {parent}. Fill it in, in the software that writes the file."),
    "enum": N_("“{value}” is not one of the accepted values of “{field}”: {limit}."),
    "pattern": N_("“{value}” is not written as “{field}” asks. Example: {example}"),
    "minimum": N_("“{value}” is too small: “{field}” is at least {limit}."),
    "maximum": N_("“{value}” is too large: “{field}” is at most {limit}."),
    "minLength": N_("“{value}” is too short: “{field}” has at least {limit} characters."),
    "maxLength": N_("“{value}” is too long: “{field}” has at most {limit} characters."),
    "minItems": N_("The list “{field}” is empty: give at least {limit} element, or leave the field out."),
    "maxItems": N_("The list “{field}” has too many elements: at most {limit}."),
    "uniqueItems": N_("The list “{field}” holds the same element twice. Remove one."),
    "additionalProperties": N_("The format has no field “{field}” in {parent}. Check its name, or remove it."),
    "anyOf": N_("{parent} has none of the contents that the format asks for."),
    "empty": N_("The file holds no contract. Check that the export was not empty."),
    "encoding": N_("The file is not in UTF-8, as JSON asks. Export it again in UTF-8."),
    "siret": N_("“{value}” is not a SIRET number. Copy the fourteen digits from the official directory of companies."),
}
_OTHER = N_("“{field}” does not follow the rule “{rule}” of the format.")
ROOT = N_("the file")
QUOTED = N_("“{name}”")

TITLES: Mapping[str, str] = {
    "type": N_("“{field}” has values of another kind than the schema asks"),
    "required": N_("“{field}” is missing"),
    "enum": N_("“{field}” has values that are not accepted"),
    "pattern": N_("“{field}” is not written as the schema asks"),
    "minimum": N_("“{field}” has numbers that are too small"),
    "maximum": N_("“{field}” has numbers that are too large"),
    "minLength": N_("“{field}” has texts that are too short"),
    "maxLength": N_("“{field}” has texts that are too long"),
    "minItems": N_("“{field}” is an empty list"),
    "maxItems": N_("“{field}” has too many elements"),
    "uniqueItems": N_("“{field}” holds the same element twice"),
    "additionalProperties": N_("“{field}” is not a field of the format"),
    "anyOf": N_("the file has neither contracts nor concessions"),
    "empty": N_("the file holds no contract"),
    "encoding": N_("the file is not in UTF-8"),
    "siret": N_("“{field}” has numbers that are not SIRET numbers"),
}
"""What happened, by rule."""
WHERE = N_("{what} ({count} times)")


def sentence(rule: str, limit: Any, params: Mapping[str, object]) -> Message:
    """Say what is wrong with a part of a document and how to mend it.

    Args:
        rule: keyword of JSON Schema, or one of ours (`empty`, `encoding`, `siret`).
        limit: what the rule asks for.
        params: `field`, `value` as it stands, `parent` that holds it, a good `example`.
    """
    told: dict[str, object] = {**params, "rule": rule}
    told["limit"] = ", ".join(map(str, limit)) if isinstance(limit, list) else limit
    if rule == "type":
        first = limit[0] if isinstance(limit, list) and limit else limit
        told["kind"] = Message(_KINDS.get(str(first), N_("of another kind")))
    return Message(_BY_RULE.get(rule, _OTHER), told)
