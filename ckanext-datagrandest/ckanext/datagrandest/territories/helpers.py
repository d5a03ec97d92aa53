"""Template helpers: names of territories from memory, without a query."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.territories import codes, config, hierarchy

KINDS = {
    "commune": N_("commune"),
    "epci": N_("grouping of communes"),
    "arrondissement": N_("arrondissement"),
    "departement": N_("département"),
    "region": N_("région"),
}


def dge_territory_label(code: str) -> str:
    """Give the name that people know a territory by; an unknown code is its own label."""
    return codes.label(code)


def dge_territory_list(value: Any) -> list[dict[str, str]]:
    """Give code and label of each territory of a field's value, as a list, JSON or what a form sent back."""
    try:
        texts = codes.read_list(value)
    except codes.UnreadableCodesError:
        texts = [str(value)]
    return [{"code": text, "label": codes.label(codes.normalise(text) or text)} for text in texts]


def dge_territory_field_texts(chosen: list[dict[str, str]]) -> dict[str, Any]:
    """Give the script of the form's field its sentences, the names of kinds, and the labels of the codes that are chosen."""
    return {
        "find": tk._("Find a commune, a grouping of communes, a département"),
        "chosen": tk._("Chosen territories"),
        "remove": tk._("Remove {name}"),
        "added": tk._("{name} was added"),
        "removed": tk._("{name} was removed"),
        "none": tk._("No place by this name"),
        "some": tk._("{n} places; choose one with the arrow keys"),
        "kinds": {kind: tk._(name) for kind, name in KINDS.items()},
        "labels": {territory["code"]: territory["label"] for territory in chosen},
    }


def dge_territory_choices(kind: str = "departement") -> list[dict[str, str]]:
    """Give the territories of a kind in the configured région, by name, for a select."""
    region = f"region:{config.region()}"
    found = (
        [region]
        if kind == "region"
        else [code for code in hierarchy.descendants(region) if codes.split(code)[0] == kind]
    )
    choices = [{"value": code, "text": codes.label(code)} for code in found]
    return sorted(choices, key=lambda choice: choice["text"])
