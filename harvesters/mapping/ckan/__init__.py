"""Datasets as a CKAN (or DKAN) gives them by its API, whatever their schema, to drafts: pure, no request.

The correspondence, field by field, is in docs/harvesting-ckan.md. Fields of our own schema pass as they are, so that two
platforms like this one exchange everything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.ckan import contacts, core, resources, spatial, subjects
from ckanext.datagrandest.harvesters.mapping.ckan.package import Package
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks
from ckanext.datagrandest.harvesting.contract import Draft, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.cleaning import keep_valid
from ckanext.datagrandest.metadata.declaration import dataset_declaration

if TYPE_CHECKING:
    from collections.abc import Mapping

MAPPING_VERSION = 1
"""Raised when the mapping changes: unchanged records are then mapped again."""

NOT_JSON = N_("The record is not the JSON that a CKAN gives.")
LEFT = N_("What the record says beside that has no place here: {properties}.")
MAX_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of the mapping.

    Attributes:
        site: address of the catalogue, for pages and relative links.
        max_resources: links of a record above which the others are left out, with a remark.
        keep_names: name persons in contacts; the default follows the RGPD.
    """

    site: str = ""
    max_resources: int = 500
    keep_names: bool = False


DEFAULTS = Options()


def draft(content: bytes, options: Options = DEFAULTS) -> Draft:
    """Map one record.

    Args:
        content: a dataset as `package_show` gives it, without the envelope.
        options: choices.

    Raises:
        UnmappableRecord: not such a record, or without title.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnmappableRecord(Message(NOT_JSON)) from error
    if not isinstance(document, dict):
        raise UnmappableRecord(Message(NOT_JSON))
    return _draft(document, options)


def _draft(document: Mapping[str, Any], options: Options) -> Draft:
    package, remarks = Package(document), Remarks()
    dataset = core.read(package, remarks, options.site)
    dataset |= subjects.read(package, remarks)
    dataset |= contacts.read(package, remarks, keep_names=options.keep_names)
    dataset |= spatial.read(package, remarks, dataset)
    dataset["resources"] = resources.read(package, remarks, site=options.site, limit=options.max_resources)
    dataset = _of_our_schema(package) | dataset
    if left := package.left():
        remarks.add(LEFT, properties=", ".join(left[:MAX_SHOWN]))
    kept, refused = keep_valid(dataset)
    return Draft(kept, (*remarks.all(), *refused))


def _of_our_schema(package: Package) -> dict[str, Any]:
    """Give the fields that another platform of this kind has under our names, where nothing better was read."""
    found = {}
    for field in dataset_declaration().level("dataset"):
        if field.name not in OWN and (value := package.own(field.name)):
            found[field.name] = value
    return found


#: Fields that have a reader of their own, or that only this platform may write.
OWN = frozenset({"title", "name", "notes", "owner_org", "tag_string", "harvest_remarks", "resources", "contacts", "identifiers", "license_id", "access_rights", "access_constraints", "use_limitations"})  # fmt: skip
