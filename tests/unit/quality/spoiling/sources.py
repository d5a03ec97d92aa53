"""The valid sheets that are spoiled: one of each schema of ours, and the real files that Validata finds valid."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

from spoiling.sheets import Known, Sheet, known
from spoiling.valid import rows

from ckanext.datagrandest.quality import registry, table_schema
from ckanext.datagrandest.quality.judge import judge
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

OWN_SIRET = "21880413600016"


def generated(seed: int, count: int) -> list[tuple[Sheet, Known]]:
    """Make a valid sheet of each table schema that we ship; a third of its rows are of the sender."""
    found: list[tuple[Sheet, Known]] = []
    for name in registry.versions():
        schema = registry.get(name)
        if schema.document is not None:
            continue
        header = [field.name for field in schema.fields]
        bound = known(header, schema, OWN_SIRET)
        chance = random.Random(f"{seed} {name}")  # noqa: S311 - not for secrets
        made = rows(schema, bound.accepts, chance, count)
        for place in bound.named("siret", "idattribuant"):
            for row in made[::3]:
                row[place] = OWN_SIRET if row[place] else ""
        found.append((Sheet(header, made), bound))
    return found


def real(shared_data: Path) -> Iterator[tuple[str, Sheet, Known]]:
    """Read the real files that Validata finds valid, and that have nothing to tidy, with their schemas."""
    verdicts = json.loads((shared_data / "tabular/validata-verdicts.json").read_text("utf-8"))
    for file, verdict in verdicts.items():
        if not file.endswith(".csv") or not verdict.get("valid"):
            continue
        try:
            schema = table_schema.read(shared_data / verdict["schema"])
        except SchemaRefusedError:
            continue
        if judge(shared_data / file, schema).valid:
            sheet = read(shared_data / file, schema)
            yield file, sheet, known(sheet.header, schema, OWN_SIRET)


def read(path: Path, schema: table_schema.TableSchema) -> Sheet:
    """Read a file as it is."""
    with open_table(path, schema.fields) as table:
        made = [[text or "" for text in row] for batch in table.batches for row in batch.frame.iter_rows()]
        return Sheet(list(table.header), made)
