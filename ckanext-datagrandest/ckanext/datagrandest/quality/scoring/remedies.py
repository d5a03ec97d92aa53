"""Where each criterion is mended: the field of a form, the report of a file, a new file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.datagrandest.quality.scoring.facts import DatasetFacts

Resource = Mapping[str, Any]
#: Places: the form of the dataset, that of a resource, that of a new resource, the quality report of a resource.
DATASET, RESOURCE, NEW_RESOURCE, REPORT = "dataset", "resource", "new_resource", "report"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Where to go.

    Attributes:
        place: `dataset`, `resource`, `new_resource` or `report`.
        field: name of the field, when one is meant.
        resource: id of the resource, where one is meant.
    """

    place: str
    field: str | None = None
    resource: str | None = None


#: Fields of the dataset form that mend a criterion, of whichever score.
_FIELDS: Mapping[str, str] = {
    "description": "notes", "dataset_description_quality": "notes",
    "keywords": "tag_string", "keyword": "tag_string",
    "theme": "themes",
    "contact": "contacts", "contact_point": "contacts",
    "lineage": "lineage",
    "territory": "territories", "spatial": "territories",
    "licence": "license_id", "license": "license_id", "license_vocabulary": "license_id",
    "frequency": "frequency", "update_frequency": "frequency",
    "period": "temporal_coverage", "temporal_coverage": "temporal_coverage", "temporal": "temporal_coverage",
    "update_fulfilled_in_time": "modified", "freshness": "modified", "modified": "modified", "issued": "issued",
    "access_rights": "access_rights", "access_rights_vocabulary": "access_rights",
    "publisher": "owner_org", "rights": "use_limitations", "documentation": "documentation",
}  # fmt: skip


def _is_dead(facts: DatasetFacts, item: Resource) -> bool:
    return facts.links.get(str(item.get("url"))) is False


def _is_unanswered(facts: DatasetFacts, item: Resource) -> bool:
    return facts.links.get(str(item.get("url"))) is not True


def _lacks(*names: str) -> Callable[[DatasetFacts, Resource], bool]:
    return lambda _facts, item: not all(item.get(name) for name in names)


def _fails(facts: DatasetFacts, item: Resource) -> bool:
    return facts.conforming.get(str(item.get("url"))) is False


#: Criteria of resources: which resource is meant, and its field (None: its report).
_RESOURCES: Mapping[str, tuple[Callable[[DatasetFacts, Resource], bool], str | None]] = {
    "links": (_is_dead, "url"), "all_resources_available": (_is_dead, "url"),
    "access_url_reachable": (_is_unanswered, "url"), "download_url_reachable": (_is_unanswered, "url"),
    "download_url": (lambda _facts, item: item.get("kind") != "download", "kind"),
    "named_files": (_lacks("name", "description"), "description"), "resources_documentation": (_lacks("description"), "description"),
    "format": (_lacks("format"), "format"), "media_type": (_lacks("mimetype"), "mimetype"),
    "format_vocabulary": (_lacks("mimetype"), "mimetype"), "byte_size": (_lacks("size"), "size"),
    "conformity": (_fails, None), "completeness": (lambda facts, item: str(item.get("url")) in facts.conforming, None),
}  # fmt: skip


def remedy(name: str, facts: DatasetFacts) -> Remedy | None:
    """Give where a criterion of a dataset is mended; None where nothing can be done from here."""
    if name in _FIELDS:
        return Remedy(DATASET, _FIELDS[name])
    if name in _RESOURCES and facts.resources:
        is_meant, field = _RESOURCES[name]
        meant = next((item for item in facts.resources if is_meant(facts, item)), None)
        if meant is not None:
            return Remedy(RESOURCE if field else REPORT, field, str(meant.get("id")))
    return None if name == "dcat_ap" else Remedy(NEW_RESOURCE)
