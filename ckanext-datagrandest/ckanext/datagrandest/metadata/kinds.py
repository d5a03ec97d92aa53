"""From a field's declared validators to the function that checks its value, for whoever has no CKAN at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckanext.datagrandest.metadata import dates, geometries, identifiers, values
from ckanext.datagrandest.metadata.declaration import Field
from ckanext.datagrandest.metadata.vocabularies import Vocabulary, vocabulary

Check = Callable[[Any], Any]

#: Validators of one value.
SINGLE: dict[str, Check] = {
    "dge_date": dates.iso_date,
    "dge_url": values.url,
    "dge_email": values.email,
    "dge_colour": values.colour,
    "dge_siren": identifiers.siren,
    "dge_siret": identifiers.siret,
    "dge_insee_code": identifiers.insee_code,
    "dge_geometry": geometries.geometry,
    "dge_size": values.size,
    "dge_resource_url": values.url,
}

#: Validators of a list, with the check of each entry and whether commas separate entries.
LISTS: dict[str, tuple[Check, bool]] = {
    "dge_lines": (str, False),
    "dge_territory_codes": (identifiers.territory, True),
    "dge_urls": (values.url, False),
    "dge_integers": (values.integer, True),
    "dge_numbers": (values.number, False),
}

#: Validators that need the field's vocabulary.
WITH_VOCABULARY: dict[str, Callable[[Any, Vocabulary], Any]] = {
    "dge_code": values.code,
    "dge_codes": values.code,
    "dge_crs_list": values.crs,
}


def entry_check(field: Field) -> Check | None:
    """Give the function that checks one value (or one entry of the list) of a field; None when anything goes."""
    for name in field.validators:
        if name in SINGLE:
            return SINGLE[name]
        if name in LISTS:
            return LISTS[name][0]
        if name in WITH_VOCABULARY and field.vocabulary:
            check, terms = WITH_VOCABULARY[name], vocabulary(field.vocabulary)
            return lambda value: check(value, terms)
    return None


def split_by_commas(field: Field) -> bool:
    """Tell whether a comma separates two entries of the field's list."""
    return any(name in {"dge_codes", "dge_crs_list"} or LISTS.get(name, (None, False))[1] for name in field.validators)
