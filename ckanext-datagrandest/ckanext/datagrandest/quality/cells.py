"""One cell read by its field, exactly: the reference that the set-based screens defer to.

Source: Table Schema v1, types and constraints, with Frictionless' reading of the points that the text
leaves open (what `int()` and `Decimal()` accept, `strptime` patterns, `pattern` anchored on both ends).
"""

from __future__ import annotations

import base64
import binascii
import json
import operator
from collections.abc import Callable, Mapping, Sized
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import regex

from ckanext.datagrandest.quality.arrays import judge_items
from ckanext.datagrandest.quality.table_schema import Field

Read = Callable[[str], Any]
"""Gives the value of a cell, None when the text is not of the type."""

#: Seconds that one `pattern` may take on one cell before it is given up.
PATTERN_SECONDS = 0.2
_DATETIME_SEPARATOR, _DATETIME_LENGTH = 16, 19
_TIME_SEPARATOR, _TIME_LENGTH = 5, 8
_TRUE, _FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
_NOT_A_NUMBER = regex.compile(r"((^[^-\d]*)|(\D*$))")


class GeoPoint(NamedTuple):
    """A position in decimal degrees, WGS 84."""

    lon: Decimal
    lat: Decimal


class YearMonth(NamedTuple):
    """A month of a year."""

    year: int
    month: int


def _string(field: Field) -> Read:
    formats: dict[str, Read] = {"uri": _uri, "email": _email, "uuid": _uuid, "binary": _binary}
    return formats.get(field.format, str)


def _uri(text: str) -> str | None:
    import rfc3986
    from rfc3986.exceptions import ValidationError
    from rfc3986.validators import Validator

    try:
        Validator().require_presence_of("scheme").validate(rfc3986.uri_reference(text))
    except ValidationError:
        return None
    return text


def _email(text: str) -> str | None:
    import validators

    return text if validators.email(text) else None


def _uuid(text: str) -> str | None:
    import validators

    return text if validators.uuid(text) else None


def _binary(text: str) -> str | None:
    try:
        base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None
    return text


def _number(field: Field) -> Read:
    options = field.options
    decimal, group = options.get("decimalChar", "."), options.get("groupChar", "")
    bare = options.get("bareNumber", True)
    kind = float if options.get("floatNumber") else Decimal

    def read(text: str) -> Any:
        text = text.strip()
        if not bare:
            text = _NOT_A_NUMBER.sub("", text)
        if {"decimalChar", "groupChar", "bareNumber"} & options.keys():
            text = text.replace(group, "") if group else text
            if decimal != "." and "." in text:
                return None
            text = text.replace(decimal, ".")
        try:
            return kind(text)
        except (InvalidOperation, ValueError):
            return None

    return read


def _integer(field: Field) -> Read:
    bare = field.options.get("bareNumber", True)

    def read(text: str) -> int | None:
        text = text.strip()
        try:
            return int(text if bare else _NOT_A_NUMBER.sub("", text))
        except ValueError:
            return None

    return read


def _boolean(field: Field) -> Read:
    values = dict.fromkeys(field.options.get("trueValues", _TRUE), True)
    values |= dict.fromkeys(field.options.get("falseValues", _FALSE), False)
    return values.get


def _parsed(parse: Callable[[str], Any]) -> Read:
    def read(text: str) -> Any:
        try:
            return parse(text)
        except (ValueError, OverflowError, ArithmeticError, TypeError, IndexError, KeyError, RecursionError):
            return None

    return read


def _date(field: Field) -> Read:
    if field.format == "any":
        return _parsed(lambda text: _dateutil(text).date())
    pattern = "%Y-%m-%d" if field.format == "default" else field.format
    return _parsed(lambda text: datetime.strptime(text, pattern).date())  # noqa: DTZ007 - a date has no zone


def _dateutil(text: str) -> datetime:
    from dateutil import parser

    return parser.parse(text)


def _iso_datetime(text: str) -> datetime:
    from dateutil import parser

    if len(text) < _DATETIME_LENGTH or text[_DATETIME_SEPARATOR] != ":":
        raise ValueError(text)
    return parser.isoparse(text)


def _iso_time(text: str) -> time:
    from dateutil import parser

    if len(text) < _TIME_LENGTH or text[_TIME_SEPARATOR] != ":":
        raise ValueError(text)
    return parser.isoparse(f"2000-01-01T{text}").timetz()


def _datetime(field: Field) -> Read:
    if field.format in {"default", "any"}:
        return _parsed(_iso_datetime if field.format == "default" else _dateutil)
    return _parsed(lambda text: datetime.strptime(text, field.format))  # noqa: DTZ007 - the pattern says the zone


def _time(field: Field) -> Read:
    if field.format == "default":
        return _parsed(_iso_time)
    if field.format == "any":
        return _parsed(lambda text: _dateutil(text).timetz())
    return _parsed(lambda text: datetime.strptime(text, field.format).timetz())  # noqa: DTZ007


def _year(_field: Field) -> Read:
    def read(text: str) -> int | None:
        try:
            year = int(text) if len(text) == len("2026") else -1
        except ValueError:
            return None
        return year if year >= 0 else None

    return read


def _year_month(text: str) -> YearMonth:
    year, month = (int(part) for part in text.split("-"))
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of a year
        raise ValueError(text)
    return YearMonth(year, month)


def _duration(text: str) -> Any:
    import isodate

    return isodate.parse_duration(text)


def _geopoint(field: Field) -> Read:
    def read(text: str) -> GeoPoint:
        if field.format == "default":
            lon, lat = (part.strip() for part in text.split(","))
        elif field.format == "array":
            lon, lat = json.loads(text)
        else:
            point = json.loads(text)
            if len(point) != len(GeoPoint._fields):
                raise ValueError(text)
            lon, lat = point["lon"], point["lat"]
        found = GeoPoint(Decimal(lon), Decimal(lat))
        if not (-180 <= found.lon <= 180 and -90 <= found.lat <= 90):  # noqa: PLR2004 - degrees
            raise ValueError(text)
        return found

    return _parsed(read)


def _json(kind: type) -> Callable[[Field], Read]:
    def build(_field: Field) -> Read:
        def read(text: str) -> Any:
            value = json.loads(text)
            if not isinstance(value, kind):
                raise TypeError(text)
            return value

        return _parsed(read)

    return build


def _geojson(field: Field) -> Read:
    from ckanext.datagrandest.quality.geojson import is_geojson, is_topojson

    check = is_topojson if field.format == "topojson" else is_geojson

    def read(text: str) -> Any:
        value = json.loads(text)
        return value if isinstance(value, dict) and check(value) else None

    return _parsed(read)


def _list(field: Field) -> Read:
    delimiter = field.options.get("delimiter", ",")
    item = reader(Field(field.name, type=field.options.get("itemType", "string")))

    def read(text: str) -> list[Any] | None:
        values = [item(part) for part in text.split(delimiter)]
        return None if None in values else values

    return read


_READERS: Mapping[str, Callable[[Field], Read]] = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "year": _year,
    "yearmonth": lambda _field: _parsed(_year_month),
    "duration": lambda _field: _parsed(_duration),
    "geopoint": _geopoint,
    "geojson": _geojson,
    "array": _json(list),
    "object": _json(dict),
    "list": _list,
    "any": lambda _field: str,
}


def reader(field: Field) -> Read:
    """Give the function that reads a cell of this field; it never raises."""
    return _READERS[field.type](field)


def _bound(compare: Callable[[Any, Any], bool], limit: Any) -> Callable[[Any], bool]:
    def test(value: Any) -> bool:
        try:
            return value == value and bool(compare(value, limit))  # noqa: PLR0124 - NaN is not equal to itself
        except TypeError:  # the schema gives a bound to values that have no order: it asks for nothing
            return True

    return test


def _pattern(text: str) -> Callable[[Any], bool]:
    compiled = regex.compile(f"^{text}$")
    return lambda value: compiled.match(value, timeout=PATTERN_SECONDS) is not None


_BOUNDS = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}


def constraints(field: Field) -> dict[str, Callable[[Any], bool]]:
    """Give the tests of a field's constraints on a value that is there, by the constraint's name."""
    read = reader(field)
    tests: dict[str, Callable[[Any], bool]] = {}
    for name, limit in field.constraints.items():
        if name in _BOUNDS:
            tests[name] = _bound(_BOUNDS[name], read(str(limit)) if not isinstance(limit, date) else limit)
        elif name == "minLength":
            tests[name] = lambda value, least=limit: len(value) >= least
        elif name == "maxLength":
            tests[name] = lambda value, most=limit: len(value) <= most
        elif name == "pattern":
            tests[name] = _pattern(limit)
        elif name == "enum":
            allowed = [read(item) if isinstance(item, str) else item for item in limit]
            tests[name] = lambda value, allowed=allowed: value in allowed
    return tests


def judge(field: Field) -> Callable[[str], tuple[str, ...]]:
    """Give the function that names what a filled cell breaks: `type`, or constraints' names.

    Raises (the returned function):
        TimeoutError: the schema's pattern takes too long on this cell.
    """
    read, tests, items = reader(field), constraints(field), judge_items(field, judge)

    def broken(text: str) -> tuple[str, ...]:
        value = read(text)
        if value is None:
            return ("type",)
        # Where a schema gives a pattern or a length to a date or a number, it speaks of the text.
        of_text = {"pattern"} if isinstance(value, Sized) else {"pattern", "minLength", "maxLength"}
        wrong = tuple(name for name, test in tests.items() if not test(text if name in of_text else value))
        return wrong or items(value)

    return broken
