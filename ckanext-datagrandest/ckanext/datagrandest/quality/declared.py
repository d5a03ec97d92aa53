"""What a resource says of the schema it follows: an identifier, or an address of one; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.quality import registry

#: Addresses of the national registry: …/schemas/<owner>/<name>/<version>/…
_REGISTRY = re.compile(r"/(?:schemas/)?([A-Za-z0-9_-]+/[A-Za-z0-9_-]+)(?:/(\d+(?:\.\d+)+|latest))?(?:/|$)")

#: Word in the place of a schema: a person said that the file follows none, so that none is looked for.
NOTHING = "none"
#: What a resource says of it in its field `schema_recognition` (`schemas/vocabularies/schema_recognitions.yaml`).
NEVER = "never"


@dataclass(frozen=True, slots=True)
class Declared:
    """The schema asked for: one we ship (`id`, with `version` or None for the newest), an `address` to read, or `nothing`."""

    id: str = ""
    version: str | None = None
    address: str = ""
    unknown: str = ""
    nothing: bool = False


def declared(schema: str | None, version: str | None) -> Declared | None:
    """Understand the fields `schema` and `schema_version` of a resource; None when they say nothing.

    A version that we do not have is kept in `unknown`, as is a name: the verdict says so instead of guessing.
    """
    text, wanted = (schema or "").strip(), (version or "").strip() or None
    if not text:
        return None
    if text == NOTHING:
        return Declared(nothing=True)
    if text in registry.versions():
        return _versioned(text, wanted)
    if not text.startswith(("http://", "https://")):
        short = [name for name in registry.versions() if name.partition("/")[2] == text]
        return _versioned(short[0], wanted) if len(short) == 1 else Declared(unknown=text)
    for match in _REGISTRY.finditer(text):
        if match[1] in registry.versions():
            from_address = match[2] if match[2] != "latest" else None
            return _versioned(match[1], wanted or from_address)
    return Declared(address=text)


def wanted_of(resource: Mapping[str, Any]) -> tuple[str, str]:
    """Give the schema and its version that a resource asks for, as its fields say; `NOTHING` when it wants none looked for."""
    schema, version = str(resource.get("schema") or ""), str(resource.get("schema_version") or "")
    if not schema and resource.get("schema_recognition") == NEVER:
        return NOTHING, ""
    return schema, version


def fields_of(schema: str, version: str = "") -> dict[str, str]:
    """Give the fields of a resource that ask for a schema, for `NOTHING`, or (empty) for the one that is recognised."""
    if schema == NOTHING:
        return {"schema": "", "schema_version": "", "schema_recognition": NEVER}
    return {"schema": schema, "schema_version": version, "schema_recognition": ""}


def _versioned(name: str, version: str | None) -> Declared:
    known = registry.versions()[name]
    cleaned = version.removeprefix("v") if version else None
    if cleaned and cleaned not in known:
        return Declared(unknown=f"{name} {version}")
    return Declared(name, cleaned)
