"""`dge-wfs`: layers of WFS services, collections and catalogues of OGC API, as datasets.

Which of them an address serves is found out by asking. What is made of each is in docs/harvesting-wfs.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import iso19139, ogc
from ckanext.datagrandest.harvesters.wfs.api import Asked
from ckanext.datagrandest.harvesters.wfs.catalogue import Settings, WfsCatalogue
from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

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
    *(option for option in iso19139.OPTIONS if option.name == "keep_names"),
)


def open_catalogue(url: str, options: Mapping[str, Any], client: GuardedClient) -> WfsCatalogue:
    """Prepare the reading of a service; nothing is asked before its pages are.

    Args:
        url: address of a WFS, or of the home page, the collections or the records of an OGC API.
        options: values of `OPTIONS`.
        client: the guarded client.
    """
    given = {option.name: option.default for option in OPTIONS} | dict(options)
    asked = Asked(max(1, given["page_size"]), max(1, given["max_pages"]), touching.asked_bounds(given))
    return WfsCatalogue(url.strip(), Settings(asked, bool(given["keep_names"])), client)


TYPE = HarvesterType(
    name="dge-wfs",
    title=N_("Layers of a WFS service or an OGC API"),
    description=N_(
        "Address of a WFS service, for example https://www.example.fr/geoserver/wfs, or of an OGC API (features or records):"
        " each layer or collection becomes a dataset, each record of a catalogue too."
    ),
    open=open_catalogue,
    options=OPTIONS,
    mapping_version=ogc.MAPPING_VERSION,
)
