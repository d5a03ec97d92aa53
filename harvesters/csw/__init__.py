"""`dge-csw`: catalogues that speak OGC CSW 2.0.2 or 3.0 (GeoNetwork, pycsw, Isogeo, Prodige, ArcGIS…), read as ISO records.

Full records are asked for by pages of GetRecords: one request for a hundred records, not one each. What servers do
otherwise than the standard says is in docs/harvesting-csw.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.csw.catalogue import CswCatalogue, Settings
from ckanext.datagrandest.harvesters.csw.filters import Wanted
from ckanext.datagrandest.harvesters.csw.requests import base_url
from ckanext.datagrandest.harvesters.mapping import dcat, iso19139
from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

SCHEMAS = {
    "": N_("Find out by asking the server"),
    "http://www.isotc211.org/2005/gmd": N_("ISO 19139 (gmd)"),
    "http://standards.iso.org/iso/19115/-3/mdb/2.0": N_("ISO 19115-3 (mdb)"),
    "http://www.w3.org/ns/dcat#": N_("DCAT (RDF)"),
}
OPTIONS = (
    touching.TERRITORY,
    Option(
        "page_size",
        N_("Records a page"),
        "integer",
        100,
        N_("The server may give fewer. Less if it is slow: 20 or 50."),
    ),
    Option(
        "max_pages",
        N_("Most pages read"),
        "integer",
        2000,
        N_("A safety limit: beyond it the run stops and removes nothing."),
    ),
    Option(
        "constraint",
        N_("Filter"),
        "text",
        "",
        N_("Only the records that match: a CQL sentence such as OrganisationName = 'DREAL', or an OGC filter in XML."),
    ),
    Option(
        "keywords",
        N_("Only with one of these keywords"),
        "list",
        (),
        N_("One a line; a part of the keyword is enough. The server is asked, in the ways that servers know."),
    ),
    Option(
        "organisations",
        N_("Only of one of these organisations"),
        "list",
        (),
        N_("One a line; a part of the name is enough. Names differ from server to server: look at a record first."),
    ),
    Option(
        "output_schema",
        N_("Format of the records"),
        "choice",
        "",
        N_("Leave it unless the server gets it wrong."),
        SCHEMAS,
    ),
    *iso19139.OPTIONS,
)


def open_catalogue(url: str, options: Mapping[str, Any], client: GuardedClient) -> CswCatalogue:
    """Prepare the reading of a CSW server; nothing is asked before its pages are.

    Args:
        url: address of the service, with or without the parameters of GetCapabilities.
        options: values of `OPTIONS`.
        client: the guarded client.
    """
    given = {option.name: option.default for option in OPTIONS} | dict(options)
    settings = Settings(
        page_size=max(1, given["page_size"]),
        max_pages=max(1, given["max_pages"]),
        wanted=Wanted(
            (given["constraint"] or "").strip(),
            tuple(given["keywords"]),
            tuple(given["organisations"]),
            touching.asked_bounds(given),
        ),
        output_schema=given["output_schema"] or "",
        mapping=iso19139.options_of(given),
    )
    return CswCatalogue(base_url(url), settings, client)


TYPE = HarvesterType(
    name="dge-csw",
    title=N_("CSW catalogue (ISO 19139)"),
    description=N_(
        "Address of the CSW service of a geographic catalogue, for example https://www.example.fr/geonetwork/srv/fre/csw"
    ),
    open=open_catalogue,
    options=OPTIONS,
    mapping_version=10 * (dcat.MAPPING_VERSION - 1) + iso19139.MAPPING_VERSION,
)
