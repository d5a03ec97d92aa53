"""The facts of a JSON Schema: its rules without its sentences, and its fields as a list.

Source: JSON Schema draft-07. A schema of ours keeps them under the key `document`, as YAML.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.datagrandest.quality.table_schema import Field

#: Keys that hold sentences or addresses, and no rule.
_SENTENCES = frozenset({"title", "description", "examples", "example", "$id", "$comment", "default"})
#: Keys whose members are named by the format, not by JSON Schema.
_NAMING = frozenset({"properties", "definitions", "$defs", "patternProperties"})
_CONSTRAINTS = ("pattern", "enum", "minLength", "maxLength", "minimum", "maximum")
_TYPES = {"string": "string", "number": "number", "integer": "integer", "boolean": "boolean", "array": "array",
          "object": "object"}  # fmt: skip


def rules_of(schema: Any, *, names: bool = False) -> Any:
    """Give a JSON Schema without its sentences.

    Args:
        schema: any part of it.
        names: whether the keys of this part are names chosen by the format.
    """
    if isinstance(schema, Mapping):
        kept = {key: value for key, value in schema.items() if names or key not in _SENTENCES}
        return {key: rules_of(value, names=not names and key in _NAMING) for key, value in kept.items()}
    return [rules_of(item) for item in schema] if isinstance(schema, list) else schema


def resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow the references of a part of a schema to where its rules stand; draft-07 ignores what is beside one."""
    seen: set[str] = set()
    while isinstance(address := schema.get("$ref"), str) and address.startswith("#/") and address not in seen:
        seen.add(address)
        part: Any = document
        for name in address[2:].split("/"):
            part = part.get(name, {}) if isinstance(part, Mapping) else {}
        schema = part if isinstance(part, Mapping) else {}
    return schema


def _properties(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Iterator[tuple[str, bool, Mapping[str, Any]]]:  # fmt: skip
    if depth > 20:  # noqa: PLR2004 - a schema may refer to itself
        return
    found = resolved(schema, document)
    required = found.get("required") or ()
    for name, part in (found.get("properties") or {}).items():
        yield name, name in required, resolved(part, document)
        yield from _properties(part, document, depth + 1)
    if isinstance(found.get("items"), Mapping):
        yield from _properties(found["items"], document, depth + 1)


def fields_of(document: Mapping[str, Any]) -> tuple[Field, ...]:
    """List the fields of a JSON Schema by name; a name used in several places comes once, as at its first place."""
    fields: dict[str, Field] = {}
    for name, required, rules in _properties(document, document, 0):
        constraints = {key: rules[key] for key in _CONSTRAINTS if key in rules}
        if required:
            constraints["required"] = True
        kind = rules.get("type")
        fields.setdefault(name, Field(name, _TYPES.get(str(kind), "any"), constraints=constraints))
    return tuple(fields.values())
