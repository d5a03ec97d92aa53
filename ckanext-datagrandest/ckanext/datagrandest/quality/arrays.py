"""The items of JSON arrays, where a field says what they must be (`arrayItem`).

Source: Frictionless' `arrayItem`: the descriptor of a field for each item; an empty text is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ckanext.datagrandest.quality.table_schema import Field

Judge = Callable[[str], tuple[str, ...]]

#: What JSON may hold for a field of each type; texts are read as cells are.
_STORED: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def _is_stored(item: Any, kind: str) -> bool:
    if kind == "any":
        return True
    return isinstance(item, _STORED.get(kind, ())) and (kind == "boolean" or not isinstance(item, bool))


def item_field(field: Field) -> Field | None:
    """Give the field that each item of an array must answer to; None when the schema does not say."""
    item = field.options.get("arrayItem")
    if field.type != "array" or not isinstance(item, Mapping) or not item:
        return None
    return Field(
        field.name,
        type=str(item.get("type") or "any"),
        format=str(item.get("format") or "default"),
        constraints=dict(item.get("constraints") or {}),
        options={
            key: value for key, value in item.items() if key not in {"type", "format", "constraints", "arrayItem"}
        },
    )


def judge_items(field: Field, judge: Callable[[Field], Judge]) -> Callable[[Any], tuple[str, ...]]:
    """Give the function that names what the items of an array break: `type`, or constraints' names.

    Args:
        field: the array's own field.
        judge: gives the judge of a filled text, for the field of one item.
    """
    expected = item_field(field)
    if expected is None:
        return lambda _value: ()
    of_text = judge(expected)

    def of_item(item: Any) -> tuple[str, ...]:
        if item is None or item == "":
            return ("required",) if expected.required else ()
        if isinstance(item, str):
            return of_text(item)
        return () if _is_stored(item, expected.type) else ("type",)

    def broken(value: Any) -> tuple[str, ...]:
        found = dict.fromkeys(rule for item in value for rule in of_item(item))
        return ("type",) if "type" in found else tuple(found)

    return broken
