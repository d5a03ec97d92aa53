"""The example row of a template: made from the examples of a schema, and told from data when somebody leaves it in; pure.

All our examples speak of one commune (Bruyères, in the Vosges). A template speaks of the commune that asks for it, so a cell
that names the commune of the examples may hold anything when the row is looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from ckanext.datagrandest.quality.columns import column
from ckanext.datagrandest.quality.sender import EXAMPLE, Sender
from ckanext.datagrandest.quality.table_schema import Field, TableSchema

CODE = "example-row"
#: Fewer cells than that, the same as in the example, prove nothing.
_FEWEST = 3
_NUMBERS = frozenset({"number", "integer", "year"})


#: Words before the name that go with it.
_BEFORE = frozenset({"kind", "of"})
_OWN = re.compile(
    rf"(?P<kind>\bCommune )?(?P<of>\bde )?(?P<name>{EXAMPLE.name})\b|(?<!\d)(?:(?P<siret>{EXAMPLE.siret})|(?P<siren>{EXAMPLE.siren})"
    rf"|(?P<insee>{EXAMPLE.insee})|(?P<postcode>{EXAMPLE.postcode}))(?!\d)"
)


def of_place(name: str) -> str:
    """Say "of" a commune in French: "d'Épinal", "du Ménil", "des Forges", "de La Bresse"."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    first = unicodedata.normalize("NFKD", name[:1])[:1].casefold()
    return f"d'{name}" if first in "aeiouœæ" and first else f"de {name}"


def own_part(field: Field) -> str:
    """Tell what of its sender a column holds: `name`, `siret`, `siren`, `insee`, `postcode`, or nothing ("")."""
    found = _OWN.search(str(field.example or ""))
    return next((part for part, text in found.groupdict().items() if text and part not in _BEFORE), "") if found else ""


def own_value(field: Field, sender: Sender) -> str:
    """Give the example of a field as the sender would write it; the example itself where the field refuses that."""
    example = "" if field.example is None else str(field.example)
    if not own_part(field):
        return example
    written = _OWN.sub(_in_place_of(sender), example)
    return written if not column(0, field.name, field).verdict(written) else example


def _in_place_of(sender: Sender) -> Callable[[re.Match[str]], str]:
    def write(found: re.Match[str]) -> str:
        if found["name"]:
            return _named(found, sender)
        part = next(part for part in ("siret", "siren", "insee", "postcode") if found[part])
        return getattr(sender, part) or found[0]

    return write


def _named(found: re.Match[str], sender: Sender) -> str:
    """Write the sender's name as the example does; a sender that is no commune is not called one."""
    name = sender.name or EXAMPLE.name
    if found["kind"] and sender.name and not sender.insee:
        return name
    return f"{found['kind'] or ''}{of_place(name) if found['of'] else name}"


def example_row(schema: TableSchema, sender: Sender) -> dict[str, str]:
    """Give one valid row of a schema, by the names of its fields, as the sender would write it."""
    return {field.name: own_value(field, sender) for field in schema.fields}


def is_example(header: Sequence[str], cells: Sequence[str | None], schema: TableSchema) -> bool:
    """Tell whether a row is that of a template, left as it was.

    Args:
        header: names of the columns, as the schema writes them.
        cells: of the row.
        schema: which the template was made for.
    """
    fields = {item.name: item for item in schema.fields}
    filled = {label: text.strip() for label, text in zip(header, cells, strict=False) if text and text.strip()}
    told = {label: text for label, text in filled.items() if _tells(fields.get(label))}
    same = len(told) >= _FEWEST and all(_same(fields[label], text) for label, text in told.items())
    # A schema that says nothing of our commune is not one of ours: its examples may be somebody's data.
    return same and any(own_part(item) for item in schema.fields)


def _tells(field: Field | None) -> bool:
    """Tell whether the cell of a field says that a row is an example: booleans are written in many ways."""
    return field is not None and field.type != "boolean" and not own_part(field)


def _same(field: Field, text: str) -> bool:
    example = str(field.example or "")
    if field.type in _NUMBERS:
        return _number(text) == _number(example)
    return text.casefold() == example.casefold()


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def first_is_example(
    header: Sequence[str], rows: Mapping[int, Sequence[str | None]], schema: TableSchema
) -> int | None:
    """Give the number of the first row that is filled when it is an example, among the first of a file."""
    for number, cells in rows.items():
        if any(text and text.strip() for text in cells):
            return number if is_example(header, cells, schema) else None
    return None
