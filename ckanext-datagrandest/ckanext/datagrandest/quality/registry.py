"""Table schemas by name and version: those of `schemas/tables`, or any Table Schema file.

Layout: `schemas/tables/<owner>/<name>/<version>.yaml` holds the facts of a version (names, types, constraints,
checks, as the registry publishes them); `wording.yaml` beside them our own French for all the versions.
Versions pulled from the registry stand in a folder of the same layout (`pulling`); those we ship come first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from ckanext.datagrandest import schemas
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.table_schema import Field, SchemaRefusedError, TableSchema, parse, read

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

TABLES = Path(schemas.__file__).parent / "tables"
WORDING = "wording.yaml"


def _load(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader) or {}  # noqa: S506 - both loaders are safe ones


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def user_folder() -> Path:
    """Give the folder of the schemas that were pulled: `DGE_SCHEMAS`, else the user's data folder."""
    if named := os.environ.get("DGE_SCHEMAS"):
        return Path(named)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "datagrandest/schemas"


def _folders() -> tuple[Path, ...]:
    return TABLES, user_folder()


def versions() -> Mapping[str, tuple[str, ...]]:
    """Give the versions of each schema we ship or have pulled, oldest first, by `owner/name`."""
    return _versions(_folders())


@cache
def _versions(folders: tuple[Path, ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in folder.glob("*/*/*.yaml"):
            if path.name != WORDING:
                found.setdefault(path.parent.relative_to(folder).as_posix(), set()).add(path.stem)
    return {name: tuple(sorted(found[name], key=_order)) for name in sorted(found)}


def forget() -> None:
    """Forget what was read: schemas were pulled since."""
    _versions.cache_clear()
    _get.cache_clear()


def _worded(field: Field, words: Mapping[str, Any], version: str) -> Field:
    return replace(
        field,
        title=str(words.get("title") or field.title),
        description=str(words.get("help") or field.description),
        example=(words.get("examples") or {}).get(version) or words.get("example", field.example),
    )


def load(path: Path, name: str, version: str) -> TableSchema:
    """Read the facts of one version, without words."""
    facts = _load(path)
    document = facts.get("document")
    if not isinstance(document, dict):
        return parse(facts, name, version)
    from ckanext.datagrandest.quality.documents.facts import fields_of

    return TableSchema(name, version, fields_of(document), document=document)


def get(name: str, version: str | None = None) -> TableSchema:
    """Give one of the schemas we ship or have pulled, in our words.

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
    return _get(name, chosen, _folders())


@cache
def _get(name: str, version: str, folders: tuple[Path, ...]) -> TableSchema:
    path = next(
        folder / name / f"{version}.yaml" for folder in folders if (folder / name / f"{version}.yaml").is_file()
    )
    schema = load(path, name, version)
    worded = next((folder / name / WORDING for folder in folders if (folder / name / WORDING).is_file()), None)
    words = _load(worded) if worded else {}
    fields = words.get("fields") or {}
    return replace(
        schema,
        title=str(words.get("title") or ""),
        description=str(words.get("description") or ""),
        homepage=str(words.get("homepage") or ""),
        fields=tuple(_worded(field, fields.get(field.name) or {}, version) for field in schema.fields),
    )


def title(name: str) -> str:
    """Give the title of a schema in our words; its name when we do not ship it."""
    return (get(name).title or name) if name in versions() else name


def _short_names(known: str) -> set[str]:
    last = known.partition("/")[2]
    return {known, last, last.removeprefix("schema-")}


def fetch(url: str, client: GuardedClient | None = None) -> TableSchema:
    """Read a Table Schema at an address.

    Raises:
        SchemaRefusedError: no answer, or not a Table Schema.
    """
    from ckanext.datagrandest.net.client import GuardedClient
    from ckanext.datagrandest.net.errors import OutboundError

    try:
        descriptor = json.loads((client or GuardedClient()).get(url).content)
    except OutboundError as error:
        raise SchemaRefusedError(error.message) from error
    except (ValueError, RecursionError) as error:
        raise SchemaRefusedError(Message(N_("The schema “{name}” cannot be read as JSON."), {"name": url})) from error
    schema = parse(descriptor)
    return replace(schema, id=schema.id or url)


def find(name: str, client: GuardedClient | None = None) -> TableSchema:
    """Find a schema by `owner/name`, `owner/name@version`, its last part alone (`bal`), or the path or address of a file.

    Args:
        name: what designates it.
        client: what asks for an address; one with the default policy when None.

    Raises:
        SchemaRefusedError: no such schema, or not a Table Schema.
    """
    if name.startswith(("http://", "https://")):
        return fetch(name, client)
    if name.endswith(".json") or Path(name).is_file():
        return read(Path(name))
    identifier, _, version = name.partition("@")
    matching = [known for known in versions() if identifier in _short_names(known)]
    return get(matching[0] if len(matching) == 1 else identifier, version or None)
