"""Helpers of the room's templates."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.quality import downloads, shown, shown_scores, store
from ckanext.datagrandest.quality.scoring import mqa
from ckanext.datagrandest.territories import codes


def dge_quality(resource: dict[str, Any]) -> dict[str, Any] | None:
    """Give the verdict on a resource without its report; None when there is nothing to say of it."""
    known = shown.quality(resource["id"], report=False)
    return known if known["state"] != shown.NONE or known["pending"] else None


def dge_quality_state(state: str) -> str:
    """Give the words for a state."""
    return tk._(shown.STATES[state])


def dge_quality_badge(package: dict[str, Any], resource: dict[str, Any]) -> Markup | None:
    """Draw the badge of a file; None before its first verdict. One query for all the files of a dataset."""
    known: dict[str, Any] = tk.g.setdefault("dge_quality_verdicts", {})
    if package["id"] not in known:
        known[package["id"]] = store.latest_of_dataset(package["id"])
    verdict = known[package["id"]].get(resource["id"])
    return Markup(downloads.badge_of(shown.badge_facts(verdict))) if verdict else None  # noqa: S704 - `badge` escapes


def dge_quality_scores(dataset: dict[str, Any]) -> dict[str, Any] | None:
    """Give the scores of a dataset as its page has it; None for one that is not stored."""
    return shown_scores.of_dataset(dataset) if dataset.get("id") and dataset.get("name") else None


def dge_quality_dimension(name: str) -> str:
    """Give the words for a dimension of data.europa.eu's score."""
    return tk._(mqa.DIMENSIONS[name])


def dge_quality_rating(name: str) -> str:
    """Give the words for a rating of data.europa.eu's score."""
    return tk._(mqa.RATING_TITLES[name])


def dge_quality_points(points: float) -> str:
    """Write points as the reader's language does, with a decimal only where it says something."""
    whole = round(points, 1)
    return str(tk.h.localised_number(int(whole) if whole == int(whole) else whole))


def dge_quality_place(code: str) -> str | None:
    """Give the name of a territory; None when there is none of this code."""
    known = codes.current(code)
    return codes.label(known) if known else None


def dge_quality_gain(criterion: dict[str, Any]) -> str:
    """Say how many points a criterion would bring: “+4,2 points”."""
    points = criterion["most"] - criterion["points"]
    return tk.ungettext("+{points} point", "+{points} points", int(points)).format(points=dge_quality_points(points))
