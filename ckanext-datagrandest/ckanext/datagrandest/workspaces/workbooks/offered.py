"""Which templates there are, and who fills them in: organisations, their commune, their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.quality import registry
from ckanext.datagrandest.quality.sender import Sender
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError, TableSchema
from ckanext.datagrandest.spreadsheets import inert
from ckanext.datagrandest.territories import codes, cog
from ckanext.datagrandest.workspaces import store


@dataclass(frozen=True, slots=True)
class Offered:
    """A schema that has a template: id, title, what it is about, how many columns, how many of them to be filled."""

    id: str
    version: str
    title: str
    description: str
    columns: int
    required: int


def offered() -> list[Offered]:
    """Give the schemas that have a template, by title."""
    schemas = [registry.get(name) for name in registry.versions()]
    tables = [schema for schema in schemas if schema.document is None]
    return sorted((_offered(schema) for schema in tables), key=lambda item: item.title.casefold())


def _offered(schema: TableSchema) -> Offered:
    required = sum(field.required for field in schema.fields)
    return Offered(
        schema.id, schema.version, schema.title or schema.id, schema.description, len(schema.fields), required
    )


def schema_of(name: str) -> TableSchema | None:
    """Give the schema of a template by its id (`scdl/subventions`) or its last part; None when it has no template."""
    if not name or "." in name or ":" in name:
        return None
    try:
        schema = registry.find(name)
    except SchemaRefusedError:
        return None
    return schema if schema.document is None and schema.id in registry.versions() else None


def sender_of(organization: Any) -> Sender:
    """Tell who an organisation is, by its workspace, else by what it says of itself.

    Args:
        organization: a group of CKAN's model.
    """
    workspace = store.find(organization.id)
    extras = organization.extras
    territories = codes.currents([workspace.territory] if workspace else _listed(extras.get("territories")))
    communes = [code for code in territories if code.startswith("commune:")]
    siret = str((workspace.siret if workspace else "") or extras.get("siret") or "")
    return sender_in(communes[0] if communes else "", siret, organization.title or organization.name)


def sender_in(territory: str, siret: str, title: str = "") -> Sender:
    """Tell who sends from a commune: its official name and codes; the title of the organisation elsewhere."""
    found = cog.commune(codes.split(territory)[1]) if territory else None
    if found is None:
        return Sender(name=inert(title), siret=siret)
    return Sender(found.name, found.code, siret, found.postcodes[0] if found.postcodes else "")


def _listed(value: Any) -> list[str]:
    try:
        return codes.read_list(value)
    except codes.UnreadableCodesError:
        return []
