"""The table of fields of `docs/metadata.md`, from the declaration: `python -m ckanext.datagrandest.metadata.reference`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from ckanext.datagrandest.metadata.declaration import Field, dataset_declaration, organization_declaration

HEADINGS = ("Field", "Label", "Group", "Values", "Solr", "DCAT-AP")


def markdown() -> str:
    """Give the tables of dataset, resource and organisation fields."""
    dataset = dataset_declaration()
    parts = (
        ("Dataset", dataset.level("dataset")),
        ("Resource", dataset.level("resource")),
        ("Organisation", organization_declaration().level("organization")),
    )
    return "\n".join(f"### {title}\n\n{_table(fields)}" for title, fields in parts)


def _table(fields: Iterable[Field]) -> str:
    rows = [HEADINGS, ("---",) * len(HEADINGS), *_rows(fields)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _rows(fields: Iterable[Field]) -> Iterator[tuple[str, ...]]:
    for parent in fields:
        for field in (parent, *parent.subfields):
            name = f"{field.parent}.{field.name}" if field.parent else field.name
            yield (
                f"`{name}`",
                str(field.raw["label"]),
                str(field.raw.get("dge_group", "")),
                _values(field),
                f"`{field.solr_name}`" if field.solr_name else field.index,
                f"`{field.dcat}`" if field.dcat != "none" else "",
            )


def _values(field: Field) -> str:
    if field.subfields:
        return "rows"
    kind = f"`{field.vocabulary}`" if field.vocabulary else "text"
    return f"list of {kind}" if field.is_list else kind


if __name__ == "__main__":
    sys.stdout.write(markdown())
