"""CKAN's validators of our field types; the rules themselves are in `values.py` and `dates.py`.

An empty value is removed rather than stored: a field that nobody filled in takes no room in the
database and cannot turn into `Missing` on the way back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.metadata import dates, geometries, identifiers, tags, values
from ckanext.datagrandest.metadata.declaration import dataset_declaration
from ckanext.datagrandest.metadata.kinds import Check
from ckanext.datagrandest.metadata.values import ValueProblemError
from ckanext.datagrandest.metadata.vocabularies import vocabulary

FlatKey = tuple[Any, ...]
Data = dict[FlatKey, Any]
NavlValidator = Callable[[FlatKey, Data, dict[FlatKey, list[str]], dict[str, Any]], None]


def tag_name_validator(value: Any) -> str:
    """A keyword; replaces CKAN's validator, which refuses apostrophes. See `tags.tag_name`."""
    return _checked(tags.tag_name, value)


def dge_trimmed(value: Any) -> Any:
    """Drop the spaces around a text."""
    return value.strip() if isinstance(value, str) else value


def dge_date(value: Any) -> str:
    """A date as precise as it is known; see `dates.iso_date`."""
    return _checked(dates.iso_date, value)


def dge_url(value: Any) -> str:
    """A web address; see `values.url`."""
    return _checked(values.url, value)


def dge_email(value: Any) -> str:
    """An e-mail address; see `values.email`."""
    return _checked(values.email, value)


def dge_colour(value: Any) -> str:
    """A colour; see `values.colour`."""
    return _checked(values.colour, value)


def dge_siren(value: Any) -> str:
    """A SIREN number; see `identifiers.siren`."""
    return _checked(identifiers.siren, value)


def dge_siret(value: Any) -> str:
    """A SIRET number; see `identifiers.siret`."""
    return _checked(identifiers.siret, value)


def dge_insee_code(value: Any) -> str:
    """The INSEE code of a commune, a département or a région; see `identifiers.insee_code`."""
    return _checked(identifiers.insee_code, value)


def dge_geometry(value: Any) -> str:
    """A GeoJSON geometry; see `geometries.geometry`."""
    return _checked(geometries.geometry, value)


def dge_size(value: Any) -> int:
    """A size in bytes; see `values.size`."""
    return _checked(values.size, value)


def dge_code(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Check:
    """One code of the field's vocabulary, however it is spelled."""
    terms = vocabulary(field["dge_vocabulary"])
    return lambda value: _checked(lambda text: values.code(text, terms), value)


def dge_codes(field: Mapping[str, Any], schema: Mapping[str, Any]) -> NavlValidator:
    """A list of codes of the field's vocabulary, however they are spelled."""
    terms = vocabulary(field["dge_vocabulary"])
    return list_validator(lambda text: values.code(text, terms), commas=True)


def dge_crs_list(field: Mapping[str, Any], schema: Mapping[str, Any]) -> NavlValidator:
    """A list of coordinate reference systems, as EPSG codes where they are recognised."""
    terms = vocabulary(field["dge_vocabulary"])
    return list_validator(lambda text: values.crs(text, terms), commas=False)


for _scheming_validator in (dge_code, dge_codes, dge_crs_list):
    _scheming_validator.is_a_scheming_validator = True  # pyright: ignore[reportFunctionMemberAccess]


def list_validator(check: Check, *, commas: bool) -> NavlValidator:
    """Make the validator of a list: it takes a list, JSON, repeated values or lines, and stores a JSON list.

    Args:
        check: normalises one entry or raises `ValueProblemError`.
        commas: whether a comma separates two entries.
    """

    def validate(key: FlatKey, data: Data, errors: dict[FlatKey, list[str]], context: dict[str, Any]) -> None:
        value = data.get(key)
        try:
            found = [] if value is tk.missing else values.each(check, values.items(value, commas=commas))
        except ValueProblemError as problem:
            errors[key].append(problem.message.render(tk._))
            raise tk.StopOnError from problem
        if not found:
            data.pop(key, None)
            raise tk.StopOnError
        data[key] = json.dumps(found, ensure_ascii=False)

    return validate


#: Text entries, one a line.
dge_lines = list_validator(lambda text: str(text).strip(), commas=False)
#: Web addresses, one a line.
dge_urls = list_validator(values.url, commas=False)
#: Whole numbers above zero; lines, commas or semicolons between them.
dge_integers = list_validator(values.integer, commas=True)
#: Numbers above zero, one a line (the comma is decimal).
dge_numbers = list_validator(values.number, commas=False)


#: Codes of territories, such as `commune:88413`.
dge_territory_codes = list_validator(identifiers.territory, commas=True)


def dge_list_output(value: Any) -> list[Any]:
    """Show a stored JSON list as a list; what an older version stored as text becomes a list of one."""
    if isinstance(value, list):
        return value
    try:
        found = json.loads(value)
    except (TypeError, ValueError):
        return [] if value in (None, "") else [value]
    return found if isinstance(found, list) else [found]


def dge_resource_url(key: FlatKey, data: Data, errors: dict[FlatKey, list[str]], context: dict[str, Any]) -> None:
    """A web address, or the name of a file that is sent or stored here; never `javascript:` or the like."""
    text = str(data[key])
    stored_here = bool(data.get((*key[:-1], "url_type")) not in (None, "", tk.missing)) or _is_sent(key, data)
    try:
        scheme = urlsplit(text).scheme
    except ValueError:
        scheme = "?"
    if stored_here and (not scheme or scheme.lower() in values.URL_SCHEMES):
        return
    try:
        data[key] = values.url(text)
    except ValueProblemError as problem:
        errors[key].append(problem.message.render(tk._))


def _is_sent(key: FlatKey, data: Data) -> bool:
    extras = data.get((*key[:-1], "__extras"))
    upload = data.get((*key[:-1], "upload")) or (extras.get("upload") if isinstance(extras, dict) else None)
    return upload not in (None, "", tk.missing)


def dge_drop_empty_rows(key: FlatKey, data: Data, errors: dict[FlatKey, list[str]], context: dict[str, Any]) -> None:
    """Take empty rows and empty subfields out of repeating fields, so that an unused row of the form is not stored."""
    if any(errors.values()):
        return
    for field in dataset_declaration():
        if field.subfields and field.level == "dataset":
            _keep_filled_rows(field.name, {subfield.name for subfield in field.subfields}, data)


def _keep_filled_rows(name: str, known: set[str], data: Data) -> None:
    rows: dict[int, dict[str, Any]] = {}
    for flat in [flat for flat in data if len(flat) > 1 and flat[0] == name]:
        value = data.pop(flat)
        if flat[-1] in known and value not in (None, "", tk.missing):
            rows.setdefault(flat[1], {})[flat[-1]] = value
    for rank, index in enumerate(sorted(rows)):
        for subfield, value in rows[index].items():
            data[(name, rank, subfield)] = value


def _checked(check: Check, value: Any) -> Any:
    try:
        return check(value)
    except ValueProblemError as problem:
        raise tk.Invalid(problem.message.render(tk._)) from problem
