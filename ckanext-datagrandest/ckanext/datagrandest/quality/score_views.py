"""Pages of scores: of a dataset, of an organisation, of a territory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality.scoring import sparkline
from ckanext.datagrandest.quality.views import call

scores = Blueprint("dge_quality_scores", __name__)

_ROWS = 60
NO_TERRITORY = N_("There is no such territory.")


def dataset(id: str) -> str:  # noqa: A002 - CKAN's name of the parameter
    """Show the scores of a dataset: the criteria, what would raise them, how they went."""
    package = call("package_show", {"id": id})
    shown = {
        "pkg_dict": package,
        "pkg": package,
        "dataset_type": package.get("type") or "dataset",
        "scores": call("dge_quality_score_show", {"id": package["id"]}),
        "may_change": tk.h.check_access("package_update", {"id": package["id"]}),
        **_history("score", {"id": package["id"]}),
    }
    return tk.render("quality/scores.html", extra_vars=shown)


def organization(id: str) -> str:  # noqa: A002
    """Show how the quality of an organisation's public datasets goes."""
    group = call("organization_show", {"id": id, "include_datasets": False})
    shown = {"group_dict": group, "group_type": group["type"], **_history("mean", {"organization": group["id"]})}
    return tk.render("quality/organization.html", extra_vars=shown)


def territory(code: str) -> str:
    """Show how the quality of the public datasets of a territory goes, and of all that lies in it."""
    try:
        shown = _history("mean", {"territory": code})
    except tk.ValidationError:
        return tk.abort(404, tk._(NO_TERRITORY))
    return tk.render("quality/territory.html", extra_vars=shown)


def _history(figure: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    found = call("dge_quality_score_history", {**asked, "limit": _ROWS})
    return {"history": found, "curve": _curve(found["history"], figure)}


def _curve(rows: Sequence[Mapping[str, Any]], figure: str) -> str:
    values = [(date.fromisoformat(row["day"]), row[figure]) for row in reversed(rows)]
    return " ".join(f"{across},{up}" for across, up in sparkline.points(values))


scores.add_url_rule("/dataset/<id>/qualite", "dataset", dataset)
scores.add_url_rule("/organization/<id>/qualite", "organization", organization)
scores.add_url_rule("/qualite/territoire/<code>", "territory", territory)
