"""Frictionless as the peer of `quality`: the same file, the same fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_NO_LIMIT = 10**9


def descriptor(schema: Any) -> dict[str, Any]:
    """Write one of our schemas as a Table Schema descriptor."""
    return {
        "missingValues": list(schema.fields[0].missing_values),
        "primaryKey": list(schema.primary_key),
        "foreignKeys": [dict(key) for key in schema.foreign_keys],
        "fields": [
            {
                "name": field.name,
                "type": field.type,
                "format": field.format,
                "constraints": dict(field.constraints),
                **field.options,
            }
            for field in schema.fields
        ],
    }


def faults(path: Path, schema: Any) -> set[tuple[int | None, str | None, str]]:
    """Give the faults that Frictionless finds, all of them."""
    import frictionless
    from frictionless import resources

    fields = frictionless.Schema.from_descriptor(descriptor(schema))
    table = resources.TableResource(path=path.name, basepath=str(path.parent), schema=fields)
    report = frictionless.validate(table, limit_errors=_NO_LIMIT)
    return {(row, field or None, code) for row, field, code in report.flatten(["rowNumber", "fieldName", "type"])}
