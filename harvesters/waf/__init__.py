"""`dge-waf`: a folder of ISO files that a web server lists (web accessible folder), or a zip of them.

Index pages of Apache, nginx, IIS and Tomcat are read, folders below too, never above or elsewhere. Files that did not change
are not fetched again. What is read otherwise than one would think is in docs/harvesting-waf.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import iso19139
from ckanext.datagrandest.harvesters.waf.catalogue import Settings, WafCatalogue
from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

OPTIONS = (
    touching.TERRITORY,
    Option("depth", N_("Levels of folders opened"), "integer", 5, N_("0: only the folder itself.")),
    Option(
        "max_files",
        N_("Most files listed"),
        "integer",
        20_000,
        N_("A safety limit: beyond it the run stops and removes nothing."),
    ),
    *iso19139.OPTIONS,
)


def open_catalogue(url: str, options: Mapping[str, Any], client: GuardedClient) -> WafCatalogue:
    """Prepare the reading of a folder; nothing is asked before its pages are.

    Args:
        url: address of the folder, or of a zip archive.
        options: values of `OPTIONS`.
        client: the guarded client.
    """
    given = {option.name: option.default for option in OPTIONS} | dict(options)
    settings = Settings(max(0, given["depth"]), max(1, given["max_files"]), iso19139.options_of(given))
    return WafCatalogue(url.strip(), settings, client)


TYPE = HarvesterType(
    name="dge-waf",
    title=N_("Folder of ISO records on a web server (WAF)"),
    description=N_(
        "Address of a folder that shows the list of its XML files, for example https://www.example.fr/metadonnees/, or of a"
        " zip archive of such files."
    ),
    open=open_catalogue,
    options=OPTIONS,
    mapping_version=iso19139.MAPPING_VERSION,
)
