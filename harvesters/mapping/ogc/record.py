"""A record of OGC API – Records (OGC 20-004, a GeoJSON feature) to the draft of a dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from shapely.geometry.base import BaseGeometry

from ckanext.datagrandest.harvesters.mapping import geometries, loose, themes
from ckanext.datagrandest.harvesters.mapping.contacts import Contact, emails_of, rows_of
from ckanext.datagrandest.harvesters.mapping.drafting import (
    Links,
    conditions_of,
    date_of,
    finished,
    inner,
    matched,
    tags_of,
    territories_of,
)
from ckanext.datagrandest.harvesters.mapping.ogc.collection import links_of, periods_of, read
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks
from ckanext.datagrandest.harvesters.mapping.texts import plain, title_of
from ckanext.datagrandest.harvesting.contract import Draft, UnmappableRecord
from ckanext.datagrandest.messages import N_, Message

PASSED = frozenset(
    {"self", "collection", "root", "parent", "prev", "next", "up", "first", "last", "canonical", "schema"}
)
ABOUT = frozenset({"describedby", "documentation", "help", "about", "metadata"})
#: Roles of OGC API – Records that ISO spells otherwise.
ROLES = {
    "contactpoint": "pointOfContact",
    "contact": "pointOfContact",
    "creator": "originator",
    "producer": "originator",
}

NO_TITLE = N_("The record has no title.")
NO_EXTENT = N_("The record has no extent on the map.")


def identifier_of(feature: Mapping[str, Any]) -> str:
    """Give a record's identifier, "" when it has none."""
    return loose.text(feature.get("id"))


def draft(content: bytes, *, keep_names: bool = False) -> Draft:
    """Map one record.

    Args:
        content: a GeoJSON feature.
        keep_names: name persons in contacts.

    Raises:
        UnmappableRecord: no JSON, or without title.
    """
    feature = read(content)
    properties = inner(feature, "properties")
    remarks = Remarks()
    title = title_of([loose.text(properties.get("title"))], remarks)
    if not title:
        raise UnmappableRecord(Message(NO_TITLE))
    keywords = loose.texts(properties.get("keywords"))
    dataset: dict[str, Any] = {
        "title": title,
        "notes": plain(loose.raw(properties.get("description"))),
        "scope": next(iter(matched("scopes", [loose.text(properties.get("type"))])), "dataset"),
        "language": matched("languages", _languages(properties)),
        "metadata_date": date_of(properties.get("recordUpdated") or properties.get("updated"), remarks),
        "created": date_of(properties.get("created"), remarks),
        "modified": date_of(properties.get("resourceUpdated") or properties.get("updated"), remarks),
        "identifiers": [{"value": value} for value in _externals(properties)],
        "temporal_coverage": _periods(feature.get("time"), remarks),
    }
    dataset |= _subjects(properties, keywords, remarks)
    dataset |= _spatial(feature, remarks)
    dataset |= territories_of(keywords, dataset, remarks)
    dataset["contacts"] = rows_of(list(_contacts(properties, remarks)), remarks, keep_names=keep_names)
    dataset |= _linked(feature, properties, remarks)
    return finished(dataset, remarks)


def _languages(properties: Mapping[str, Any]) -> list[str]:
    said = [*loose.rows(properties.get("resourceLanguages")), *loose.rows(properties.get("language"))]
    return [loose.text(row.get("code")) for row in said] + loose.texts(properties.get("resourceLanguages"))


def _externals(properties: Mapping[str, Any]) -> list[str]:
    found = [loose.text(row.get("value")) for row in loose.rows(properties.get("externalIds"))]
    return list(dict.fromkeys(filter(None, found)))


def _periods(time: Any, remarks: Remarks) -> list[dict[str, str]]:
    if not isinstance(time, Mapping):
        return []
    if isinstance(time.get("interval"), list):
        return periods_of([time["interval"]], remarks)
    moment = date_of(time.get("date") or time.get("timestamp"), remarks)
    return [{"start": moment, "end": moment}] if moment else []


def _subjects(properties: Mapping[str, Any], keywords: list[str], remarks: Remarks) -> dict[str, Any]:
    """Sort concepts of known lists into their fields; the others are keywords."""
    inspire: list[str] = []
    high: list[str] = []
    european: list[str] = []
    words = list(keywords)
    for theme in loose.rows(properties.get("themes")):
        scheme = loose.text(theme.get("scheme"))
        for concept in loose.rows(theme.get("concepts")):
            word, uri = (
                loose.text(concept.get("title")) or loose.text(concept.get("id")),
                loose.text(concept.get("url")),
            )
            inspire += [code] if (code := themes.inspire(word, uri, scheme)) else []
            high += [code] if (code := themes.high_value(word, uri, scheme)) else []
            european += [code] if (code := themes.european(word, uri, scheme)) else []
            words.append(word)
    topics = matched("topic_categories", words)
    return {
        "tags": tags_of(words, remarks),
        "inspire_themes": list(dict.fromkeys(inspire)),
        "hvd_categories": list(dict.fromkeys(high)),
        "topic_categories": topics,
        "themes": list(dict.fromkeys(european)) or themes.derived(inspire, topics),
    }


def _spatial(feature: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    given = feature.get("geometry")
    shape: BaseGeometry | None = geometries.read(json.dumps(given), remarks) if isinstance(given, dict) else None
    found = geometries.joined([shape], remarks) if shape is not None else None
    if found is None:
        remarks.add(NO_EXTENT)
        return {}
    return {"spatial": json.dumps(found)}


def _contacts(properties: Mapping[str, Any], remarks: Remarks) -> Iterator[Contact]:
    for contact in loose.rows(properties.get("contacts") or properties.get("providers")):
        roles = [loose.text(row.get("name")) for row in loose.rows(contact.get("roles"))] or loose.texts(
            contact.get("roles")
        )
        role = next(iter(roles), "")
        emails = loose.rows(contact.get("emails"))
        name = loose.text(contact.get("organization"))
        pages = [loose.text(link.get("href")) for link in loose.rows(contact.get("links"))]
        yield Contact(
            role=ROLES.get(role.lower()) or next(iter(matched("roles", [role])), "pointOfContact"),
            name=name,
            emails=tuple(found for row in emails for found in emails_of(loose.text(row.get("value")), remarks)),
            phone=next((loose.text(row.get("value")) for row in loose.rows(contact.get("phones"))), ""),
            url=Links(remarks).public(next(iter(pages), "")),
            person=loose.text(contact.get("name")),
        )


def _linked(feature: Mapping[str, Any], properties: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    links = Links(remarks)
    said = [loose.text(properties.get("license")), loose.text(properties.get("rights"))]
    documents: list[str] = []
    previews: list[str] = []
    page = ""
    for relation, href, media, title in links_of(feature):
        if relation == "license":
            said += [href, title]
        elif relation in PASSED:
            continue
        elif relation in ("preview", "thumbnail", "icon", "overview"):
            previews += [opened] if (opened := links.public(href)) else []
        elif relation in ABOUT:
            documents += [opened] if (opened := links.public(href)) else []
        elif relation == "alternate":
            page = page or (links.public(href) if "html" in media else "")
        else:
            links.add(href, title, mimetype=media, declared=(_protocol(feature, href),))
    return {
        "resources": links.all(),
        "documentation": documents,
        "previews": previews,
        "url": page,
        **conditions_of(said),
    }


def _protocol(feature: Mapping[str, Any], href: str) -> str:
    """Give the protocol that a link declares, in the words of pygeoapi, pycsw and GeoNetwork."""
    rows = (link for link in loose.rows(feature.get("links")) if loose.text(link.get("href")) == href)
    return next((said for link in rows for key in ("protocol", "type") if (said := loose.text(link.get(key)))), "")
