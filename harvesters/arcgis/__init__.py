"""`dge-arcgis`: datasets of an ArcGIS Hub (by its DCAT feed), layers and tables of an ArcGIS server (by its REST directory)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.arcgis.catalogue import ArcgisCatalogue, Settings
from ckanext.datagrandest.harvesters.mapping import arcgis, dcat, iso19139
from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

OPTIONS = (
    touching.TERRITORY,
    Option(
        "max_services",
        N_("Most services read"),
        "integer",
        1000,
        N_("A safety limit: beyond it the run stops and removes nothing."),
    ),
    *(option for option in iso19139.OPTIONS if option.name == "keep_names"),
)


def open_catalogue(url: str, options: Mapping[str, Any], client: GuardedClient) -> ArcgisCatalogue:
    """Prepare the reading of a Hub or server; nothing is asked before its pages are.

    Args:
        url: home page of a Hub, its feed, or a directory of services.
        options: values of `OPTIONS`.
        client: the guarded client.
    """
    given = {option.name: option.default for option in OPTIONS} | dict(options)
    return ArcgisCatalogue(url, Settings(max(1, given["max_services"]), bool(given["keep_names"])), client)


TYPE = HarvesterType(
    name="dge-arcgis",
    title=N_("ArcGIS Hub or ArcGIS server"),
    description=N_(
        "Home page of an ArcGIS Hub, for example https://data-example.opendata.arcgis.com, or directory of services of an ArcGIS server,"
        " for example https://sig.example.fr/arcgis/rest/services"
    ),
    open=open_catalogue,
    options=OPTIONS,
    mapping_version=10 * arcgis.MAPPING_VERSION + dcat.MAPPING_VERSION,
)
