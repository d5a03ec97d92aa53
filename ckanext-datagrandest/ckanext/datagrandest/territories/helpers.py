"""Template helpers: names of territories from memory, without a query."""

from __future__ import annotations

from typing import Any

from ckanext.datagrandest.territories import codes, config, hierarchy


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
