"""Table schemas by name and version: those of `schemas/tables`, or any Table Schema file.

Layout: `schemas/tables/<owner>/<name>/<version>.yaml` holds the facts of a version (names, types, constraints,
checks, as the registry publishes them); `wording.yaml` beside them our own French for all the versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ckanext.datagrandest import schemas
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.table_schema import Field, SchemaRefusedError, TableSchema, parse, read

TABLES = Path(schemas.__file__).parent / "tables"
WORDING = "wording.yaml"


def _load(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader) or {}  # noqa: S506 - both loaders are safe ones


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


@cache
def versions() -> Mapping[str, tuple[str, ...]]:
    """Give the versions of each schema we ship, oldest first, by `owner/name`."""
    found: dict[str, list[str]] = {}
    for path in TABLES.glob("*/*/*.yaml"):
        if path.name != WORDING:
            found.setdefault(path.parent.relative_to(TABLES).as_posix(), []).append(path.stem)
    return {name: tuple(sorted(found[name], key=_order)) for name in sorted(found)}


def _worded(field: Field, words: Mapping[str, Any], version: str) -> Field:
    return replace(
        field,
        title=str(words.get("title") or field.title),
        description=str(words.get("help") or field.description),
        example=(words.get("examples") or {}).get(version) or words.get("example", field.example),
    )


def _parsed(facts: Mapping[str, Any], name: str, version: str) -> TableSchema:
    document = facts.get("document")
    if not isinstance(document, dict):
        return parse(facts, name, version)
    from ckanext.datagrandest.quality.documents.facts import fields_of

    return TableSchema(name, version, fields_of(document), document=document)


@cache
def get(name: str, version: str | None = None) -> TableSchema:
    """Give one of the schemas we ship, in our words.

    Args:
        name: `owner/name`.
        version: one of `versions()[name]`, or its start (`1.4`); the newest when None.

    Raises:
        SchemaRefusedError: no such schema or version.
    """
    known = versions().get(name, ())
    same = [item for item in known if version is None or item == version or item.startswith(f"{version}.")]
    chosen = same[-1] if same else ""
    if not chosen:
        raise SchemaRefusedError(Message(N_("There is no schema “{name}”: dge schemas lists those that exist."), {"name": f"{name} {version or ''}".strip()}))  # fmt: skip
    folder = TABLES / name
    schema = _parsed(_load(folder / f"{chosen}.yaml"), name, chosen)
    words = _load(folder / WORDING) if (folder / WORDING).is_file() else {}
    fields = words.get("fields") or {}
    return replace(
        schema,
        title=str(words.get("title") or ""),
        description=str(words.get("description") or ""),
        homepage=str(words.get("homepage") or ""),
        fields=tuple(_worded(field, fields.get(field.name) or {}, chosen) for field in schema.fields),
    )


def _short_names(known: str) -> set[str]:
    last = known.partition("/")[2]
    return {known, last, last.removeprefix("schema-")}


def find(name: str) -> TableSchema:
    """Find a schema by `owner/name`, `owner/name@version`, its last part alone (`bal`), or the path of a file.

    Raises:
        SchemaRefusedError: no such schema, or not a Table Schema.
    """
    if name.endswith(".json") or Path(name).is_file():
        return read(Path(name))
    identifier, _, version = name.partition("@")
    matching = [known for known in versions() if identifier in _short_names(known)]
    return get(matching[0] if len(matching) == 1 else identifier, version or None)
