"""A collection of OGC API – Features (OGC 17-069r4) to the draft of a dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ckanext.datagrandest.harvesters.mapping import loose
from ckanext.datagrandest.harvesters.mapping.contacts import Contact, emails_of, rows_of
from ckanext.datagrandest.harvesters.mapping.drafting import (
    Links,
    conditions_of,
    date_of,
    finished,
    inner,
    spatial_of,
    tags_of,
    territories_of,
)
from ckanext.datagrandest.harvesters.mapping.ogc.layer import CRS84, EPSG, identifier_in
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks
from ckanext.datagrandest.harvesters.mapping.texts import plain, title_of
from ckanext.datagrandest.harvesting.contract import Draft, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message

FILES = frozenset({"enclosure", "data", "download"})
ITEMS = "items"
ABOUT = frozenset({"describedby", "documentation", "related", "metadata", "service-doc"})
PAGES = frozenset({"canonical", "alternate", "about", "landing-page"})
SCHEMAS = ("schema+json", "queryables", "openapi", "vnd.oai")
FLAT, DEEP = 4, 6

NOT_JSON = N_("This is no description in JSON.")
NO_ID = N_("A collection of the server has no identifier; its title is “{title}”.")
MORE_CRS = N_("The server gives the data in {count} reference systems; the first {kept} were kept.")
MAX_CRS = 50


def read(content: bytes) -> dict[str, Any]:
    """Parse a record in JSON.

    Raises:
        UnmappableRecord: it is no JSON object.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnmappableRecord(Message(NOT_JSON)) from error
    if not isinstance(found, dict):
        raise UnmappableRecord(Message(NOT_JSON))
    return found


def links_of(described: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give (relation, address, media type, title) of each link."""
    for link in loose.rows(described.get("links")):
        href = loose.text(link.get("href"))
        if href:
            relation = loose.text(link.get("rel")).rstrip("/").rpartition("/")[2].lower()
            yield relation, href, loose.text(link.get("type")).lower(), loose.text(link.get("title"))


def bounds_of(extent: Any) -> Iterator[list[Any]]:
    """Give rectangles without heights; of several, the first is around the others."""
    given = extent.get("spatial") if isinstance(extent, Mapping) else None
    boxes = inner(extent, "spatial").get("bbox") or given
    if isinstance(boxes, list) and boxes and not isinstance(boxes[0], list):
        boxes = [boxes]
    for box in boxes[:1] if isinstance(boxes, list) else ():
        if isinstance(box, list) and len(box) == DEEP:
            yield [box[0], box[1], box[3], box[4]]
        elif isinstance(box, list) and len(box) == FLAT:
            yield box


def periods_of(intervals: Any, remarks: Remarks) -> list[dict[str, str]]:
    """Read intervals of [start, end], either of which may be open (null or `..`)."""
    found = []
    for interval in intervals if isinstance(intervals, list) else ():
        if isinstance(interval, list) and len(interval) == 2:  # noqa: PLR2004
            start, end = ("" if side in (None, "..") else date_of(side, remarks) for side in interval)
            found += [{key: value for key, value in (("start", start), ("end", end)) if value}]
    return [period for period in found if period]


def draft(content: bytes, *, keep_names: bool = False) -> Draft:
    """Map one collection.

    Args:
        content: JSON of `{"collection": …, "service": …}`: the collection, and what the landing page says of all of them.
        keep_names: name persons in contacts.

    Raises:
        UnmappableRecord: no such JSON, or a collection without identifier.
    """
    both = read(content)
    collection, service = inner(both, "collection"), inner(both, "service")
    identifier, title = loose.text(collection.get("id")), loose.text(collection.get("title"))
    if not identifier:
        raise UnmappableRecord(Message(NO_ID, {"title": title[:150]}))
    remarks = Remarks()
    extent = inner(collection, "extent")
    keywords = loose.texts(collection.get("keywords"))
    dataset: dict[str, Any] = {
        "title": title_of([title], remarks) or identifier,
        "notes": plain(loose.raw(collection.get("description"))),
        "scope": "dataset",
        "tags": tags_of(keywords, remarks),
        "temporal_coverage": periods_of(inner(extent, "temporal").get("interval"), remarks),
        "crs": _crs(collection, remarks),
        "contacts": _contacts(service, remarks, keep_names=keep_names),
    }
    dataset |= spatial_of(bounds_of(extent), remarks)
    dataset |= territories_of(keywords, dataset, remarks)
    dataset |= _linked(collection, service, identifier, remarks)
    return finished(dataset, remarks)


def _linked(
    collection: Mapping[str, Any], service: Mapping[str, Any], identifier: str, remarks: Remarks
) -> dict[str, Any]:
    links = Links(remarks)
    said: list[str] = [loose.text(collection.get("license")), loose.text(service.get("license"))]
    documents: list[str] = []
    page = ""
    for relation, href, media, title in [
        *links_of(collection),
        *((r, *rest) for r, *rest in links_of(service) if r == "license"),
    ]:
        if relation == "license":
            said += [href, title]
        elif any(word in media or word in relation for word in SCHEMAS):
            continue
        elif relation == ITEMS:
            _items(links, href, media, identifier)
        elif relation in FILES:
            links.add(href, title or identifier, mimetype=media, kind="download", protocol="WWW:DOWNLOAD")
        elif relation in ABOUT:
            documents += [opened] if (opened := links.public(href)) else []
        elif relation in PAGES and "html" in media:
            page = page or links.public(href)
    named = [{"value": value} for url in documents if (value := identifier_in(url))]
    return {
        "resources": links.all(),
        "documentation": list(dict.fromkeys(documents)),
        "identifiers": named,
        "url": page,
        **conditions_of(said),
    }


def _items(links: Links, href: str, media: str, identifier: str) -> None:
    """Add the items: the page that shows them is a page, every other form an access point."""
    if "html" in media:
        links.add(href, mimetype=media, kind="page", protocol="WWW:LINK", format="HTML")
    else:
        links.add(
            href,
            declared=("OGC:API-Features",),
            kind="api",
            protocol="OGC:API-Features",
            layer=identifier,
            mimetype=media,
        )


def _crs(collection: Mapping[str, Any], remarks: Remarks) -> list[str]:
    texts = [loose.text(collection.get("storageCrs")), *loose.texts(collection.get("crs"))]
    codes = [
        f"EPSG:{match[1]}" if (match := EPSG.search(text)) else "CRS84" if CRS84.search(text) else "" for text in texts
    ]
    found = list(dict.fromkeys(filter(None, codes)))
    if len(found) > MAX_CRS:
        remarks.add(MORE_CRS, count=len(found), kept=MAX_CRS)
    return found[:MAX_CRS]


def _contacts(service: Mapping[str, Any], remarks: Remarks, *, keep_names: bool) -> list[dict[str, str]]:
    found: list[Contact] = []
    for contact in loose.rows(service.get("contact")):
        email = loose.text(contact.get("email"))
        found.append(
            Contact(
                role="distributor",
                name=loose.text(contact.get("name")) or loose.text(service.get("attribution")),
                emails=tuple(emails_of(email, remarks)) if email else (),
                phone=loose.text(contact.get("phone")),
                url=Links(remarks).public(loose.text(contact.get("url"))),
                person="",
            )
        )
    return rows_of(found, remarks, keep_names=keep_names) if found else []
