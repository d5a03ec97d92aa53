"""`dge-ckan`: portals that run CKAN or DKAN, or speak its API, read by `package_search`: a request for hundreds of datasets.

What portals do otherwise than CKAN says is in docs/harvesting-ckan.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit, urlunsplit

from ckanext.datagrandest.harvesters.ckan.catalogue import CkanCatalogue, Settings, settings_with
from ckanext.datagrandest.harvesters.mapping import ckan
from ckanext.datagrandest.harvesting import touching
from ckanext.datagrandest.harvesting.contract import HarvesterType, Option
from ckanext.datagrandest.messages import N_

if TYPE_CHECKING:
    from ckanext.datagrandest.net.client import GuardedClient

#: What follows the address of the portal in addresses that people copy from their browser.
TAIL = re.compile(r"/(?:api|dataset|organization|group)(?:/.*)?$")
ORGANIZATION = re.compile(r"/organization/([^/]+)/?$")
MAX_PAGE_SIZE = 1000

OPTIONS = (
    touching.TERRITORY,
    Option(
        "organization",
        N_("Only one organisation"),
        "text",
        "",
        N_("Its short name, the end of the address of its page. Empty: every organisation of the portal."),
    ),
    Option(
        "filter",
        N_("Filter"),
        "text",
        "",
        N_("A search filter of CKAN, for example tags:eau or groups:environnement."),
    ),
    Option(
        "page_size",
        N_("Records a page"),
        "integer",
        200,
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
        "max_resources",
        N_("Most links kept of one record"),
        "integer",
        ckan.DEFAULTS.max_resources,
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

    >>> site_of("https://x.fr/data/organization/ville-de-metz"), site_of("https://x.fr/api/3/action/package_search?q=a")
    (('https://x.fr/data', 'ville-de-metz'), ('https://x.fr', ''))
    """
    parts = urlsplit(url.strip())
    path = parts.path.rstrip("/")
    named = ORGANIZATION.search(path)
    site = urlunsplit(parts._replace(path=TAIL.sub("", path), query="", fragment=""))
    return site.rstrip("/"), unquote(named[1]) if named else ""


def open_catalogue(url: str, options: Mapping[str, Any], client: GuardedClient) -> CkanCatalogue:
    """Prepare the reading of a portal; nothing is asked before its pages are.

    Args:
        url: address of the portal, of one of its organisations, or of its API.
        options: values of `OPTIONS`.
        client: the guarded client.
    """
    given = {option.name: option.default for option in OPTIONS} | dict(options)
    site, organization = site_of(url)
    settings = Settings(
        page_size=min(max(1, given["page_size"]), MAX_PAGE_SIZE),
        max_pages=max(1, given["max_pages"]),
        organization=(given["organization"] or "").strip(),
        filter=(given["filter"] or "").strip(),
        mapping=ckan.Options(site, max(1, given["max_resources"]), bool(given["keep_names"])),
    )
    return CkanCatalogue(site, settings_with(settings, organization), client)


TYPE = HarvesterType(
    name="dge-ckan",
    title=N_("CKAN portal"),
    description=N_(
        "Address of a portal made with CKAN or DKAN, or of one of its organisations, for example"
        " https://www.example.fr/organization/ville"
    ),
    open=open_catalogue,
    options=OPTIONS,
    mapping_version=ckan.MAPPING_VERSION,
)
