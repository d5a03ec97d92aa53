"""`dge-dcat`: catalogues published as DCAT, whatever the profile and the format (CKAN, udata, GeoNetwork, Opendatasoft, ArcGIS Hub…).

RDF/XML, Turtle, JSON-LD and N-Triples, paged or whole. What catalogues do otherwise than the profiles say is in
docs/harvesting-dcat.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.dcat.catalogue import DcatCatalogue, Settings
from ckanext.datagrandest.harvesters.mapping import dcat
from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.limits import MEBIBYTE

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

OPTIONS = (
    touching.TERRITORY,
    Option(
        "page_parameter",
        N_("Parameter that counts the pages"),
        "text",
        "",
        N_("Only for a catalogue that does not say which page is next: the word before the number, for example page."),
    ),
    Option(
        "services",
        N_("Keep data services as records"),
        "boolean",
        True,
        N_("Services that the catalogue lists beside its datasets; those behind a file are kept with their dataset."),
    ),
    Option(
        "max_pages",
        N_("Most pages read"),
        "integer",
        2000,
        N_("A safety limit: beyond it the run stops and removes nothing."),
    ),
    Option(
        "max_megabytes",
        N_("Largest page, in megabytes"),
        "integer",
        300,
        N_("A safety limit: a larger page is refused and nothing is removed."),
    ),
    Option(
        "max_resources",
        N_("Most links kept of one record"),
        "integer",
        dcat.DEFAULTS.max_resources,
        N_("The others are left out, and the dataset says so."),
    ),
    Option(
        "keep_names",
        N_("Name persons in contacts"),
        "boolean",
        False,
        N_("Only with their agreement: by default the platform keeps the service and leaves out the person (RGPD)."),
    ),
)


def open_catalogue(url: str, options: Mapping[str, Any], client: GuardedClient) -> DcatCatalogue:
    """Prepare the reading of a catalogue; nothing is asked before its pages are.

    Args:
        url: address of the catalogue or of its first page.
        options: values of `OPTIONS`.
        client: the guarded client.
    """
    given = {option.name: option.default for option in OPTIONS} | dict(options)
    settings = Settings(
        max_pages=max(1, given["max_pages"]),
        max_bytes=max(1, given["max_megabytes"]) * MEBIBYTE,
        page_parameter=(given["page_parameter"] or "").strip(),
        with_services=bool(given["services"]),
        mapping=dcat.Options(max_resources=max(1, given["max_resources"]), keep_names=bool(given["keep_names"])),
    )
    return DcatCatalogue(url.strip(), settings, client)


TYPE = HarvesterType(
    name="dge-dcat",
    title=N_("DCAT catalogue (RDF, JSON-LD)"),
    description=N_(
        "Address of a catalogue published as DCAT, for example https://www.example.fr/catalog.ttl or …/api/feed/dcat-ap/2.1.1.json"
    ),
    open=open_catalogue,
    options=OPTIONS,
    mapping_version=dcat.MAPPING_VERSION,
)
