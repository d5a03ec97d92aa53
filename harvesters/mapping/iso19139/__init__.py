"""ISO 19139 and ISO 19115-3 records to drafts of datasets: pure functions, no request, no CKAN.

`draft` is the door. Each module reads one part of the record; what cannot be kept becomes a remark, and `leftovers` tells
what nobody read. The correspondence, field by field, is in docs/harvesting-csw.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping.iso19139 import (
    constraints,
    contacts,
    dates,
    distribution,
    extent,
    identification,
    keywords,
    leftovers,
    places,
    quality,
    reference,
    service,
)
from ckanext.datagrandest.harvesters.mapping.iso19139.parsing import MAX_BYTES, identifier_of, parse
from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks
from ckanext.datagrandest.harvesting.contract import Draft, Option, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.cleaning import keep_valid

if TYPE_CHECKING:
    from lxml.etree import _Element

MAPPING_VERSION = 2
"""Raised when the mapping changes: unchanged records are then mapped again."""

NO_IDENTIFIER = N_(
    "The record has no identifier, nor has the data it describes: it could not be recognised at the next harvest."
)


@dataclass(frozen=True, slots=True)
class Options:
    """Limits and choices of the mapping.

    Attributes:
        max_bytes: size of a record above which it is refused.
        max_resources: links of a record above which the others are left out, with a remark.
        keep_names: name persons in contacts; the default follows the RGPD.
    """

    max_bytes: int = MAX_BYTES
    max_resources: int = 500
    keep_names: bool = False


DEFAULTS = Options()

#: What every type that reads ISO records lets the owner of a source choose.
OPTIONS = (
    Option(
        "max_resources",
        N_("Most links kept of one record"),
        "integer",
        DEFAULTS.max_resources,
        N_("The others are left out, and the dataset says so."),
    ),
    Option(
        "keep_names",
        N_("Name persons in contacts"),
        "boolean",
        DEFAULTS.keep_names,
        N_("Only with their agreement: by default the platform keeps the service and leaves out the person (RGPD)."),
    ),
)


def options_of(given: Mapping[str, Any]) -> Options:
    """Give the options of the mapping among the checked options of a source."""
    return Options(max_resources=max(1, given["max_resources"]), keep_names=bool(given["keep_names"]))


def draft(content: bytes, options: Options = DEFAULTS) -> Draft:
    """Map one record.

    Args:
        content: an ISO 19139 or ISO 19115-3 document, alone or in a CSW answer.
        options: limits and choices.

    Raises:
        UnmappableRecord: not such a record, or without title or identifier.
    """
    return draft_of(parse(content, max_bytes=options.max_bytes), options)


def draft_of(record: _Element, options: Options = DEFAULTS) -> Draft:
    """Map one record that is parsed already; see `draft`."""
    if not identifier_of(record):
        raise UnmappableRecord(Message(NO_IDENTIFIER))
    reader, remarks = Reader(record), Remarks()
    dataset = _dataset(reader, remarks, options)
    reader.tell_translations(remarks)
    leftovers.tell(reader, remarks)
    leftovers.tell_addresses(reader, dataset, remarks)
    kept, refused = keep_valid(dataset)
    return Draft(kept, (*remarks.all(), *refused))


def _dataset(reader: Reader, remarks: Remarks, options: Options) -> dict[str, Any]:
    dataset = identification.read(reader, remarks)
    dataset |= keywords.read(reader, remarks)
    dataset |= dates.read(reader, remarks)
    dataset |= contacts.read(reader, remarks, keep_names=options.keep_names)
    crs = reference.crs(reader)
    dataset |= {"crs": crs} if crs else {}
    dataset |= extent.read(reader, remarks, crs)
    dataset |= places.read(reader, remarks, dataset)
    dataset |= reference.read(reader, remarks)
    dataset |= constraints.read(reader, remarks, distribution.names_of_links(reader))
    dataset |= quality.read(reader, remarks)
    dataset |= service.read(reader, remarks)
    encoding = reference.encoding(reader, remarks)
    dataset["resources"] = distribution.read(reader, remarks, encoding=encoding, limit=options.max_resources)
    return dataset
