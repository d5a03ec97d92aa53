"""What mappings of services and portals make drafts with: tags, links, extents, conditions, and the finishing touch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, dates, licences, places, protocols, tags
from ckanext.datagrandest.harvesters.mapping.extent import boxes_of, geometry
from ckanext.datagrandest.harvesters.mapping.remarks import Remarks, shortened
from ckanext.datagrandest.harvesters.mapping.texts import squeeze
from ckanext.datagrandest.harvesting.contract import Draft
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.metadata.cleaning import keep_valid
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.metadata.vocabularies import Term

MAX_TAGS = 200
MAX_RESOURCES = 500
#: What servers write where they have nothing to say of conditions.
SILENT = frozenset({"", "none", "no conditions apply", "aucune", "aucun", "n/a", "unknown", "-"})

NOT_TAG = N_("Keywords that cannot be tags here: {keywords}.")
TOO_MANY_TAGS = N_("The record has {count} keywords; the first {kept} were kept.")
TOO_MANY_LINKS = N_("The record has {count} links; the first {kept} were kept.")
NO_EXTENT = N_("The record has no extent on the map.")
BAD_DATE = N_("“{date}” is not a date; it was left out.")
RECOGNISED = N_("Territories recognised by the names of the record: {places}.")


class Links:
    """The links of a record, as resources: each address with its layer and format once, what the public cannot open left out."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self._found: dict[tuple[str, str, str], dict[str, Any]] = {}

    def add(self, url: str, name: str = "", *, declared: Sequence[str] = (), **fields: Any) -> None:
        """Add a link.

        Args:
            url: its address.
            name: what a visitor reads.
            declared: what the source says of the protocol.
            fields: of the resource schema; `kind`, `protocol`, `format` and `layer` are guessed where they are not given.
        """
        opened = self.public(url)
        if not opened:
            return
        mimetype = str(fields.get("mimetype") or "")
        link = protocols.describe(
            opened, tuple(filter(None, declared)), name=str(fields.get("layer") or ""), mimetype=mimetype
        )
        guessed = {
            "kind": link.kind,
            "protocol": link.protocol,
            "layer": link.layer,
            "format": link.format or format_of(mimetype),
        }
        resource = {"url": opened, "name": squeeze(name) or vocabulary("protocols").label(link.protocol), **guessed}
        resource |= {key: value for key, value in fields.items() if value not in (None, "", [])}
        resource = {key: value for key, value in resource.items() if value not in (None, "")}
        self._found.setdefault((opened, str(resource.get("layer", "")), str(resource.get("format", ""))), resource)

    def public(self, url: str) -> str:
        """Give an address that the public can open, "" with a remark when it cannot."""
        if not url.strip():
            return ""
        address = addresses.public(url)
        if address.remark:
            self.remarks.add(address.remark, **address.parameters)
        return address.url or ""

    def all(self, limit: int = MAX_RESOURCES) -> list[dict[str, Any]]:
        """Give the resources, the first `limit` of them."""
        if len(self._found) > limit:
            self.remarks.add(TOO_MANY_LINKS, count=len(self._found), kept=limit)
        return list(self._found.values())[:limit]


def inner(found: Any, key: str) -> dict[str, Any]:
    """Give an object inside an object of JSON, an empty one when there is none."""
    value = found.get(key) if isinstance(found, Mapping) else None
    return dict(value) if isinstance(value, Mapping) else {}


def format_of(media_type: str) -> str:
    """Give the format of a media type, "" when it is none of our list, or that of several formats."""
    plain = media_type.partition(";")[0].strip().lower()
    found = {term.code for term in vocabulary("formats") if plain and term.facts.get("media") == plain}
    return found.pop() if len(found) == 1 else ""


def tags_of(texts: Iterable[str], remarks: Remarks) -> list[dict[str, str]]:
    """Give keywords as tags, each once whatever its case; what cannot be one goes to the remarks."""
    found: dict[str, str] = {}
    misfits: list[str] = []
    for text in texts:
        for part in tags.split(text):
            if clean := tags.clean(part):
                found.setdefault(clean.lower(), clean)
            else:
                misfits.append(shortened(squeeze(part), 100))
    if misfits:
        remarks.add(NOT_TAG, keywords="; ".join(dict.fromkeys(misfits)))
    if len(found) > MAX_TAGS:
        remarks.add(TOO_MANY_TAGS, count=len(found), kept=MAX_TAGS)
    return [{"name": name} for name in list(found.values())[:MAX_TAGS]]


def spatial_of(boxes: Iterable[Sequence[Any]], remarks: Remarks, crs: Sequence[str] = ()) -> dict[str, Any]:
    """Give rectangles (west, south, east, north, as numbers or texts) as the extent of a dataset."""
    found = [box for each in boxes for box in boxes_of([str(side) for side in each], remarks, crs)]
    shape = geometry(list(dict.fromkeys(found)), remarks)
    if shape is None:
        remarks.add(NO_EXTENT)
        return {}
    return {"spatial": json.dumps(shape)}


def territories_of(names: Iterable[str], dataset: Mapping[str, Any], remarks: Remarks) -> dict[str, Any]:
    """Recognise territories by codes, then by names that can be one place only; a remark says which."""
    here = places.is_here(str(dataset.get("spatial") or ""))
    found = {name: code for name in names if (code := places.of_code(name) or places.of_name(name, here))}
    if not found:
        return {}
    remarks.add(RECOGNISED, places=", ".join(f"{name} ({code})" for name, code in found.items()))
    return {"territories": list(dict.fromkeys(found.values()))}


def date_of(text: Any, remarks: Remarks) -> str:
    """Give an ISO date or datetime with its precision; "", with a remark, for what is no date."""
    plain = squeeze(str(text)) if text else ""
    found = dates.normalise(plain) if plain else None
    if plain and not found:
        remarks.add(BAD_DATE, date=shortened(plain, 60))
    return found or ""


def conditions_of(texts: Iterable[str]) -> dict[str, Any]:
    """Recognise the licence in some texts, and keep the texts as limitations of use."""
    said = [text for text in dict.fromkeys(squeeze(text) for text in texts) if text.lower() not in SILENT]
    licence = next((found for text in said if (found := licences.recognise(text))), None)
    return {"license_id": licence or "", "use_limitations": said}


def matched(name: str, texts: Iterable[str]) -> list[str]:
    """Give the codes of a vocabulary that some texts name, each once."""
    found: list[Term | None] = [vocabulary(name).match(text) for text in texts if text]
    return list(dict.fromkeys(term.code for term in found if term))


def finished(dataset: Mapping[str, Any], remarks: Remarks) -> Draft:
    """Drop what is empty and what the schema refuses, and give the draft."""
    filled = {key: value for key, value in dataset.items() if value not in (None, "", [], {})}
    filled.setdefault("resources", [])
    kept, refused = keep_valid(filled)
    return Draft(kept, (*remarks.all(), *refused))
