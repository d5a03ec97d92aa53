"""Table schemas by name: those of `schemas/tables`, or any Table Schema file."""

from __future__ import annotations

from pathlib import Path

from ckanext.datagrandest.quality.table_schema import TableSchema, read


def find(name: str) -> TableSchema:
    """Find a schema by its path.

    Raises:
        SchemaRefusedError: no such schema, or not a Table Schema.
    """
    return read(Path(name))
