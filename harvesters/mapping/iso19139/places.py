"""Territories of a record: by official codes, by the numbers of planning documents, else by names that can be one place only.

A commune's name is taken when a single commune of France bears it, or, for a record whose extent lies in the Grand Est,
a single one there; the name of an EPCI only there, since others were named alike before they merged. Names stay among
the keywords: what is recognised adds a code, and a remark says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.places import is_here, of_name, of_planning
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

RECOGNISED = N_("Territories recognised by the names of the record: {places}.")


def read(reader: Reader, remarks: Remarks, dataset: Mapping[str, Any]) -> dict[str, Any]:
    """Recognise territories in the identifiers and the names of places, for a record that gives no code."""
    if dataset.get("territories"):
        return {}
    identifiers = [row.get("value", "") for row in dataset.get("identifiers", ())]
    if found := of_planning([reader.text("fileIdentifier"), *identifiers]):
        return {"territories": [found]}
    recognised = {name: code for name in _names(reader) if (code := of_name(name, is_here(dataset.get("spatial"))))}
    if not recognised:
        return {}
    remarks.add(RECOGNISED, places=", ".join(f"{name} ({code})" for name, code in recognised.items()))
    return {"territories": list(dict.fromkeys(recognised.values()))}


def _names(reader: Reader) -> list[str]:
    found = reader.texts("identificationInfo/extent/description")
    for group in reader.nodes("identificationInfo/descriptiveKeywords"):
        if reader.code("type", group) == "place":
            found += reader.texts("keyword", group)
    return list(dict.fromkeys(found))
