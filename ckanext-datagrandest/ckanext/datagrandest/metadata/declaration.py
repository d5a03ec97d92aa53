"""The dataset and organisation schemas as declared in YAML, with presets applied.

Everything that depends on the fields (index, display, lint, DCAT, cleaning of harvested records) reads
this declaration; no other module lists fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ckanext.datagrandest.metadata.reading import SCHEMAS, read_mapping, read_sequence

DATASET_FILE = SCHEMAS / "datasets" / "dataset.yaml"
ORGANIZATION_FILE = SCHEMAS / "organizations" / "organization.yaml"
PRESETS_FILE = SCHEMAS / "presets.yaml"

#: Solr suffixes of our configset; `txt` is analysed as French, the others are exact and sortable.
SUFFIXES = frozenset({"s", "ss", "i", "is", "f", "fs", "dt", "dts", "b", "txt"})
#: `core`: CKAN indexes it; `own`: another room does; `rows`: its subfields are indexed; `none`: not indexed.
INDEX_WORDS = frozenset({"core", "own", "rows", "none"})
PAGES = frozenset({"header", "table", "none"})

Level = Literal["dataset", "resource", "organization"]


@dataclass(frozen=True)
class Field:
    """One field of a schema.

    Attributes:
        name: its name in the API.
        level: dataset, resource or organization.
        raw: the declaration with its preset applied.
        parent: name of the repeating field that holds it, if any.
        subfields: fields of each row, for a repeating field.
    """

    name: str
    level: Level
    raw: Mapping[str, Any]
    parent: str | None = None
    subfields: tuple[Field, ...] = ()

    @property
    def path(self) -> str:
        """Name with that of its parent: `contacts__role`; a resource's begins with `res_`."""
        own = f"{self.parent}__{self.name}" if self.parent else self.name
        return f"res_{own}" if self.level == "resource" else own

    @property
    def index(self) -> str:
        """Solr suffix or one of `INDEX_WORDS`; empty when not declared."""
        return str(self.raw.get("dge_index", ""))

    @property
    def solr_name(self) -> str | None:
        """Name of its Solr field, None when we do not write one."""
        return f"{self.path}_{self.index}" if self.index in SUFFIXES else None

    @property
    def dcat(self) -> str:
        """Its property in DCAT-AP, `none`, or empty when not declared."""
        return str(self.raw.get("dge_dcat", ""))

    @property
    def vocabulary(self) -> str | None:
        """Name of its vocabulary, if it has one."""
        return self.raw.get("dge_vocabulary")

    @property
    def validators(self) -> tuple[str, ...]:
        """Names of its validators, without their arguments."""
        return tuple(name.partition("(")[0] for name in str(self.raw.get("validators", "")).split())

    @property
    def is_list(self) -> bool:
        """True when the API shows a list of plain values."""
        return "dge_list_output" in str(self.raw.get("output_validators", ""))


@dataclass(frozen=True)
class Declaration:
    """A schema file, read and expanded."""

    file: Path
    raw: Mapping[str, Any]
    fields: tuple[Field, ...]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def every(self) -> Iterator[Field]:
        """Give all fields, subfields included."""
        for field in self.fields:
            yield field
            yield from field.subfields

    def level(self, level: Level) -> tuple[Field, ...]:
        """Give the fields of one level, without their subfields."""
        return tuple(field for field in self.fields if field.level == level)

    def field(self, name: str, level: Level | None = None) -> Field | None:
        """Find a field by name, or by `parent__name` for a subfield."""
        for field in self.every():
            spelled = f"{field.parent}__{field.name}" if field.parent else field.name
            if spelled == name and level in {None, field.level}:
                return field
        return None

    @property
    def groups(self) -> list[Mapping[str, Any]]:
        """The groups of the form, in order."""
        return list(self.raw.get("dge_groups", ()))


@cache
def dataset_declaration() -> Declaration:
    """Read the dataset schema once; `SchemaUnreadableError` when it cannot be."""
    return read_declaration(DATASET_FILE, {"dataset_fields": "dataset", "resource_fields": "resource"})


@cache
def organization_declaration() -> Declaration:
    """Read the organisation schema once; `SchemaUnreadableError` when it cannot be."""
    return read_declaration(ORGANIZATION_FILE, {"fields": "organization"})


def read_declaration(file: Path, sections: Mapping[str, Level], presets_file: Path = PRESETS_FILE) -> Declaration:
    """Read a schema file and apply its presets.

    Args:
        file: schema of ckanext-scheming, in YAML.
        sections: key of each list of fields, with the level of its fields.
        presets_file: our presets.

    Raises:
        SchemaUnreadableError: a file is missing, is not YAML, or lacks a key.
    """
    raw = read_mapping(file, ("scheming_version", "dge_groups", *sections))
    presets = read_presets(presets_file)
    fields = tuple(
        _field(entry, level, presets)
        for section, level in sections.items()
        for entry in read_sequence(file, raw[section], ("field_name",))
    )
    return Declaration(file, raw, fields)


@cache
def read_presets(file: Path = PRESETS_FILE) -> dict[str, Mapping[str, Any]]:
    """Read our presets: name → values."""
    content = read_mapping(file, ("presets",))
    entries = read_sequence(file, content["presets"], ("preset_name", "values"))
    return {entry["preset_name"]: entry["values"] for entry in entries}


def _field(entry: Mapping[str, Any], level: Level, presets: Mapping[str, Any], parent: str | None = None) -> Field:
    raw = {**presets.get(entry.get("preset", ""), {}), **entry}
    subfields = tuple(
        _field(inner, level, presets, entry["field_name"]) for inner in entry.get("repeating_subfields", ())
    )
    return Field(entry["field_name"], level, raw, parent, subfields)
