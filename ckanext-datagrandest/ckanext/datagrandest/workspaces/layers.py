"""Puts the functions that the parts of the room give to CKAN into one table: CKAN takes one function a name from a plugin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

Function = Callable[..., Any]


def layered(*tables: Mapping[str, Function]) -> dict[str, Function]:
    """Merge tables of actions or of authorisations; chained ones of the same name are asked in the order of the tables.

    Raises:
        ValueError: two tables define the same function and the first does not chain: one of them would be lost.
    """
    merged: dict[str, Function] = {}
    for table in reversed(tables):
        for name, function in table.items():
            merged[name] = _over(name, function, merged[name]) if name in merged else function
    return merged


def _over(name: str, outer: Function, inner: Function) -> Function:
    if not _chains(outer):
        raise ValueError(f"{name} is defined twice in the room: chain one of them")
    if _chains(inner):

        @wraps(outer)
        def through(up: Function, context: Any, data_dict: Any) -> Any:
            return outer(partial(inner, up), context, data_dict)

        return through

    @wraps(inner)
    def upon(context: Any, data_dict: Any = None) -> Any:
        return outer(inner, context, data_dict)

    return upon


def _chains(function: Function) -> bool:
    return bool(getattr(function, "chained_action", False) or getattr(function, "chained_auth_function", False))
