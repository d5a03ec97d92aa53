"""Whole columns screened by Polars: which filled cells certainly keep to their field.

A screen answers "certainly fine" or "not sure". What is not sure goes, distinct value by distinct
value, to the exact reader of `cells.py`; so a screen may be narrow, it must never be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from ckanext.datagrandest.quality.cells import reader
from ckanext.datagrandest.quality.table_schema import Field

_NUMBER = r"^ *[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})? *$"
_INTEGER = r"^ *[+-]?[0-9]{1,18} *$"
#: Every day but 29 February, which the exact reader is asked about; no year 0.
_DAY = (
    "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-"
    "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_DATE = f"^{_DAY}$"
_DATETIME = f"^{_DAY}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-](?:0[0-9]|1[0-4]):00)?$"
_TIME = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
_URI = r"^https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:/[A-Za-z0-9._~/-]*)?$"
_EMAIL = r"^[a-z0-9]+(?:[._-][a-z0-9]+)*@[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*\.(?:fr|com|org|net|eu)$"
_POINT = r"^\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*,\s*(-?[0-9]{1,2}(?:\.[0-9]+)?)\s*$"
_YEAR_MONTH = r"^[0-9]{4}-(?:0[1-9]|1[0-2])$"
#: Regular expressions that Rust and Python read alike; lookaround, backreferences and the like go to `cells.py`.
_PYTHON_ONLY = (
    "(?", r"\Z", r"\A", r"\G", r"\w", r"\W", r"\b", r"\B", r"\S", r"\u", r"\N",
    "++", "*+", "?+", "}+", "{,", "[[", "&&", "~~", "--", "||",
)  # fmt: skip
#: Relative distance to a bound below which a float comparison is not sure.
_CLOSE = 1e-9
#: Local part longer than this is refused by RFC 5321; the screen leaves long addresses to the exact reader.
_EMAIL_LENGTH = 60

Screen = Callable[[Field, pl.Expr], pl.Expr | None]


def _string(field: Field, cell: pl.Expr) -> pl.Expr | None:
    if field.format == "default":
        return pl.lit(value=True)
    if field.format == "uri":
        return cell.str.contains(_URI)
    if field.format == "email":
        return cell.str.contains(_EMAIL) & (cell.str.len_bytes() <= _EMAIL_LENGTH)
    return None


def _plain_number(field: Field, cell: pl.Expr) -> pl.Expr | None:
    decimal, group = field.options.get("decimalChar", "."), field.options.get("groupChar", "")
    if not field.options.get("bareNumber", True) or field.options.get("floatNumber"):
        return None
    text = cell
    if group:
        text = text.str.replace_all(group, "", literal=True)
    if decimal == ".":
        return text
    # A point beside another decimal character is an error: it becomes something no number holds.
    return text.str.replace_all(".", "?", literal=True).str.replace_all(decimal, ".", literal=True)


def _number(field: Field, cell: pl.Expr) -> pl.Expr | None:
    text = _plain_number(field, cell)
    return None if text is None else text.str.contains(_NUMBER)


def _integer(field: Field, cell: pl.Expr) -> pl.Expr | None:
    return cell.str.contains(_INTEGER) if field.options.get("bareNumber", True) else None


def _boolean(field: Field, cell: pl.Expr) -> pl.Expr | None:
    true = field.options.get("trueValues", ("true", "True", "TRUE", "1"))
    false = field.options.get("falseValues", ("false", "False", "FALSE", "0"))
    return cell.is_in([*true, *false])


def _date(field: Field, cell: pl.Expr) -> pl.Expr | None:
    return cell.str.contains(_DATE) if field.format == "default" else None


def _datetime(field: Field, cell: pl.Expr) -> pl.Expr | None:
    return cell.str.contains(_DATETIME) if field.format == "default" else None


def _time(field: Field, cell: pl.Expr) -> pl.Expr | None:
    return cell.str.contains(_TIME) if field.format == "default" else None


def _geopoint(field: Field, cell: pl.Expr) -> pl.Expr | None:
    if field.format != "default":
        return None
    lon = cell.str.extract(_POINT, 1).cast(pl.Float64, strict=False)
    lat = cell.str.extract(_POINT, 2).cast(pl.Float64, strict=False)
    return ((lon.abs() < 180) & (lat.abs() < 90)).fill_null(value=False)  # noqa: PLR2004 - degrees


_SCREENS: Mapping[str, Screen] = {
    "string": _string,
    "any": lambda _field, _cell: pl.lit(value=True),
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "year": lambda _field, cell: cell.str.contains("^[0-9]{4}$"),
    "yearmonth": lambda _field, cell: cell.str.contains(_YEAR_MONTH),
    "geopoint": _geopoint,
}


def _as_float(field: Field, cell: pl.Expr) -> pl.Expr | None:
    if field.type in {"integer", "year"}:
        return cell.cast(pl.Float64, strict=False)
    text = _plain_number(field, cell) if field.type == "number" else None
    return None if text is None else text.cast(pl.Float64, strict=False)


_ABOVE, _BELOW = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")


def _bounded(field: Field, cell: pl.Expr) -> pl.Expr | None:
    """Say where a cell is beyond doubt on the right side of all its bounds."""
    bounds = {name: limit for name, limit in field.constraints.items() if name in {*_ABOVE, *_BELOW}}
    if not bounds:
        return pl.lit(value=True)
    if field.type == "date" and field.format == "default":
        return pl.all_horizontal(cell > str(at) if name in _ABOVE else cell < str(at) for name, at in bounds.items())
    value = _as_float(field, cell)
    limits = {name: reader(field)(str(limit)) for name, limit in bounds.items()}
    if value is None or None in limits.values():
        return None
    least = max((_inside(limits[name], 1) for name in _ABOVE if name in limits), default=None)
    most = min((_inside(limits[name], -1) for name in _BELOW if name in limits), default=None)
    if least is None or most is None:
        return value > least if least is not None else value < most
    return value.is_between(least, most, closed="none")


def _inside(limit: Any, way: int) -> float:
    """Step back from a bound, as far as float comparisons are not sure."""
    return float(limit) + way * (abs(float(limit)) * _CLOSE + _CLOSE)


def _pattern(_field: Field, cell: pl.Expr, pattern: Any) -> pl.Expr | None:
    if not isinstance(pattern, str) or any(token in pattern.replace("(?:", "(") for token in _PYTHON_ONLY):
        return None
    try:
        pl.Series([""]).str.contains(f"^{pattern}$")
    except pl.exceptions.PolarsError:
        return None
    return cell.str.contains(f"^(?:^{pattern}$)")  # the second anchor is Frictionless'; the first is that of `match`


def _in_enum(field: Field, cell: pl.Expr, allowed: Any) -> pl.Expr | None:
    return cell.is_in([str(item) for item in allowed]) if field.type != "boolean" else None


CONSTRAINTS: Mapping[str, Callable[[Field, pl.Expr, Any], pl.Expr | None]] = {
    "pattern": _pattern,
    "enum": _in_enum,
    "minLength": lambda _field, cell, least: cell.str.len_chars() >= least,
    "maxLength": lambda _field, cell, most: cell.str.len_chars() <= most,
}
"""For each constraint of a text, the expression that is true where a cell keeps to it; None when Rust cannot tell."""


def screen(field: Field, cell: pl.Expr) -> pl.Expr:
    """Give a Boolean expression: true where a filled cell certainly satisfies its type and constraints."""
    parts: list[pl.Expr | None] = [_SCREENS[field.type](field, cell) if field.type in _SCREENS else None]
    parts += [CONSTRAINTS[name](field, cell, limit) for name, limit in field.constraints.items() if name in CONSTRAINTS]
    parts.append(_bounded(field, cell))
    sure = [part for part in parts if part is not None]
    if len(sure) < len(parts):
        return pl.lit(value=False)
    return pl.all_horizontal(sure).fill_null(value=False)
