"""The form of a source, drawn from what each harvester type declares.

An input is called `option:<type>:<name>`; on the way in, those of the chosen type become the JSON that
ckanext-harvest keeps, and the others are dropped.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.munge import munge_title_to_name

from ckanext.datagrandest.harvesting import options, rows, sources
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.harvesting.types import harvester_types
from ckanext.datagrandest.messages import N_

PREFIX = "option:"
LABELS = {
    "waiting": N_("Waiting its turn"),
    "listing": N_("Reading and writing the records"),
    "removing": N_("Looking for what is no longer listed"),
    "indexing": N_("Making the datasets searchable"),
    "done": N_("Ended"),
    "queued": N_("Waiting its turn"),
    "running": N_("Running at this moment"),
    "finished": N_("Ended well"),
    "failed": N_("Failed"),
    "aborted": N_("Stopped by a person"),
    "New": N_("Waiting its turn"),
    "Running": N_("Running at this moment"),
    "Finished": N_("Ended"),
    "Aborted": N_("Stopped by a person"),
    "MANUAL": N_("By hand"),
    "MONTHLY": N_("Every month"),
    "WEEKLY": N_("Every week"),
    "BIWEEKLY": N_("Every two weeks"),
    "added": N_("Would be added"),
    "updated": N_("Would be updated"),
    "unchanged": N_("Would stay as it is"),
    "merged": N_("Would join a dataset of another source"),
    "errored": N_("Could not be read"),
    "left_out": N_("Would be left out: it does not touch the territory of the source"),
    "DAILY": N_("Every day"),
    "ALWAYS": N_("As often as possible"),
}


def dge_harvest_label(value: Any) -> str:
    """Give the words for a state, a phase, a frequency or a type; also for an item of a facet."""
    key = str(value["name"] if isinstance(value, dict) else value)
    if key in LABELS:
        return tk._(LABELS[key])
    kind = harvester_types().get(key)
    return tk._(kind.title) if kind else key


def dge_harvest_form(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the types with their options as the form shows them, filled with what was typed or is stored."""
    stored = _stored(data)
    chosen = data.get("source_type")
    described = tk.get_action("harvesters_info_show")({"ignore_auth": True}, {})
    return [_type(info, data, stored if info["name"] == chosen else {}) for info in described]


def folded(data: dict[str, Any]) -> dict[str, Any]:
    """Give the data of a source with the inputs of its type's options as its configuration, and a name made from its title.

    The form's script proposes a name as one types; who goes faster than it, or has no script, gets the same one.
    """
    if not any(key.startswith(PREFIX) for key in data):
        return data
    kept = {key: value for key, value in data.items() if not key.startswith(PREFIX)}
    if not kept.get("name") and kept.get("title"):
        kept["name"] = munge_title_to_name(kept["title"])
    kind = harvester_types().get(str(data.get("source_type")))
    if kind:
        kept["config"] = sources.as_config(_given(kind, data))
    return kept


def _given(kind: HarvesterType, data: dict[str, Any]) -> dict[str, Any]:
    stored = _stored_of(data.get("id"))
    given: dict[str, Any] = {}
    for option in kind.options:
        typed = data.get(f"{PREFIX}{kind.name}:{option.name}", "")
        value = stored.get(option.name) if option.secret and not typed else _read(option, typed)
        if value not in (None, "", [], option.default):
            given[option.name] = value
    return given


def _read(option: Option, typed: Any) -> Any:
    """Read what was typed; what cannot be read goes as it is to the validator, which says why."""
    try:
        return options.check([option], {option.name: typed})[option.name]
    except options.InvalidOptions:
        return typed


def _stored(data: dict[str, Any]) -> dict[str, Any]:
    try:
        return options.parse(data.get("config"))
    except (options.InvalidOptions, AttributeError):
        return _stored_of(data.get("id"))


def _stored_of(source_id: Any) -> dict[str, Any]:
    source = rows.source(source_id) if source_id else None
    try:
        return options.parse(source.config) if source else {}
    except options.InvalidOptions:
        return {}


def _type(info: dict[str, Any], data: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    drawn = [_drawn(option, info["name"], data, stored) for option in info.get("options", [])]
    return {**info, "options": drawn}


def _drawn(option: dict[str, Any], kind: str, data: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    key = f"{PREFIX}{kind}:{option['name']}"
    value = data.get(key, stored.get(option["name"], option["default"]))
    choices = option["choices"]
    if option["kind"] == "boolean":
        choices, value = {"true": tk._("Yes"), "false": tk._("No")}, str(value).lower()
    if isinstance(value, list | tuple):
        value = "\n".join(str(item) for item in value)
    shown = {"value": "" if value is None or option["secret"] else value, "key": key, "choices": choices}
    default = option["default"] if option["kind"] in ("integer", "text") else ""
    return {**option, **shown, "shown_default": default}


HELPERS = {"dge_harvest_form": dge_harvest_form, "dge_harvest_label": dge_harvest_label}
