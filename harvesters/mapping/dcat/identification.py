"""What the record is about: title, description, scope, identifiers, frequency, languages, pages, lineage, related records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses, frequencies
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.mapping.texts import plain, title_of
from ckanext.datagrandest.harvesting.contract import UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from ckanext.datagrandest.harvesters.mapping.dcat.graph import Node
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

TITLES = ("dct:title", "dc:title", "schema:name", "rdfs:label", "foaf:name", "skos:prefLabel")
DESCRIPTIONS = ("dct:description", "dct:abstract", "dc:description", "schema:description", "rdfs:comment")
VERSIONS = ("dcat:version", "owl:versionInfo", "pav:version", "adms:version", "schema:version")
PAGES = ("dcat:landingPage", "foaf:homepage", "schema:url")
DOCUMENTS = ("foaf:page", "dct:isReferencedBy", "adms:versionNotesPage", "dcat:describedBy", "pod:describedBy")
IMAGES = ("foaf:depiction", "foaf:thumbnail", "schema:thumbnailUrl", "schema:image")
PARENTS = ("dct:isPartOf", "dcat:inSeries", "dct:isVersionOf", "dcat:isVersionOf", "adms:prev")
RELATIONS = ("dct:relation", "dct:source", "dct:hasPart", "dct:hasVersion", "dct:replaces", "dct:references", "dct:requires", "dcat:prev")  # fmt: skip
SERIES, SERVICE = "dcat:DatasetSeries", "dcat:DataService"
MAX_COUPLED = 1000

NO_TITLE = N_("The record has no title: it cannot be shown in the catalogue.")
NO_ABSTRACT = N_("The record has no abstract.")
BAD_SCOPE = N_("The kind of record “{scope}” is not in the standard; it was left out.")
BAD_FREQUENCY = N_("The update frequency “{frequency}” of the record is not in our list; it was left out.")
BAD_LANGUAGE = N_("The language “{language}” of the record is not in our list; it was left out.")
BAD_TYPE = N_("The type of service “{type}” is not in the standard; “other” was put instead.")
PARENT = N_("The record belongs to: {identifiers}.")
RELATED = N_("Records that this one is related to: {identifiers}.")
TOO_MANY = N_("The record serves {count} datasets; the first {kept} were kept.")


def read(node: Node, remarks: Remarks) -> dict[str, Any]:
    """Read what identifies the data.

    Raises:
        UnmappableRecord: there is no title.
    """
    title = title_of([title for name in TITLES for title in node.texts(name)][:5], remarks)
    if not title:
        raise UnmappableRecord(Message(NO_TITLE))
    notes = _notes(node)
    if not notes:
        remarks.add(NO_ABSTRACT)
    pages = addresses.opened(node.addresses(*PAGES), remarks)
    _tell_related(node, remarks)
    fields: dict[str, Any] = {
        "title": title,
        "notes": notes,
        "scope": _scope(node, remarks),
        "identifiers": identifiers(node),
        "version": node.text(*VERSIONS),
        "frequency": _frequency(node, remarks),
        "language": languages(node, "dct:language", remarks),
        "lineage": _lineage(node),
        "previews": addresses.opened(node.addresses(*IMAGES), remarks),
        "url": pages[0] if pages else "",
        "documentation": list(dict.fromkeys([*pages[1:], *addresses.opened(_documents(node), remarks)])),
        "service_type": _service_type(node, remarks),
        "coupled_resources": _served(node, remarks),
    }
    return {name: value for name, value in fields.items() if value}


def _notes(node: Node) -> str:
    """Give the description, then what else is said in full sentences."""
    found: list[str] = []
    for names in (DESCRIPTIONS, ("adms:versionNotes",), ("vcard:note",)):
        for text in node.raw_texts(*names)[:3]:
            words = plain(text)
            found += [words] if words and not any(words in other for other in found) else []
    return "\n\n".join(found)


def _scope(node: Node, remarks: Remarks) -> str:
    own = "series" if node.is_a(SERIES) else "service" if node.is_a(SERVICE) else "dataset"
    for kind in node.all("dct:type", "geodcat:resourceType", "dc:type"):
        term = next((found for word in kind.words if (found := vocabulary("scopes").match(word))), None)
        last = (kind.uri or kind.literal).rstrip("/#").rpartition("/")[2]
        term = term or vocabulary("scopes").match(last)
        if term:
            return own if own != "dataset" and term.code == "dataset" else term.code
        if kind.uri and "ResourceType" in kind.uri:
            remarks.add(BAD_SCOPE, scope=shortened(kind.uri, 120))
    return own


def identifiers(node: Node) -> list[dict[str, str]]:
    """List the identifiers of the data: said as such, under other schemes, and its address."""
    found: list[dict[str, str]] = [{"value": text} for text in node.texts("dct:identifier", "dc:identifier")]
    for other in node.all("adms:identifier", "schema:identifier"):
        value = other.literal or other.text("skos:notation", "schema:value", "dct:identifier") or other.uri
        row = {"value": value, "codespace": other.text("adms:schemaAgency", "dct:creator", "schema:propertyID")}
        found.append({key: text for key, text in row.items() if text})
    found += [{"value": text} for text in (node.uri, *node.addresses("owl:sameAs")) if text.startswith("http")]
    rows: list[dict[str, str]] = []
    for row in found:
        if row.get("value") and not any(row["value"] == other["value"] for other in rows):
            rows.append(row)
    return rows


def _frequency(node: Node, remarks: Remarks) -> str:
    for value in node.all("dct:accrualPeriodicity", "dct:Frequency"):
        for word in value.words:
            if found := frequencies.recognise(word):
                return found
        if value.words:
            remarks.add(BAD_FREQUENCY, frequency=shortened(value.words[-1], 120))
    return ""


def languages(node: Node, name: str, remarks: Remarks) -> list[str]:
    """List the languages that a property names, by code of the European list."""
    found = []
    known = vocabulary("languages")
    for value in node.all(name, name.replace("dct:", "dc:")):
        words = [part for word in value.words for part in (word, word.rstrip("/").rpartition("/")[2], word[:2])]
        term = next((term for word in words if (term := known.match(word))), None)
        if term:
            found.append(term.code)
        elif value.words:
            remarks.add(BAD_LANGUAGE, language=shortened(value.words[0], 80))
    return list(dict.fromkeys(found))


def _lineage(node: Node) -> str:
    parts: list[str] = []
    for statement in node.all("dct:provenance"):
        raw = statement.term.value if statement.literal else ""
        texts = statement.raw_texts("rdfs:label", "dct:description", "rdfs:comment", "skos:prefLabel", "dct:title")
        parts += [plain(text) for text in ([raw] if raw else texts)] or ([statement.uri] if statement.uri else [])
    return "\n\n".join(dict.fromkeys(part for part in parts if part))


def _documents(node: Node) -> list[str]:
    """List pages about the data; the record that describes it is none."""
    found = node.all(*DOCUMENTS)
    return [text for page in found if (text := page.uri or page.literal) and not page.is_a("dcat:CatalogRecord")]


def _service_type(node: Node, remarks: Remarks) -> str:
    for kind in node.all("geodcat:serviceType"):
        for word in (*kind.words, kind.uri.rpartition("/")[2]):
            if term := vocabulary("service_types").match(word):
                return term.code
        remarks.add(BAD_TYPE, type=shortened(kind.uri or kind.literal, 80))
        return "other"
    return ""


def _served(node: Node, remarks: Remarks) -> list[str]:
    names = ("dcat:servesDataset", "dct:relation") if node.is_a(SERVICE) else ("dcat:servesDataset",)
    found = [served.text("dct:identifier") or served.uri or served.literal for served in node.all(*names)]
    found = list(dict.fromkeys(filter(None, found)))
    if len(found) > MAX_COUPLED:
        remarks.add(TOO_MANY, count=len(found), kept=MAX_COUPLED)
    return found[:MAX_COUPLED]


def _tell_related(node: Node, remarks: Remarks) -> None:
    relations = tuple(name for name in RELATIONS if name != "dct:relation" or not node.is_a(SERVICE))
    for sentence, names in ((PARENT, PARENTS), (RELATED, relations)):
        found = [shortened(other.label or other.uri, 200) for other in node.all(*names)]
        found = list(dict.fromkeys(filter(None, found)))
        if found:
            remarks.add(sentence, identifiers=", ".join(found[:20]))
