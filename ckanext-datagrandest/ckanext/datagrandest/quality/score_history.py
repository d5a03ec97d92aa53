"""How scores went: of a dataset, of an organisation, of a territory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import averages, score_store
from ckanext.datagrandest.quality.score_model import ORGANIZATION, TERRITORY
from ckanext.datagrandest.territories import codes

DATASET = "dataset"
MOST_DAYS = 1000
ONE_OF_THREE = N_("Give one of these: id (a dataset), organization or territory.")
UNKNOWN_PLACE = N_("There is no territory with this code. Examples: commune:88160, departement:88.")


def history(context: Context, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Give the history that is asked for, as `dge_quality_score_history` does.

    Raises:
        ValidationError: none or several of the three are given, or the territory is not known.
        ObjectNotFound: there is no such dataset or organisation.
    """
    name = which(asked)
    return _HISTORIES[name](context, asked[name], min(asked["limit"], MOST_DAYS))


def which(asked: Mapping[str, Any]) -> str:
    """Tell which of the three is given.

    Raises:
        ValidationError: none, or several.
    """
    given = [name for name in _HISTORIES if asked.get(name)]
    if len(given) != 1:
        raise tk.ValidationError({"id": [tk._(ONE_OF_THREE)]})
    return given[0]


def _of_dataset(context: Context, name: str, limit: int) -> dict[str, Any]:
    dataset = tk.get_action("package_show")(Context(context), {"id": name})
    rows = score_store.history(dataset["id"], limit)
    names = ("score", "datagouv", "mqa", "criteria")
    told = [{"day": row["day"].isoformat(), **{each: row[each] for each in names}} for row in rows]
    return {"kind": DATASET, "id": dataset["id"], "title": dataset["title"] or dataset["name"], "history": told}


def _of_organization(_context: Context, name: str, limit: int) -> dict[str, Any]:
    group = ckan_model.Group.get(name)
    if group is None or not group.is_organization or group.state != "active":
        raise tk.ObjectNotFound(tk._("Organization not found"))
    shown = {"kind": ORGANIZATION, "id": group.id, "title": group.title or group.name}
    return {**shown, "now": averages.of_organization(group.id), "history": _days(ORGANIZATION, group.id, limit)}


def _of_territory(_context: Context, text: str, limit: int) -> dict[str, Any]:
    code = codes.current(text)
    if code is None:
        raise tk.ValidationError({TERRITORY: [tk._(UNKNOWN_PLACE)]})
    shown = {"kind": TERRITORY, "id": code, "title": codes.label(code)}
    return {**shown, "now": averages.of_territory(code), "history": _days(TERRITORY, code, limit)}


def _days(kind: str, name: str, limit: int) -> list[dict[str, Any]]:
    rows = averages.history(kind, name, limit)
    return [{"day": row["day"].isoformat(), **{each: row[each] for each in averages.FIGURES}} for row in rows]


_HISTORIES = {"id": _of_dataset, ORGANIZATION: _of_organization, TERRITORY: _of_territory}
