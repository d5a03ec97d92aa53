"""Template helpers: names of territories from memory, without a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.territories import codes, config, hierarchy

KINDS = {
    "commune": N_("commune"),
    "epci": N_("grouping of communes"),
    "arrondissement": N_("arrondissement"),
    "departement": N_("département"),
    "region": N_("région"),
}
PICKER_TEXTS = {
    "places": N_("Places"),
    "chosen": N_("Chosen territories"),
    "picked": N_("{name} is chosen"),
    "remove": N_("Remove {name}"),
    "added": N_("{name} was added"),
    "removed": N_("{name} was removed"),
    "none": N_("No place by this name"),
    "some": N_("{n} places; choose one with the arrow keys"),
}


def dge_territory_label(code: str) -> str:
    """Give the name that people know a territory by; an unknown code is its own label."""
    return codes.label(code)


def dge_territory_exists(code: str) -> bool:
    """Tell whether a text is the code of a known territory, written with its kind."""
    return codes.is_code(code)


def dge_territory_kind(kind: str) -> str:
    """Name a kind of territories: "grouping of communes"."""
    return tk._(KINDS.get(kind, kind))


def dge_territory_list(value: Any) -> list[dict[str, str]]:
    """Give code and label of each territory of a field's value, as a list, JSON or what a form sent back."""
    try:
        texts = codes.read_list(value)
    except codes.UnreadableCodesError:
        texts = [str(value)]
    return [{"code": text, "label": codes.label(codes.normalise(text) or text)} for text in texts]


def dge_picker_text(value: str | None) -> str:
    """Give what the picker's field shows: the name of a code, else what was typed."""
    return codes.label(codes.normalise(value) or value) if value and codes.is_code(value) else value or ""


def dge_picker_options(kinds: Sequence[str] | None, submits: bool, chosen: list[dict[str, str]]) -> dict[str, Any]:
    """Give the picker's script where to ask, its sentences, the names of kinds, and the labels of the codes that are chosen.

    Args:
        kinds: that may be chosen; all when there are none.
        submits: the form is sent as soon as a place is chosen.
        chosen: as `dge_territory_list` gives them.
    """
    asked = {"kind": ",".join(kinds)} if kinds else {}
    address = tk.url_for("api.action", logic_function="dge_territory_search", ver=3, limit=8, **asked)
    return {
        "url": f"{address}&q=",
        "submits": bool(submits),
        "kinds": {kind: tk._(name) for kind, name in KINDS.items()},
        "labels": {territory["code"]: territory["label"] for territory in chosen},
        "texts": {name: tk._(text) for name, text in PICKER_TEXTS.items()},
    }


def dge_territory_sentence(message: Message | None) -> str:
    """Render what the picker has to say of what was typed; nothing when there is nothing to say."""
    return message.render(tk._) if message else ""


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
