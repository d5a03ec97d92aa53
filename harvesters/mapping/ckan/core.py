"""Title, description, identifiers, dates, frequency, licence and access of a CKAN dataset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, frequencies, licences, loose
from ckanext.datagrandest.harvesters.mapping.dates import normalise
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.mapping.texts import plain, title_of
from ckanext.datagrandest.harvesting.contract import UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.vocabularies import spelling, vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.ckan.package import Package
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

IDENTIFIERS = ("guid", "identifier", "uri", "dcat_identifier", "alternate_identifier", "inspire_id", "doi", "source_identifier")  # fmt: skip
DATES = {
    "created": ("created", "date_created", "dcterms_created", "dataset_creation_date"),
    "issued": ("issued", "dcat_issued", "date_released", "release_date", "publication_date", "dct_issued", "metadata_created"),
    "modified": ("modified", "dcat_modified", "date_updated", "last_modified", "dct_modified", "update_date", "data_last_updated"),
    "metadata_date": ("metadata-date", "metadata_date", "metadata_modified"),
}  # fmt: skip
REFERENCE_DATES = {"creation": "created", "publication": "issued", "revision": "modified"}
FREQUENCIES = ("frequency", "accrual_periodicity", "accrualPeriodicity", "frequency-of-update", "update_frequency", "dcat_frequency", "maintenance_frequency")  # fmt: skip
WRITTEN_DATE = re.compile(r"\b(\d{2}/\d{2}/\d{4})\b")
DOCUMENTS = ("documentation", "is_referenced_by", "page", "data_dictionary", "documentation_url")
IMAGES = ("previews", "graphic-preview-file", "graphic_overview", "thumbnail_url")
CONDITIONS = ("rights", "use_limitations", "access_constraints", "access-constraints", "use-constraints", "limitations-on-public-access", "licence", "conditions")  # fmt: skip
NO_LICENCE_AT_ALL = frozenset({"", "notspecified", "license not specified", "licence not specified", "other", "none"})

NO_TITLE = N_("The record has no title: it cannot be shown in the catalogue.")
NO_ABSTRACT = N_("The record has no abstract.")
NOT_A_DATE = N_("The date “{date}” of the record ({kind}) is not a date; it was left out.")
BAD_FREQUENCY = N_("The update frequency “{frequency}” of the record is not in our list; it was left out.")
NO_LICENCE = N_("No known licence was recognised in the conditions of the record.")
REVERSED = N_("The period of the record ended before it began; its ends were exchanged.")


def read(package: Package, remarks: Remarks, site: str) -> dict[str, Any]:
    """Read what the data is.

    Args:
        package: the dataset.
        remarks: what was repaired or left out.
        site: address of the catalogue, "" when unknown.

    Raises:
        UnmappableRecord: there is neither a title nor a name.
    """
    title = title_of([package.translated("title") or package.text("name")], remarks)
    if not title:
        raise UnmappableRecord(Message(NO_TITLE))
    notes = [plain(text) for text in (package.translated("notes"), package.translated("version_notes")) if text]
    if not notes:
        remarks.add(NO_ABSTRACT)
    name = package.text("name")
    page = next(iter(addresses.opened(package.texts("url", "landing_page"), remarks)), "")
    fields: dict[str, Any] = {
        "title": title,
        "notes": "\n\n".join(notes),
        "scope": _scope(package),
        "identifiers": _identifiers(package),
        "version": package.text("version", "dcat_version"),
        "frequency": _frequency(package, remarks),
        "language": _codes(package.texts("language", "dcat_language", separators=",;"), "languages"),
        "metadata_language": next(
            iter(_codes(package.texts("metadata_language", "metadata-language"), "languages")), ""
        ),
        "lineage": plain(package.translated("lineage") or package.translated("provenance")),
        "url": page or (f"{site}/dataset/{name}" if site and name else ""),
        "documentation": addresses.opened(package.texts(*DOCUMENTS), remarks),
        "previews": addresses.opened(package.texts(*IMAGES), remarks),
        "temporal_coverage": _periods(package, remarks),
        "conformity": _conformity(package),
        "spatial_resolution": package.texts("spatial_resolution", "spatial_resolution_in_meters"),
        **_dates(package, remarks),
        **_conditions(package, remarks),
    }
    return {key: value for key, value in fields.items() if value}


def _scope(package: Package) -> str:
    terms = vocabulary("scopes")
    for text in package.texts("scope", "resource-type", "dcat_type", "hierarchy_level"):
        if term := terms.match(text) or terms.match(text.rstrip("/").rpartition("/")[2]):
            return term.code
    return "dataset"


def _identifiers(package: Package) -> list[dict[str, str]]:
    """List every identifier: the harvested one, those said, CKAN's own id."""
    found = [
        {"value": loose.text(row.get("value")), "codespace": loose.text(row.get("codespace"))}
        for row in package.rows("identifiers")
    ]
    found += [{"value": text} for text in (*package.texts(*IDENTIFIERS), package.text("id"))]
    rows: list[dict[str, str]] = []
    for row in found:
        if row["value"] and not any(row["value"] == other["value"] for other in rows):
            rows.append({key: text for key, text in row.items() if text})
    return rows


def _frequency(package: Package, remarks: Remarks) -> str:
    text = package.text(*FREQUENCIES)
    found = frequencies.recognise(text) if text else ""
    if text and not found:
        remarks.add(BAD_FREQUENCY, frequency=shortened(text, 80))
    return found


def _codes(words: list[str], name: str) -> list[str]:
    terms = vocabulary(name)
    found = [terms.match(word) or terms.match(word.rstrip("/").rpartition("/")[2]) for word in words]
    return list(dict.fromkeys(term.code for term in found if term))


def _dates(package: Package, remarks: Remarks) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in package.rows("dataset-reference-date"):
        field = REFERENCE_DATES.get(loose.text(row.get("type")))
        date = normalise(loose.text(row.get("value")))
        if field and date:
            found[field] = date
    for field, names in DATES.items():
        if field not in found and (date := _date(package.text(*names), field, remarks)):
            found[field] = date
    return found


def _date(text: str, kind: str, remarks: Remarks) -> str:
    """Read a date; DKAN writes `mar, 10/12/2019 - 09:23`."""
    if not text:
        return ""
    written = WRITTEN_DATE.search(text)
    date = normalise(text) or (normalise(written[1]) if written else None)
    if date is None:
        remarks.add(NOT_A_DATE, date=shortened(text, 60), kind=kind)
    return date or ""


def _periods(package: Package, remarks: Remarks) -> list[dict[str, str]]:
    rows = [(row.get("start"), row.get("end")) for row in package.rows("temporal_coverage", "temporal")]
    starts = ("temporal_start", "temporal-extent-begin", "temporal_coverage_from", "temporal_coverage-from")
    ends = ("temporal_end", "temporal-extent-end", "temporal_coverage_to", "temporal_coverage-to")
    rows = rows or [(package.get(*starts), package.get(*ends))]
    found = []
    for row in rows:
        start, end = (_date(loose.text(value), "temporal", remarks) for value in row)
        if start and end and start[:10] > end[:10] and not start.startswith(end):
            remarks.add(REVERSED)
            start, end = end, start
        found += [{key: text for key, text in (("start", start), ("end", end)) if text}] if start or end else []
    return found


def _conformity(package: Package) -> list[dict[str, str]]:
    """Read the standards that the data conforms to; rows of our own schema pass as they are."""
    own = [dict(row) for row in package.rows("conformity")]
    texts = package.texts("conforms_to")
    return own or [{"title": text, "uri": addresses.public(text).url or "", "degree": "conformant"} for text in texts]


def _conditions(package: Package, remarks: Remarks) -> dict[str, Any]:
    """Read the licence, also out of the conditions and the files, and who may have the data."""
    named = [package.text("license_id"), package.text("license_title"), package.text("license_url")]
    of_files = [loose.text(file.get(key)) for file in package.rows("resources") for key in ("license", "license_id")]
    texts = package.texts(*CONDITIONS)
    licence = next((found for text in (*named, *texts, *of_files) if (found := licences.recognise(text))), "")
    if not licence:
        remarks.add(NO_LICENCE)
    unknown = [] if licence else [text for text in named[1:2] if spelling(text) not in NO_LICENCE_AT_ALL]
    terms, limits = vocabulary("access_rights"), vocabulary("access_limitations")
    said = package.texts("access_rights")
    right = next((term.code for text in said if (term := terms.match(text))), "")
    access = [term for text in (*said, *texts) if (term := limits.match(text))]
    limited = [term.uri for term in access if term.code != "noLimitations"]
    told = [term.uri for text in package.texts("access_constraints") if (term := limits.match(text))]
    right = right or ("RESTRICTED" if limited else "PUBLIC" if access else "")
    words = [text for text in said if not terms.match(text) and not limits.match(text)]
    use = [text for text in (*texts, *unknown) if limits.match(text) is None]
    fields = {
        "license_id": licence,
        "access_rights": right,
        "access_constraints": list(dict.fromkeys([*limited, *told, *words])),
        "use_limitations": use,
    }
    return {key: value for key, value in fields.items() if value}


def is_listed(document: Mapping[str, Any]) -> bool:
    """Tell whether a dataset is published data: active, public, and a dataset rather than a showcase or a source.

    DKAN writes `private: true` on what it publishes, and its states with a capital.
    """
    state, kind = str(document.get("state") or "active"), str(document.get("type") or "dataset").lower()
    is_dkan = state == "Active"
    return (
        state.lower() == "active" and (is_dkan or not document.get("private")) and kind not in ("harvest", "showcase")
    )
