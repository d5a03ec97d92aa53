"""The score of data.europa.eu (Metadata Quality Assessment): 23 metrics, 405 points, five dimensions.

Source: the weights published by data.europa.eu, as listed by YourOpenDAta's validator. What concerns distributions
is the mean over them; a link or a shape that was not looked at counts as failed, as it does there before a first run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.vocabularies import vocabulary
from ckanext.datagrandest.quality.scoring.facts import DatasetFacts, format_of
from ckanext.datagrandest.quality.scoring.result import Criterion, Score

_EU = "http://publications.europa.eu/resource/authority/"
#: Ratings, by their least points.
RATINGS: Sequence[tuple[int, str]] = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))
#: Formats that a program reads without guessing.
_MACHINE_READABLE = frozenset(
    [
        "CSV",
        "TSV",
        "XLSX",
        "XLS",
        "ODS",
        "JSON",
        "JSON_LD",
        "XML",
        "GEOJSON",
        "SHP",
        "GPKG",
        "GML",
        "KML",
        "KMZ",
        "PARQUET",
        "GTFS",
        "NETEX",
        "ICS",
        "WFS",
        "RDF",
        "TTL",
    ]
)

Resource = Mapping[str, Any]


def _reachable(facts: DatasetFacts, item: Resource) -> bool:
    return facts.links.get(str(item.get("url"))) is True


def _download(_facts: DatasetFacts, item: Resource) -> bool:
    return bool(item.get("url")) and item.get("kind", "download") in {"download", "", None}


def _known_format(_facts: DatasetFacts, item: Resource) -> bool:
    term = format_of(item)
    return bool(term and term.uri.startswith(_EU) and item.get("mimetype"))


def _open(_facts: DatasetFacts, item: Resource) -> bool:
    term = format_of(item)
    return bool(term and term.facts.get("open"))


def _machine(_facts: DatasetFacts, item: Resource) -> bool:
    term = format_of(item)
    return bool(term and term.code in _MACHINE_READABLE)


def _in_vocabulary(name: str, code: object) -> bool:
    term = vocabulary(name).match(code)
    return bool(term and term.uri.startswith(_EU))


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its dimension, its weight, and its test on the dataset (`whole`) or on each distribution (`each`)."""

    name: str
    dimension: str
    weight: int
    advice: str
    whole: Callable[[DatasetFacts], bool] | None = None
    each: Callable[[DatasetFacts, Resource], bool] | None = None


_F, _A, _I, _R, _C = "findability", "accessibility", "interoperability", "reusability", "contextuality"

METRICS: tuple[Metric, ...] = (
    Metric("keyword", _F, 30, N_("Add keywords."), lambda f: bool(f.keywords)),
    Metric("theme", _F, 30, N_("Choose a theme."), lambda f: f.has("themes")),
    Metric("spatial", _F, 20, N_("Say which communes or which area the data covers."), lambda f: f.has("spatial", "territories")),
    Metric("temporal", _F, 20, N_("Say from when to when the data goes."), lambda f: f.has("temporal_coverage")),
    Metric("access_url_reachable", _A, 50, N_("Repair or remove the links that no longer answer."), each=_reachable),
    Metric("download_url", _A, 20, N_("Give a link that downloads the file itself."), each=_download),
    Metric("download_url_reachable", _A, 30, N_("Give a link that downloads the file itself, and check that it answers."),
           each=lambda f, item: _download(f, item) and _reachable(f, item)),
    Metric("format", _I, 20, N_("Give the format of each file."), each=lambda _f, item: bool(item.get("format"))),
    Metric("media_type", _I, 10, N_("Give the media type of each file."), each=lambda _f, item: bool(item.get("mimetype"))),
    Metric("format_vocabulary", _I, 10, N_("Write the formats as the European list does."), each=_known_format),
    Metric("non_proprietary", _I, 20, N_("Add the data in an open format: CSV, ODS, JSON, GeoJSON…"), each=_open),
    Metric("machine_readable", _I, 20, N_("Add the data in a format that programs read: CSV, JSON, GeoJSON…"), each=_machine),
    Metric("dcat_ap", _I, 30, N_("Correct what makes the record differ from DCAT-AP."), lambda f: f.dcat_valid is True),
    Metric("license", _R, 20, N_("Choose a licence: the Licence Ouverte 2.0 suits nearly all data."), lambda f: f.has("license_id")),
    Metric("license_vocabulary", _R, 10, N_("This licence has no address in the European list. Keep the Licence Ouverte if it is yours: it matters more."),
           lambda f: _in_vocabulary("licences", f.dataset.get("license_id"))),
    Metric("access_rights", _R, 10, N_("Say whether access is public, restricted or not public."), lambda f: f.has("access_rights")),
    Metric("access_rights_vocabulary", _R, 5, N_("Say whether access is public, restricted or not public."),
           lambda f: _in_vocabulary("access_rights", f.dataset.get("access_rights"))),
    Metric("contact_point", _R, 20, N_("Give an e-mail address or a page where questions can be asked."), lambda f: f.has_contact),
    Metric("publisher", _R, 10, N_("Attach the dataset to its organisation."), lambda f: f.has("owner_org", "organization")),
    Metric("rights", _C, 5, N_("Say in words what may and may not be done with the data."), lambda f: f.has("use_limitations", "access_constraints")),
    Metric("byte_size", _C, 5, N_("Give the size of each file."), each=lambda _f, item: bool(item.get("size"))),
    Metric("issued", _C, 5, N_("Give the date of first publication."), lambda f: f.has("issued")),
    Metric("modified", _C, 5, N_("Give the date of the last change."), lambda f: f.has("modified")),
)  # fmt: skip

_TITLES = {
    _F: N_("Findability"),
    _A: N_("Accessibility"),
    _I: N_("Interoperability"),
    _R: N_("Reusability"),
    _C: N_("Context"),
}


def _share(metric: Metric, facts: DatasetFacts) -> float:
    if metric.whole is not None:
        return float(metric.whole(facts))
    passed = [metric.each(facts, item) for item in facts.resources] if metric.each else []
    return sum(passed) / len(passed) if passed else 0.0


def score(facts: DatasetFacts) -> Score:
    """Give the points of each metric; `points` is the total, of 405."""
    found: list[Criterion] = []
    for metric in METRICS:
        share = _share(metric, facts)
        title = Message(
            N_("{dimension}: {metric}"), {"dimension": Message(_TITLES[metric.dimension]), "metric": metric.name}
        )
        advice = Message(metric.advice) if share < 1 else None
        found.append(Criterion(metric.name, title, share * metric.weight, metric.weight, advice))
    return Score(tuple(found))


def dimensions(result: Score) -> dict[str, float]:
    """Give the points of each dimension."""
    of = {metric.name: metric.dimension for metric in METRICS}
    return {name: sum(item.points for item in result.criteria if of[item.name] == name) for name in _TITLES}


def rating(points: float) -> str:
    """Name the rating of a total: excellent, good, sufficient or bad."""
    return next(name for least, name in RATINGS if points >= least)
