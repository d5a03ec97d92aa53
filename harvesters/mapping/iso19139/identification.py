"""What the record is about: title, abstract, scope, identifiers, frequency, images, documents, related records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.datagrandest.harvesters.mapping import addresses
from ckanext.datagrandest.harvesters.mapping.frequencies import of_duration
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesters.mapping.texts import title_of
from ckanext.datagrandest.harvesting.contract import UnmappableRecord
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.metadata.vocabularies import vocabulary

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader
    from ckanext.datagrandest.harvesters.mapping.remarks import Remarks

CITATION = "identificationInfo/citation"
DOCUMENTS = (
    "contentInfo/featureCatalogueCitation/onlineResource/linkage",
    "identificationInfo/additionalDocumentation/onlineResource/linkage",
    "identificationInfo/additionalDocumentation/linkage",
    "portrayalCatalogueInfo/portrayalCatalogueCitation/onlineResource/linkage",
)

NO_TITLE = N_("The record has no title: it cannot be shown in the catalogue.")
NO_IDENTIFICATION = N_("The record says nothing of the data it describes (no identificationInfo).")
NO_ABSTRACT = N_("The record has no abstract.")
BAD_SCOPE = N_("The kind of record “{scope}” is not in the standard; it was left out.")
BAD_FREQUENCY = N_("The update frequency “{frequency}” of the record is not in our list; it was left out.")
PARENT = N_("The record belongs to: {identifiers}.")
RELATED = N_("Records that this one is related to: {identifiers}.")


def read(reader: Reader, remarks: Remarks) -> dict[str, Any]:
    """Read what identifies the data.

    Raises:
        UnmappableRecord: there is no title.
    """
    if not reader.nodes("identificationInfo"):
        raise UnmappableRecord(Message(NO_IDENTIFICATION))
    abstract = reader.paragraphs("identificationInfo/abstract")
    if not abstract:
        remarks.add(NO_ABSTRACT)
    _tell_related(reader, remarks)
    fields: dict[str, Any] = {
        "title": _title(reader, remarks),
        "notes": "\n\n".join(_paragraphs(reader, abstract)),
        "scope": _scope(reader, remarks),
        "identifiers": _identifiers(reader),
        "version": reader.text(f"{CITATION}/edition"),
        "frequency": _frequency(reader, remarks),
        "previews": _images(reader, remarks),
        "documentation": _documents(reader, remarks),
        "metadata_standard": reader.text("metadataStandardName") or reader.text("metadataStandard/title"),
        "url": _page(reader),
    }
    return {name: value for name, value in fields.items() if value}


def _paragraphs(reader: Reader, abstract: str) -> list[str]:
    """Give the abstract, then what else is said of the data in full sentences."""
    found = [abstract] if abstract else []
    for name in ("purpose", "supplementalInformation"):
        text = reader.paragraphs(f"identificationInfo/{name}")
        found += [text] if text and text not in abstract else []
    return found


def _title(reader: Reader, remarks: Remarks) -> str:
    titles = reader.texts(f"{CITATION}/title")
    others = reader.texts(f"{CITATION}/alternateTitle")
    title = title_of([*titles, *others], remarks)
    if not title:
        raise UnmappableRecord(Message(NO_TITLE))
    return title


def _scope(reader: Reader, remarks: Remarks) -> str:
    code = reader.code("hierarchyLevel") or reader.code("metadataScope/resourceScope")
    if not code:
        return "service" if next(reader.root.iter("{*}SV_ServiceIdentification"), None) is not None else "dataset"
    term = vocabulary("scopes").match(code)
    if term is None:
        remarks.add(BAD_SCOPE, scope=shortened(code, 60))
        return ""
    return term.code


def _identifiers(reader: Reader) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for node in reader.nodes(f"{CITATION}/identifier"):
        for value in reader.values("code", node):
            row = {"value": value.text or value.uri, "codespace": reader.text("codeSpace", node)}
            row = {key: text for key, text in row.items() if text}
            found += [row] if row not in found else []
    if uri := reader.text("dataSetURI"):
        found += [{"value": uri}] if not any(row["value"] == uri for row in found) else []
    return found


def _frequency(reader: Reader, remarks: Remarks) -> str:
    code = reader.code("identificationInfo/resourceMaintenance/maintenanceAndUpdateFrequency")
    duration = reader.text("identificationInfo/resourceMaintenance/userDefinedMaintenanceFrequency")
    if duration and (found := of_duration(duration)):
        return found
    if duration and not code:
        remarks.add(BAD_FREQUENCY, frequency=shortened(duration, 60))
    if not code:
        return ""
    term = vocabulary("frequencies").match(code)
    if term is None:
        remarks.add(BAD_FREQUENCY, frequency=shortened(code, 60))
        return ""
    return term.code


def _images(reader: Reader, remarks: Remarks) -> list[str]:
    return _opened(reader, _graphics(reader), remarks)


def _graphics(reader: Reader) -> list[str]:
    found = []
    for node in reader.nodes("identificationInfo/graphicOverview"):
        for path in ("fileName", "linkage/linkage"):
            found += [value.uri or value.text for value in reader.values(path, node)]
        reader.texts("fileDescription", node)
        reader.texts("fileType", node)
    return found


def _documents(reader: Reader, remarks: Remarks) -> list[str]:
    texts = [text for path in DOCUMENTS for text in reader.texts(path)]
    references = [value.uri for value in reader.values("contentInfo/featureCatalogueCitation") if value.uri]
    return _opened(reader, [*texts, *references], remarks)


def _opened(reader: Reader, texts: list[str], remarks: Remarks) -> list[str]:
    found = []
    for text in texts:
        address = addresses.public(text)
        if address.remark:
            remarks.add(address.remark, **address.parameters)
        if address.url:
            found.append(address.url)
    return list(dict.fromkeys(found))


def _page(reader: Reader) -> str:
    """Give the page that shows the record, or the data, where it comes from."""
    for path in ("metadataLinkage/linkage", "dataSetURI"):
        for text in reader.texts(path):
            found = addresses.public(text).url if text.startswith("http") else None
            if found:
                return found
    return ""


def _tell_related(reader: Reader, remarks: Remarks) -> None:
    parents = reader.texts("parentIdentifier") + _references(reader, "parentMetadata")
    parents += reader.texts("parentMetadata/title") + reader.texts("parentMetadata/identifier/code")
    if parents:
        remarks.add(PARENT, identifiers=", ".join(dict.fromkeys(parents)))
    related = reader.texts("identificationInfo/aggregationInfo/aggregateDataSetIdentifier/code")
    related += reader.texts("identificationInfo/aggregationInfo/aggregateDataSetName/title")
    for name in ("metadataReference", "name"):
        related += reader.texts(f"identificationInfo/associatedResource/{name}/title")
        related += _references(reader, f"identificationInfo/associatedResource/{name}")
    related += _references(reader, f"{CITATION}/series") + _references(reader, "resourceLineage/source")
    if related:
        remarks.add(RELATED, identifiers=", ".join(dict.fromkeys(related)))


def _references(reader: Reader, path: str) -> list[str]:
    """List what an element points to by attribute (uuidref, xlink:href)."""
    found = []
    for node in reader.nodes(path):
        reference = _reference(node) or reader.value(node).uri
        reader.read.add(node)
        found += [reference] if reference else []
    return found


def _reference(node: _Element) -> str:
    return (node.get("uuidref") or "").strip()
