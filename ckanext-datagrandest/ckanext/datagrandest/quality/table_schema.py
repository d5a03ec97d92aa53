"""Table Schema descriptors, as the checker needs them.

Source: Table Schema v1 (Frictionless Data specifications), with the two keys that the French registry
adds: `custom_checks` and `fields_match` is not used there. Defaults are those of the standard.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import regex

from ckanext.datagrandest.messages import N_, Message

TYPES = frozenset({
    "any", "array", "boolean", "date", "datetime", "duration", "geojson", "geopoint", "integer",
    "list", "number", "object", "string", "time", "year", "yearmonth",
})  # fmt: skip


#: Check of ours: the column must be there, though its cells may be empty.
REQUIRED_COLUMN = "required-column"


class SchemaRefusedError(Exception):
    """A descriptor that is not a Table Schema; `message` says what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Field:
    """One declared column.

    Attributes:
        name: header of the column, exactly as the schema writes it.
        type: Table Schema type (`string` when the descriptor gives none or an unknown one).
        format: `default` or a format of the type (`email`, `%d/%m/%Y`, …).
        constraints: `required`, `unique`, `pattern`, `enum`, `minLength`, `maxLength`, `minimum`, `maximum`.
        missing_values: cells that mean "no value".
        options: the type's own keys (`decimalChar`, `trueValues`, …), names as in the standard.
    """

    name: str
    type: str = "string"
    format: str = "default"
    constraints: Mapping[str, Any] = field(default_factory=dict)
    missing_values: tuple[str, ...] = ("",)
    title: str = ""
    description: str = ""
    example: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Whether the column must be there and filled."""
        return bool(self.constraints.get("required"))


@dataclass(frozen=True, slots=True)
class CustomCheck:
    """A check that Validata adds to Table Schema, with its parameters."""

    name: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """A whole schema; `id` is `owner/name` in the registry or a path, `version` as its folder says.

    A schema with a `document` is one of JSON files: `document` is its JSON Schema, `fields` only list its names.
    """

    id: str
    version: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[Mapping[str, Any], ...] = ()
    custom_checks: tuple[CustomCheck, ...] = ()
    title: str = ""
    description: str = ""
    homepage: str = ""
    document: Mapping[str, Any] | None = None

    def field(self, name: str) -> Field | None:
        """Give the field of that exact name, if declared, or in a regional language that it admits (`voie_nom_gsw`)."""
        found = next((item for item in self.fields if item.name == name), None)
        if found is not None:
            return found
        base, _, language = name.rpartition("_")
        found = next((item for item in self.fields if item.name == base), None)
        if found is None or language not in found.options.get("regionalLanguages", ()):
            return None
        return replace(found, name=name, constraints={})

    def column_is_required(self, field: Field) -> bool:
        """Tell whether a file without this column is at fault."""
        named = any(check.name == REQUIRED_COLUMN and check.params.get("column") == field.name
                    for check in self.custom_checks)  # fmt: skip
        return named or field.required or field.name in self.primary_key

    def aliases(self) -> dict[str, str]:
        """Give the other headers that are known to stand for a field, with its name."""
        return {alias: item.name for item in self.fields for alias in item.options.get("aliases", ())}


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


_FIELD_KEYS = {"name", "type", "format", "constraints", "missingValues", "title", "description", "example"}


def _makes_sense(name: str, limit: Any) -> bool:
    """Tell whether a constraint can be asked; those that are not known are asked by nobody."""
    if name == "pattern":
        try:
            return isinstance(limit, str) and bool(regex.compile(f"^{limit}$"))
        except regex.error:
            return False
    if name in {"minLength", "maxLength"}:
        return isinstance(limit, int)
    return name != "enum" or isinstance(limit, list)


def _constraints(descriptor: Mapping[Any, Any]) -> dict[str, Any]:
    found = descriptor.get("constraints") or {}
    wrong = None if isinstance(found, Mapping) else "constraints"
    if isinstance(found, Mapping):
        wrong = next((str(name) for name, limit in found.items() if not _makes_sense(str(name), limit)), None)
    if wrong is not None:
        raise SchemaRefusedError(Message(N_("In the schema, “{rule}” of the field “{field}” makes no sense: ask its author for a corrected file."), {"rule": wrong, "field": descriptor["name"]}))  # fmt: skip
    return dict(found)


def _list(descriptor: Mapping[Any, Any], key: str) -> list[Any]:
    found = descriptor.get(key) or []
    if not isinstance(found, list):
        raise SchemaRefusedError(Message(N_("In the schema, “{rule}” is not a list: ask its author for a corrected file."), {"rule": key}))  # fmt: skip
    return found


def _field(descriptor: object, missing: tuple[str, ...]) -> Field:
    if not isinstance(descriptor, Mapping) or not isinstance(descriptor.get("name"), str):
        raise SchemaRefusedError(
            Message(N_("Each field of the schema needs a name: ask its author for a corrected file."))
        )
    kind = descriptor.get("type") or "string"
    return Field(
        name=descriptor["name"],
        type=kind if kind in TYPES else "any",
        format=str(descriptor.get("format") or "default").removeprefix("fmt:"),
        constraints=_constraints(descriptor),
        missing_values=_names(descriptor["missingValues"]) if "missingValues" in descriptor else missing,
        title=str(descriptor.get("title") or ""),
        description=str(descriptor.get("description") or ""),
        example=descriptor.get("example"),
        options={key: value for key, value in descriptor.items() if key not in _FIELD_KEYS},
    )


def _custom_check(descriptor: object) -> CustomCheck:
    if not isinstance(descriptor, Mapping) or not isinstance(descriptor.get("name"), str):
        raise SchemaRefusedError(Message(N_("Each custom check of the schema needs a name.")))
    params = descriptor.get("params")
    return CustomCheck(descriptor["name"], dict(params) if isinstance(params, Mapping) else {})


def parse(descriptor: object, identifier: str = "", version: str = "") -> TableSchema:
    """Build a schema from its JSON descriptor.

    Args:
        descriptor: the decoded JSON object.
        identifier: `owner/name` in the registry; the descriptor's `name` otherwise.
        version: the registry's folder version; the descriptor's `version` otherwise (they can disagree).

    Raises:
        SchemaRefusedError: the object is not a Table Schema.
    """
    if not isinstance(descriptor, Mapping) or not isinstance(descriptor.get("fields"), list):
        raise SchemaRefusedError(Message(N_("This file is not a Table Schema: it has no list of fields.")))
    missing = _names(descriptor["missingValues"]) if "missingValues" in descriptor else ("",)
    return TableSchema(
        id=identifier or str(descriptor.get("name") or ""),
        version=version or str(descriptor.get("version") or ""),
        fields=tuple(_field(item, missing) for item in descriptor["fields"]),
        primary_key=_names(descriptor.get("primaryKey")),
        foreign_keys=tuple(_list(descriptor, "foreignKeys")),
        custom_checks=tuple(_custom_check(item) for item in _list(descriptor, "custom_checks")),
        title=str(descriptor.get("title") or ""),
        description=str(descriptor.get("description") or ""),
        homepage=str(descriptor.get("homepage") or ""),
    )


def read(path: Path) -> TableSchema:
    """Read a Table Schema file as it is published (JSON, UTF-8 with or without BOM).

    Raises:
        SchemaRefusedError: the file cannot be read or is not a Table Schema.
    """
    try:
        descriptor = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as cause:
        raise SchemaRefusedError(
            Message(N_("The schema “{name}” cannot be read as JSON."), {"name": path.name})
        ) from cause
    return parse(descriptor, version="")
