"""`dge-udata`: an organisation or a territory of data.gouv.fr, or of another portal that runs udata, by its API.

What it gives otherwise than one would think is in docs/harvesting-udata.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit, urlunsplit

from ckanext.datagrandest.harvesters.mapping import udata
from ckanext.datagrandest.harvesters.udata.catalogue import Settings, UdataCatalogue
from ckanext.datagrandest.harvesters.udata.zones import DEPTHS, zones_of
from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

ORGANIZATION = re.compile(r"/organizations/([^/]+)")
TAIL = re.compile(r"(?:/(?:fr|en|es))?(?:/(?:api|datasets|organizations|pages)(?:/.*)?)?/*$")
MAX_PAGE_SIZE = 100

OPTIONS = (
    touching.TERRITORY,
    Option(
        "organization",
        N_("Only one organisation"),
        "text",
        "",
        N_("Its id or short name, the end of the address of its page. Empty: every organisation of the portal."),
    ),
    Option(
        "zones",
        N_("Only datasets of these zones"),
        "list",
        (),
        N_("Territories that the datasets say they cover, one a line, such as departement:67 or commune:88413."),
    ),
    Option(
        "depth",
        N_("Zones within them"),
        "choice",
        "groups",
        N_("The portal answers for one zone at a time: all communes of a region are thousands of requests."),
        DEPTHS,
    ),
    Option(
        "granularity",
        N_("Granularity"),
        "text",
        "",
        N_("As the portal names it, for example fr:commune or poi. Empty: all."),
    ),
    Option("tag", N_("Keyword"), "text", "", N_("Only datasets with this keyword.")),
    Option(
        "page_size",
        N_("Records a page"),
        "integer",
        MAX_PAGE_SIZE,
        N_("The server may give fewer. Less if it is slow: 20 or 50."),
    ),
    Option(
        "max_pages",
        N_("Most pages read"),
        "integer",
        10_000,
        N_("A safety limit: beyond it the run stops and removes nothing."),
    ),
    Option(
        "max_resources",
        N_("Most links kept of one record"),
        "integer",
        udata.DEFAULTS.max_resources,
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


def site_of(url: str) -> tuple[str, str]:
    """Give the address of a portal, and the organisation whose page was given.

    >>> site_of("https://www.data.gouv.fr/fr/organizations/ville-de-metz/"), site_of("https://x.lu/api/1/datasets/?page=2")
    (('https://www.data.gouv.fr', 'ville-de-metz'), ('https://x.lu', ''))
    """
    parts = urlsplit(url.strip())
    named = ORGANIZATION.search(parts.path)
    site = urlunsplit(parts._replace(path=TAIL.sub("", parts.path), query="", fragment=""))
    return site.rstrip("/"), unquote(named[1]) if named else ""


def open_catalogue(url: str, options: Mapping[str, Any], client: GuardedClient) -> UdataCatalogue:
    """Prepare the reading of a portal; nothing is asked before its pages are.

    Args:
        url: address of the portal or of one of its organisations.
        options: values of `OPTIONS`.
        client: the guarded client.

    Raises:
        SourceUnreadable: a zone is none.
    """
    given = {option.name: option.default for option in OPTIONS} | dict(options)
    site, organization = site_of(url)
    settings = Settings(
        page_size=min(max(1, given["page_size"]), MAX_PAGE_SIZE),
        max_pages=max(1, given["max_pages"]),
        organization=(given["organization"] or "").strip() or organization,
        zones=zones_of(given["zones"] or (), given["depth"]),
        granularity=(given["granularity"] or "").strip(),
        tag=(given["tag"] or "").strip(),
        mapping=udata.Options(max(1, given["max_resources"]), bool(given["keep_names"])),
    )
    return UdataCatalogue(site, settings, client)


TYPE = HarvesterType(
    name="dge-udata",
    title=N_("data.gouv.fr (udata)"),
    description=N_(
        "Address of an organisation of data.gouv.fr, for example https://www.data.gouv.fr/organizations/ville-de-metz/, or of the"
        " portal with zones"
    ),
    open=open_catalogue,
    options=OPTIONS,
    mapping_version=udata.MAPPING_VERSION,
)
