"""What the form of a deposit's description holds, as the fields of a dataset; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from ckanext.datagrandest.workspaces.depositing import prefill

_LISTS = ("themes",)
_ROW = re.compile(r"temporal_coverage-(\d+)-(start|end)")
_LINES = ("territories",)


class Form(Protocol):
    """A form that was sent: werkzeug's `MultiDict`."""

    def getlist(self, key: str) -> list[str]:
        """Give the values of a name."""
        ...

    def keys(self) -> Any:
        """Give the names."""
        ...


def fields(form: Form) -> dict[str, Any]:
    """Give the fields that a form holds; one that has no input in it is left out.

    Lists come as lists: an empty list of boxes says that none is ticked, when the form says (`described`) that it has them.
    """
    names = set(form.keys())
    if "described" not in names:
        return {}
    found: dict[str, Any] = {name: form.getlist(name) for name in _LISTS}
    found |= {name: _text(form, name) for name in prefill.FIELDS if name in names and name not in _LISTS}
    found |= {name: _split(found[name]) for name in _LINES if name in found}
    return {**found, "temporal_coverage": _periods(form)}


def changed(sent: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that say something else than they do now."""
    return {name: value for name, value in sent.items() if _plain(value) != _plain(current.get(name))}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if one}
    return [_plain(one) for one in value] if isinstance(value, Sequence) else value or ""


def _text(form: Form, name: str) -> str:
    return next(iter(form.getlist(name)), "").strip()


def _split(text: str) -> list[str]:
    return [line for line in (part.strip() for part in text.splitlines()) if line]


def _periods(form: Form) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for key in form.keys():  # noqa: SIM118 - a MultiDict of werkzeug
        if match := _ROW.fullmatch(key):
            rows.setdefault(int(match[1]), {})[match[2]] = _text(form, key)
    return [row for _, row in sorted(rows.items()) if any(row.values())]
