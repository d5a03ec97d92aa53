"""`dge-ods`: portals of Opendatasoft (Huwise), by the Explore API v2.1, with the exports of each dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import iso19139, ods
from ckanext.datagrandest.harvesters.ods.catalogue import OdsCatalogue, Settings
from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

OPTIONS = (
    touching.TERRITORY,
    Option("where", N_("Filter"), "text", "", N_("A sentence of ODSQL, for example: theme = 'Environnement'.")),
    Option(
        "refine", N_("Only these values of facets"), "list", (), N_("One a line, for example publisher:Eurométropole.")
    ),
    Option(
        "federated",
        N_("Keep datasets that come from other portals"),
        "boolean",
        True,
        N_("No, when those portals are sources of their own."),
    ),
    *(option for option in iso19139.OPTIONS if option.name == "keep_names"),
)


def open_catalogue(url: str, options: Mapping[str, Any], client: GuardedClient) -> OdsCatalogue:
    """Prepare the reading of a portal; nothing is asked before its pages are.

    Args:
        url: address of the portal; what follows its name is left out.
        options: values of `OPTIONS`.
        client: the guarded client.
    """
    given = {option.name: option.default for option in OPTIONS} | dict(options)
    settings = Settings(
        (given["where"] or "").strip(), tuple(given["refine"]), bool(given["federated"]), bool(given["keep_names"])
    )
    return OdsCatalogue(url, settings, client)


TYPE = HarvesterType(
    name="dge-ods",
    title=N_("Opendatasoft portal"),
    description=N_("Address of the portal, for example https://data.example.fr"),
    open=open_catalogue,
    options=OPTIONS,
    mapping_version=ods.MAPPING_VERSION,
)
