"""What the data conforms to, its reference systems, scale and resolution."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, files
from ckanext.datagrandest.harvesters.mapping.dates import normalise
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

REFERENCE_SYSTEM = "SpatialReferenceSystem"
SCALE = re.compile(r"1\s*[:/]\s*([\d\s.,]+)")
MAX_SCALE = 1_000_000_000

BAD_RESOLUTION = N_("The resolution “{resolution}” of the record is not a distance; it was left out.")
BAD_SCALE = N_("The scale “{scale}” of the record is not a scale; it was left out.")


def read(node: Node, remarks: Remarks) -> dict[str, Any]:
    """Read standards, reference systems, scales and resolutions."""
    systems: list[str] = []
    reports: list[dict[str, str]] = []
    for standard in node.all("geodcat:referenceSystem"):
        systems += _system(standard)
    for standard in node.all("dct:conformsTo"):
        if is_reference_system(standard):
            systems += _system(standard)
        elif report := _report(standard):
            reports.append(report | {"degree": "conformant"})
    for activity in node.all("prov:wasUsedBy"):
        reports += _checked(activity)
    scales, distances = _measures(node, remarks)
    fields: dict[str, Any] = {
        "crs": list(dict.fromkeys(systems)),
        "conformity": _unique(reports),
        "equivalent_scale": sorted(set(scales)),
        "spatial_resolution": sorted(set(distances)),
    }
    return {name: value for name, value in fields.items() if value}


def is_reference_system(standard: Node) -> bool:
    """Tell a reference system from another standard."""
    kinds = " ".join(kind.uri for kind in standard.all("dct:type"))
    return REFERENCE_SYSTEM in kinds or "/def/crs/" in standard.uri or bool(files.EPSG.fullmatch(standard.literal))


def _system(standard: Node) -> list[str]:
    for text in standard.words:
        if code := files.epsg_in(text):
            return [code]
    for text in standard.words:
        if term := vocabulary("crs").match(text):
            return [term.code]
    return [standard.label or standard.uri] if standard.words else []


def _report(standard: Node) -> dict[str, str]:
    title = standard.label or standard.uri
    uri = standard.uri or standard.text("dct:identifier")
    found = addresses.public(uri).url if uri.startswith("http") else ""
    dates = [normalise(text) for text in standard.texts("dct:issued", "dct:created", "dct:modified")]
    report = {"title": title, "uri": found or "", "date": next((date for date in dates if date), "") or ""}
    return {key: value for key, value in report.items() if value} if title else {}


def _checked(activity: Node) -> list[dict[str, str]]:
    """Read a check against a specification: its result, and what it was about (GeoDCAT-AP)."""
    degree = "notEvaluated"
    for result in activity.all("prov:generated"):
        for kind in result.all("dct:type"):
            words = (*kind.words, kind.uri.rstrip("/").rpartition("/")[2])
            degree = next(
                (term.code for word in words if (term := vocabulary("conformity_degrees").match(word))), degree
            )
    reports = []
    for association in activity.all("prov:qualifiedAssociation"):
        for plan in association.all("prov:hadPlan"):
            found = [_report(standard) for standard in plan.all("prov:wasDerivedFrom") or [plan]]
            reports += [report | {"degree": degree} for report in found if report]
    return reports


def _unique(reports: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give each specification once: a check that says how says more than `dct:conformsTo`."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for report in reports:
        found[report.get("title", ""), report.get("uri", "")] = report
    return [found[key] for key in sorted(found)]


def _measures(node: Node, remarks: Remarks) -> tuple[list[int], list[float]]:
    scales: list[int] = []
    distances: list[float] = []
    for text in node.texts("dcat:spatialResolutionInMeters"):
        distances += _distance(text, remarks)
    for measure in node.all("dqv:hasQualityMeasurement"):
        metric = " ".join(value.uri for value in measure.all("dqv:isMeasurementOf"))
        value = measure.text("dqv:value")
        if "AsScale" in metric:
            scales += _scale(value, remarks)
        elif "AsDistance" in metric:
            distances += _distance(value, remarks)
    for text in node.texts("geodcat:spatialResolutionAsText", "rdfs:comment"):
        if match := SCALE.search(text):
            scales += _scale(f"1/{match[1]}", remarks)
    return scales, distances


def _scale(text: str, remarks: Remarks) -> list[int]:
    """Read a scale: a fraction (`0.00004`, `1/25000`) or a denominator."""
    digits = re.sub(r"^1\s*[:/]|[\s]", "", text)
    try:
        number = float(digits)
    except ValueError:
        number = math.nan
    denominator = 1 / number if 0 < number < 1 else number
    if not math.isfinite(denominator) or not 1 <= denominator <= MAX_SCALE:
        remarks.add(BAD_SCALE, scale=shortened(text, 40))
        return []
    return [round(denominator)]


def _distance(text: str, remarks: Remarks) -> list[float]:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number <= 0:
        remarks.add(BAD_RESOLUTION, resolution=shortened(text, 40))
        return []
    return [number]
