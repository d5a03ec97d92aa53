"""The score of data.europa.eu (Metadata Quality Assessment): 23 metrics, 405 points, five dimensions.

Sources: the methodology of data.europa.eu; piveau-metrics, which computes it there (weights and what is measured:
`piveau-dqv-vocabulary`; the sum: `Scoring.kt`); the lists of formats of edp-vocabularies. Of the distributions the **best
one** counts, not their mean. A link that was not looked at counts as failed, as it does there before a first run.
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
RATING_TITLES: Mapping[str, str] = {
    "excellent": N_("excellent"),
    "good": N_("good"),
    "sufficient": N_("sufficient"),
    "bad": N_("poor"),
}
#: Codes of the European list of file types that data.europa.eu holds for non-proprietary, and for machine-readable.
NON_PROPRIETARY = frozenset((
    "BMP", "CSV", "DBF", "GEOJSON", "GZIP", "HTML", "ICS", "JPEG2000", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF",
    "ODS", "PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "RTF", "TAR", "TIFF",
    "TSV", "TXT", "WMS_SRVC", "XML", "ZIP",
))  # fmt: skip
MACHINE_READABLE = frozenset((
    "CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS",
    "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML",
))  # fmt: skip

Resource = Mapping[str, Any]


def _reachable(facts: DatasetFacts, item: Resource) -> bool:
    return facts.links.get(str(item.get("url"))) is True


def _download(_facts: DatasetFacts, item: Resource) -> bool:
    return item.get("kind") == "download" or item.get("url_type") == "upload"


def _published_format(item: Resource) -> str | None:
    """Give the code of the European list that our feed publishes for a format, when it has one."""
    term = format_of(item)
    return term.uri.rpartition("/")[2] if term and term.uri.startswith(_EU) else None


def _known_format(_facts: DatasetFacts, item: Resource) -> bool:
    return bool(_published_format(item) and item.get("mimetype"))


def _in_vocabulary(name: str, code: object) -> bool:
    term = vocabulary(name).match(code)
    return bool(term and term.uri.startswith(_EU))


def _has_licence(facts: DatasetFacts) -> bool:
    return facts.text("license_id") not in {"", "notspecified"}


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its dimension, its weight, and its test on the dataset (`whole`), on a distribution (`each`) or both.

    A metric of both asks the distribution first; the dataset's own answer counts where the distribution has none.
    """

    name: str
    dimension: str
    weight: int
    title: str
    advice: str
    whole: Callable[[DatasetFacts], bool] | None = None
    each: Callable[[DatasetFacts, Resource], bool] | None = None


_F, _A, _I, _R, _C = "findability", "accessibility", "interoperability", "reusability", "contextuality"
_RIGHTS = N_("Say in words what may and may not be done with the data.")

METRICS: tuple[Metric, ...] = (
    Metric("keyword", _F, 30, N_("Keywords"), N_("Add keywords."), lambda f: bool(f.keywords)),
    Metric("theme", _F, 30, N_("A theme"), N_("Choose a theme."), lambda f: f.has("themes", "inspire_themes")),
    Metric("spatial", _F, 20, N_("The territory covered is given"), N_("Say which communes or which area the data covers."), lambda f: f.has("spatial", "territories")),
    Metric("temporal", _F, 20, N_("The period covered is given"), N_("Say from when to when the data goes."), lambda f: f.has("temporal_coverage")),
    Metric("access_url_reachable", _A, 50, N_("The link answers"), N_("Repair or remove the links that no longer answer."), each=_reachable),
    Metric("download_url", _A, 20, N_("A link to download the file"), N_("Give a link that downloads the file itself."), each=_download),
    Metric("download_url_reachable", _A, 30, N_("The link to download answers"), N_("Give a link that downloads the file itself, and check that it answers."),
           each=lambda f, item: _download(f, item) and _reachable(f, item)),
    Metric("format", _I, 20, N_("The format is given"), N_("Give the format of each file."), each=lambda _f, item: bool(item.get("format"))),
    Metric("media_type", _I, 10, N_("The media type is given"), N_("Give the media type of each file."), each=lambda _f, item: bool(item.get("mimetype"))),
    Metric("format_vocabulary", _I, 10, N_("Format and media type are in the European lists"), N_("Write the formats as the European list does."), each=_known_format),
    Metric("non_proprietary", _I, 20, N_("The format belongs to nobody"), N_("Add the data in an open format: CSV, ODS, JSON, GeoJSON…"), each=lambda _f, item: _published_format(item) in NON_PROPRIETARY),
    Metric("machine_readable", _I, 20, N_("Programs can read the format"), N_("Add the data in a format that programs read: CSV, JSON, GeoJSON…"), each=lambda _f, item: _published_format(item) in MACHINE_READABLE),
    Metric("dcat_ap", _I, 30, N_("The record follows DCAT-AP"), N_("Correct what makes the record differ from DCAT-AP."), lambda f: f.dcat_valid),
    Metric("license", _R, 20, N_("A licence is given"), N_("Choose a licence: the Licence Ouverte 2.0 suits nearly all data."), each=lambda f, _item: _has_licence(f)),
    Metric("license_vocabulary", _R, 10, N_("The licence is in the European list"), N_("This licence has no address in the European list. Keep the Licence Ouverte if it is yours: it matters more."),
           each=lambda f, _item: _in_vocabulary("licences", f.dataset.get("license_id"))),
    Metric("access_rights", _R, 10, N_("The access is told: public or not"), N_("Say whether access is public, restricted or not public."), lambda f: f.has("access_rights")),
    Metric("access_rights_vocabulary", _R, 5, N_("The access is told by the European list"), N_("Say whether access is public, restricted or not public."),
           lambda f: _in_vocabulary("access_rights", f.dataset.get("access_rights"))),
    Metric("contact_point", _R, 20, N_("Somebody to write to"), N_("Give an e-mail address or a page where questions can be asked."), lambda f: f.has_contact),
    Metric("publisher", _R, 10, N_("The publisher is told"), N_("Attach the dataset to its organisation."), lambda f: f.has("owner_org", "organization")),
    Metric("rights", _C, 5, N_("The conditions are told in words"), _RIGHTS, each=lambda f, _item: f.has("use_limitations", "access_constraints")),
    Metric("byte_size", _C, 5, N_("The size is given"), N_("Give the size of each file."), each=lambda _f, item: bool(item.get("size"))),
    Metric("issued", _C, 5, N_("The date of publication is given"), N_("Give the date of first publication."), lambda f: f.has("issued"), lambda _f, item: bool(item.get("issued"))),
    Metric("modified", _C, 5, N_("The date of change is given"), N_("Give the date of the last change."), lambda f: f.has("modified"), lambda _f, item: bool(item.get("modified"))),
)  # fmt: skip

DIMENSIONS = {
    _F: N_("Findability"),
    _A: N_("Accessibility"),
    _I: N_("Interoperability"),
    _R: N_("Reusability"),
    _C: N_("Context"),
}


def distributions(facts: DatasetFacts) -> list[Resource]:
    """Give the resources that our feed publishes as distributions: those with an address, save the documentation."""
    return [item for item in facts.resources if item.get("url") and item.get("kind") != "documentation"]


def _passed(facts: DatasetFacts, item: Resource) -> set[str]:
    return {metric.name for metric in METRICS if metric.each and metric.each(facts, item)}


def _best(facts: DatasetFacts) -> set[str]:
    """Name what the distribution with the most points passes; of equals the first."""
    weights = {metric.name: metric.weight for metric in METRICS}
    all_of_them = [_passed(facts, item) for item in distributions(facts)]
    return max(all_of_them, key=lambda passed: sum(weights[name] for name in passed), default=set())


def score(facts: DatasetFacts) -> Score:
    """Give the points of each metric; `points` is the total, of 405."""
    passed = _best(facts) | {metric.name for metric in METRICS if metric.whole and metric.whole(facts)}
    found: list[Criterion] = []
    for metric in METRICS:
        has = metric.name in passed
        advice = None if has else Message(metric.advice)
        found.append(Criterion(metric.name, Message(metric.title), metric.weight * has, metric.weight, advice))
    return Score(tuple(found))


def dimensions(result: Score) -> dict[str, float]:
    """Give the points of each dimension."""
    of = {metric.name: metric.dimension for metric in METRICS}
    return {name: sum(item.points for item in result.criteria if of[item.name] == name) for name in DIMENSIONS}


def rating(points: float) -> str:
    """Name the rating of a total: excellent, good, sufficient or bad."""
    return next(name for least, name in RATINGS if points >= least)
