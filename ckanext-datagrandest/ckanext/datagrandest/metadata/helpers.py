"""Template helpers: labels from memory, choices of a field, groups of the form and of the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.metadata import dates
from ckanext.datagrandest.metadata.declaration import Declaration, Field, dataset_declaration, organization_declaration
from ckanext.datagrandest.metadata.reading import SchemaUnreadableError
from ckanext.datagrandest.metadata.validators import dge_list_output
from ckanext.datagrandest.metadata.vocabularies import Term, vocabulary
from ckanext.datagrandest.territories import codes, cog_table

#: Rows left blank at the end of a repeating field, so that one can be added without JavaScript.
BLANK_ROWS = 1


def dge_label(field: str, code: object) -> str:
    """Give the label of a code in the reader's language; the code itself when it has none.

    Args:
        field: name of a dataset field (`themes`), of a subfield (`contacts__role`), of its Solr field
            (`themes_ss`), of an organisation's field (`kind`) or of a vocabulary (`licences`).
        code: what is stored.
    """
    name = _vocabulary_of(field)
    return vocabulary(name).label(code, _language()) if name else str(code)


def dge_term(vocabulary_name: str, code: object) -> Term | None:
    """Give the term of a vocabulary for a code, with its address and what else the file says; None when unknown."""
    return vocabulary(vocabulary_name).match(code)


def dge_choices(field: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the choices of a declared field as ckanext-scheming wants them, in the vocabulary's order."""
    name = field.get("dge_vocabulary")
    return [{"value": term.code, "label": dict(term.labels)} for term in vocabulary(name)] if name else []


def dge_group_fields(fields: Iterable[Mapping[str, Any]], group: str) -> list[Mapping[str, Any]]:
    """Give the fields of a scheming schema that belong to a group, in order."""
    return [field for field in fields if field.get("dge_group") == group]


def dge_shown_fields(
    fields: Iterable[Mapping[str, Any]], group: str, data: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Give the fields of a group that have a value and a place in the page's tables."""
    return [
        field
        for field in dge_group_fields(fields, group)
        if field.get("dge_page") == "table" and data.get(field["field_name"]) not in (None, "", [], {})
    ]


def dge_group_is_filled(
    fields: Iterable[Mapping[str, Any]], data: Mapping[str, Any], errors: Mapping[str, Any]
) -> bool:
    """Tell whether a group of the form must be open: one of its fields has an error."""
    return any(errors.get(field["field_name"]) for field in fields)


def dge_values(value: Any) -> list[Any]:
    """Give a list for a stored list, its JSON, a single value or nothing."""
    return dge_list_output(value) if value not in (None, "") else []


def dge_lines_text(value: Any) -> str:
    """Write a list for a text area, one entry a line; a text already typed stays as it is."""
    if isinstance(value, str) and not value.strip().startswith("["):
        return value
    return "\n".join(_plain(entry) for entry in dge_values(value))


def dge_json(value: Any) -> str:
    """Write a value for a hidden input that carries it through the form."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def dge_rows(field: Mapping[str, Any], data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the rows of a repeating field for the form: those that are filled, then blank ones.

    After an error the form holds `contacts-0-name` as it was typed, beside the rows of the database: the typed win.
    """
    name = field["field_name"]
    stored = data.get(name)
    rows = _typed_rows(name, data) or (
        [row for row in stored if isinstance(row, dict)] if isinstance(stored, list) else []
    )
    return [*rows, *({} for _ in range(int(field.get("form_blanks", BLANK_ROWS))))]


def _typed_rows(name: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows from the names of inputs, in the order in which ckanext-scheming numbers them (that of the texts)."""
    rows: dict[str, dict[str, Any]] = {}
    for key in sorted(key for key in data if key.startswith(f"{name}-")):
        _, index, subfield = (*key.split("-", 2), "")[:3]
        rows.setdefault(index, {})[subfield] = data[key]
    typed = list(rows.values())
    while typed and not any(typed[-1].values()):
        typed.pop()
    return typed


def dge_row_errors(errors: Mapping[str, Any], field_name: str, index: int) -> Mapping[str, Any]:
    """Give the errors of one row of a repeating field."""
    rows = errors.get(field_name)
    row = rows[index] if isinstance(rows, list) and index < len(rows) else {}
    return row if isinstance(row, dict) else {}


def dge_date(value: Any) -> str:
    """Write a stored date in the reader's language, as precisely as it is known."""
    return dates.written(value, _language())


def dge_territory_name(code: object) -> str:
    """Give the name of a territory by its code, such as `commune:88413`; the code itself when nothing is known."""
    try:
        return codes.label(str(code))
    except cog_table.CogTableError:
        return str(code)


def dge_bbox(value: Any) -> dict[str, float] | None:
    """Give west, south, east and north of a stored geometry, in degrees; None when there is none."""
    import shapely.geometry

    try:
        shape = json.loads(value) if isinstance(value, str) else value
        west, south, east, north = shapely.geometry.shape(shape).bounds
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return {"west": west, "south": south, "east": east, "north": north}


def _vocabulary_of(name: str) -> str | None:
    declarations: tuple[Declaration, ...] = (dataset_declaration(), organization_declaration())
    for declaration in declarations:
        for field in declaration.every():
            if name in _spellings(field):
                return field.vocabulary
    try:
        return vocabulary(name).name
    except SchemaUnreadableError:
        return None


def _spellings(field: Field) -> set[str | None]:
    return {field.name if not field.parent else None, field.path, field.solr_name} - {None}


def _language() -> str:
    try:
        return str(tk.h.lang())
    except (RuntimeError, TypeError):
        return str(tk.config.get("ckan.locale_default") or "fr")


def _plain(entry: Any) -> str:
    return f"{entry:g}" if isinstance(entry, float) else str(entry)
