"""Index documents from the declaration: typed, flat, and never lost for one bad value.

A dataset field becomes `<field>_<suffix>`, a subfield `<field>__<subfield>_<suffix>`, a resource's field
`res_<field>_<suffix>`; the raw texts that CKAN puts beside them (JSON of lists, extras) are taken out.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ckanext.datagrandest.metadata import dates
from ckanext.datagrandest.metadata.declaration import Declaration, Field
from ckanext.datagrandest.metadata.values import ValueProblemError

log = logging.getLogger(__name__)

#: Solr refuses the whole document when an exact string is longer than this, in bytes.
LONGEST_TERM = 32766
TRUE = frozenset({"true", "1", "yes", "on"})


def index_fields(dataset: Mapping[str, Any], declaration: Declaration) -> dict[str, Any]:
    """Give the typed Solr fields of a dataset as `package_show` gives it with its own schema."""
    document: dict[str, Any] = {}
    for field in declaration.level("dataset"):
        _add(document, field, [dataset.get(field.name)])
        rows = dataset.get(field.name)
        if field.subfields and isinstance(rows, list):
            _add_columns(document, field.subfields, rows)
    resources = [resource for resource in dataset.get("resources") or [] if isinstance(resource, dict)]
    _add_columns(document, declaration.level("resource"), resources)
    return document


def raw_keys(declaration: Declaration) -> list[str]:
    """List the keys of the document where CKAN wrote our fields as raw text, which Solr must not get."""
    replaced = [field for field in declaration.level("dataset") if field.index not in {"core", "own"}]
    return [key for field in replaced for key in (field.name, f"extras_{field.name}")]


def overlong_keys(document: Mapping[str, Any]) -> list[str]:
    """List the keys of extras too long for Solr; CKAN writes each extra twice."""
    extras = [key for key in document if key.startswith("extras_") and _too_long(document[key])]
    return [key for extra in extras for key in (extra, extra.removeprefix("extras_"))]


def _too_long(value: object) -> bool:
    return isinstance(value, str) and len(value) * 4 > LONGEST_TERM and len(value.encode()) > LONGEST_TERM


def _add_columns(document: dict[str, Any], fields: Iterable[Field], rows: list[Any]) -> None:
    for field in fields:
        _add(document, field, [row.get(field.name) for row in rows if isinstance(row, dict)])


def _add(document: dict[str, Any], field: Field, raw: list[Any]) -> None:
    name = field.solr_name
    if name is None:
        return
    values = [value for value in (_converted(field, item) for item in _flat(raw)) if value is not None]
    if not values:
        return
    many = field.index.endswith("s") and field.index != "s"
    document[name] = list(dict.fromkeys(values)) if many or field.index == "txt" else values[0]


def _flat(values: Iterable[Any]) -> Iterable[Any]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flat(value)
        elif value not in (None, ""):
            yield value


def _converted(field: Field, value: object) -> Any:
    """Give the value in Solr's type, or None with a line in the log."""
    try:
        return CONVERTERS[field.index](value, field)
    except (ValueProblemError, ValueError, TypeError, OverflowError) as error:
        log.warning("Value of %s not indexed: %s", field.path, error)
        return None


def _string(value: object, field: Field) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError("a nested value")
    text = str(value)
    if _too_long(text):
        raise ValueError(f"{len(text)} characters are too many for an exact field")
    return text


def _text(value: object, field: Field) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError("a nested value")
    return str(value)


def _int(value: object, field: Field) -> int:
    found = int(str(value))
    if not -(2**31) <= found < 2**31:
        raise OverflowError("out of the range of a 32-bit integer")
    return found


def _float(value: object, field: Field) -> float:
    found = float(str(value))
    if not math.isfinite(found):
        raise ValueError("not a finite number")
    return found


def _date(value: object, field: Field) -> str:
    text = dates.iso_date(value)
    at = dates.last_instant if field.raw.get("dge_index_at") == "end" else dates.first_instant
    return dates.solr_date(at(text))


def _bool(value: object, field: Field) -> bool:
    return str(value).strip().lower() in TRUE


CONVERTERS: dict[str, Callable[[Any, Field], Any]] = {
    "s": _string,
    "ss": _string,
    "i": _int,
    "is": _int,
    "f": _float,
    "fs": _float,
    "dt": _date,
    "dts": _date,
    "b": _bool,
    "txt": _text,
}
