"""Render the demonstration catalogue (`layers.yaml`) to ISO 19139 records.

The order of the elements is the one of the ISO 19139 schemas (gmd 2007, srv 2005); `tests/unit/test_demo_records.py` holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from lxml import etree

LAYERS = Path(__file__).with_name("layers.yaml")
PREFIX = "fr-demo-grandest-"
BASE = "https://geo.example.org"
CODELISTS = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml"
NAMESPACES = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "gml": "http://www.opengis.net/gml/3.2",
    "srv": "http://www.isotc211.org/2005/srv",
    "xlink": "http://www.w3.org/1999/xlink",
}
NO_LIMITATION = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"
LIMITATION_1C = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/INSPIRE_Directive_Article13_1c"
FILES = {
    "csv": ("CSV", "text/csv", "Fichier CSV"),
    "geojson": ("GeoJSON", "application/geo+json", "Fichier GeoJSON"),
    "json": ("JSON", "application/json", "Fichier JSON"),
    "shp": ("ESRI Shapefile", "application/zip", "Fichier Shapefile compressé"),
    "gpkg": ("GeoPackage", "application/geopackage+sqlite3", "Fichier GeoPackage"),
    "zip": ("GTFS", "application/zip", "Archive GTFS"),
}
PATHS = {
    "OGC:WMS": "wms",
    "OGC:WFS": "wfs",
    "OGC:WCS": "wcs",
    "OGC:WMTS": "wmts",
    "ESRI:REST": "arcgis/rest/services/zae/MapServer",
}

Element = etree._Element


def records(path: Path = LAYERS) -> Iterator[tuple[str, bytes]]:
    """Give each record of the table as (identifier, ISO 19139 document)."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    for layer in table["layers"]:
        root = _record(layer, table)
        yield PREFIX + layer["id"], etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _qname(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _el(name: str, *children: Element | str | None, **attributes: str) -> Element:
    node = etree.Element(_qname(name), nsmap=NAMESPACES if name.endswith(":MD_Metadata") else None)
    for key, value in attributes.items():
        node.set(_qname(key.replace("__", ":")) if "__" in key else key, value)
    for child in children:
        if isinstance(child, str):
            node.text = child
        elif child is not None:
            node.append(child)
    return node


def _text(name: str, value: str) -> Element:
    return _el(name, _el("gco:CharacterString", value))


def _code(name: str, codelist: str, value: str) -> Element:
    return _el(name, _el(f"gmd:{codelist}", value, codeList=f"{CODELISTS}#{codelist}", codeListValue=value))


def _anchor(name: str, label: str, uri: str) -> Element:
    return _el(name, _el("gmx:Anchor", label, xlink__href=uri))


def _record(layer: dict[str, Any], table: dict[str, Any]) -> Element:
    scope = layer.get("kind", "dataset")
    return _el(
        "gmd:MD_Metadata",
        _text("gmd:fileIdentifier", PREFIX + layer["id"]),
        _code("gmd:language", "LanguageCode", "fre"),
        _code("gmd:characterSet", "MD_CharacterSetCode", "utf8"),
        _code("gmd:hierarchyLevel", "MD_ScopeCode", scope),
        _contact("gmd:contact", layer, table, "pointOfContact"),
        _el("gmd:dateStamp", _el("gco:Date", str(layer["revised"]))),
        _text("gmd:metadataStandardName", "ISO 19115"),
        _text("gmd:metadataStandardVersion", "2003/Cor.1:2006"),
        _reference_system(),
        _el("gmd:identificationInfo", _identification(layer, table)),
        _el("gmd:distributionInfo", _distribution(layer)),
        _el("gmd:dataQualityInfo", _quality(layer)),
    )


def _contact(name: str, layer: dict[str, Any], table: dict[str, Any], role: str) -> Element:
    organisation, email = table["organisations"][layer["by"]]
    return _el(
        name,
        _el(
            "gmd:CI_ResponsibleParty",
            _text("gmd:organisationName", organisation),
            _el(
                "gmd:contactInfo",
                _el(
                    "gmd:CI_Contact",
                    _el("gmd:address", _el("gmd:CI_Address", _text("gmd:electronicMailAddress", email))),
                    _el("gmd:onlineResource", _el("gmd:CI_OnlineResource", _url(f"{BASE}/{layer['by']}"))),
                ),
            ),
            _code("gmd:role", "CI_RoleCode", role),
        ),
    )


def _url(url: str) -> Element:
    return _el("gmd:linkage", _el("gmd:URL", url))


def _reference_system() -> Element:
    code = _anchor("gmd:code", "RGF93 v1 / Lambert-93 (EPSG:2154)", "http://www.opengis.net/def/crs/EPSG/0/2154")
    identifier = _el("gmd:RS_Identifier", code, _text("gmd:codeSpace", "EPSG"))
    return _el(
        "gmd:referenceSystemInfo", _el("gmd:MD_ReferenceSystem", _el("gmd:referenceSystemIdentifier", identifier))
    )


def _identification(layer: dict[str, Any], table: dict[str, Any]) -> Element:
    service = layer.get("kind") == "service"
    return _el(
        "srv:SV_ServiceIdentification" if service else "gmd:MD_DataIdentification",
        _el("gmd:citation", _citation(layer)),
        _text("gmd:abstract", f"{layer['about']}\n\n{table['note']}"),
        _contact("gmd:pointOfContact", layer, table, "owner"),
        _contact("gmd:pointOfContact", layer, table, "pointOfContact"),
        _maintenance(layer["frequency"]),
        *_keywords(layer, table),
        *_constraints(layer, table),
        *(_service_part(layer, table) if service else _data_part(layer, table)),
    )


def _citation(layer: dict[str, Any]) -> Element:
    dates = [("creation", layer["created"]), ("revision", layer["revised"])]
    return _el(
        "gmd:CI_Citation",
        _text("gmd:title", layer["title"]),
        *(_date("gmd:date", str(date), kind) for kind, date in dates),
        _el(
            "gmd:identifier",
            _el(
                "gmd:RS_Identifier",
                _text("gmd:code", f"{BASE}/id/{layer['id']}"),
                _text("gmd:codeSpace", "fr-demo"),
            ),
        ),
    )


def _date(name: str, date: str, kind: str) -> Element:
    return _el(
        name,
        _el("gmd:CI_Date", _el("gmd:date", _el("gco:Date", date)), _code("gmd:dateType", "CI_DateTypeCode", kind)),
    )


def _maintenance(frequency: str) -> Element:
    code = _code("gmd:maintenanceAndUpdateFrequency", "MD_MaintenanceFrequencyCode", frequency)
    return _el("gmd:resourceMaintenance", _el("gmd:MD_MaintenanceInformation", code))


def _keywords(layer: dict[str, Any], table: dict[str, Any]) -> Iterator[Element]:
    yield _keyword_group([*layer["keywords"], table["mark"]], "theme")
    yield _keyword_group([layer["place"]], "place")
    yield _keyword_group([layer["theme"]], "theme", "GEMET - INSPIRE themes, version 1.0", "2008-06-01")


def _keyword_group(words: list[str], kind: str, thesaurus: str = "", published: str = "") -> Element:
    citation = _el("gmd:CI_Citation", _text("gmd:title", thesaurus), _date("gmd:date", published, "publication"))
    return _el(
        "gmd:descriptiveKeywords",
        _el(
            "gmd:MD_Keywords",
            *(_text("gmd:keyword", word) for word in words),
            _code("gmd:type", "MD_KeywordTypeCode", kind),
            _el("gmd:thesaurusName", citation) if thesaurus else None,
        ),
    )


def _constraints(layer: dict[str, Any], table: dict[str, Any]) -> Iterator[Element]:
    restricted = layer.get("restricted", False)
    label = "Consultation sur demande au service gestionnaire" if restricted else "Pas de restriction d'accès public"
    access = _anchor("gmd:otherConstraints", label, LIMITATION_1C if restricted else NO_LIMITATION)
    yield _legal(_code("gmd:accessConstraints", "MD_RestrictionCode", "otherRestrictions"), access)
    if layer["licence"] in table["licences"]:
        name, uri = table["licences"][layer["licence"]]
        yield _legal(
            _code("gmd:useConstraints", "MD_RestrictionCode", "license"), _anchor("gmd:otherConstraints", name, uri)
        )


def _legal(code: Element, other: Element) -> Element:
    return _el("gmd:resourceConstraints", _el("gmd:MD_LegalConstraints", code, other))


def _data_part(layer: dict[str, Any], table: dict[str, Any]) -> Iterator[Element]:
    kind = "grid" if "resolution" in layer else "vector"
    yield _code("gmd:spatialRepresentationType", "MD_SpatialRepresentationTypeCode", kind)
    yield _el("gmd:spatialResolution", _el("gmd:MD_Resolution", _resolution(layer)))
    yield _code("gmd:language", "LanguageCode", "fre")
    yield _code("gmd:characterSet", "MD_CharacterSetCode", "utf8")
    yield _el("gmd:topicCategory", _el("gmd:MD_TopicCategoryCode", layer["topic"]))
    yield _extent("gmd:extent", layer, table)


def _resolution(layer: dict[str, Any]) -> Element:
    if "resolution" in layer:
        return _el("gmd:distance", _el("gco:Distance", str(layer["resolution"]), uom="m"))
    denominator = _el("gmd:denominator", _el("gco:Integer", str(layer["scale"])))
    return _el("gmd:equivalentScale", _el("gmd:MD_RepresentativeFraction", denominator))


def _service_part(layer: dict[str, Any], table: dict[str, Any]) -> Iterator[Element]:
    yield _el("srv:serviceType", _el("gco:LocalName", layer["service"]))
    yield _extent("srv:extent", layer, table)
    yield _el(
        "srv:couplingType", _el("srv:SV_CouplingType", codeList=f"{CODELISTS}#SV_CouplingType", codeListValue="tight")
    )
    yield _el(
        "srv:containsOperations",
        _el(
            "srv:SV_OperationMetadata",
            _text("srv:operationName", "GetCapabilities"),
            _el("srv:DCP", _el("srv:DCPList", codeList=f"{CODELISTS}#DCPList", codeListValue="WebServices")),
            _el(
                "srv:connectPoint",
                _el("gmd:CI_OnlineResource", _url(f"{BASE}/wms?service=WMS&request=GetCapabilities")),
            ),
        ),
    )
    for served in layer.get("serves", ()):
        yield _el("srv:operatesOn", uuidref=PREFIX + served)


def _extent(name: str, layer: dict[str, Any], table: dict[str, Any]) -> Element:
    west, south, east, north = table["places"][layer["place"]]
    bounds = {"west": west, "east": east, "south": south, "north": north}
    names = {
        "west": "westBoundLongitude",
        "east": "eastBoundLongitude",
        "south": "southBoundLatitude",
        "north": "northBoundLatitude",
    }
    box = (_el(f"gmd:{names[side]}", _el("gco:Decimal", str(value))) for side, value in bounds.items())
    element = _el("gmd:geographicElement", _el("gmd:EX_GeographicBoundingBox", *box))
    return _el(name, _el("gmd:EX_Extent", _text("gmd:description", layer["place"]), element))


def _distribution(layer: dict[str, Any]) -> Element:
    names = [FILES[link][0] for link in layer["links"] if link in FILES] or ["Service web"]
    formats = [
        _el("gmd:MD_Format", _text("gmd:name", name), _el("gmd:version", gco__nilReason="unknown")) for name in names
    ]
    options = (_el("gmd:onLine", _online(layer["id"], link)) for link in layer["links"])
    return _el(
        "gmd:MD_Distribution",
        *(_el("gmd:distributionFormat", form) for form in formats),
        _el("gmd:transferOptions", _el("gmd:MD_DigitalTransferOptions", *options)),
    )


def _online(identifier: str, link: str) -> Element:
    url, protocol, name, description = _link(identifier, link)
    return _el(
        "gmd:CI_OnlineResource",
        _url(url),
        _text("gmd:protocol", protocol),
        _text("gmd:name", name),
        _text("gmd:description", description),
        _code(
            "gmd:function",
            "CI_OnLineFunctionCode",
            "information" if protocol == "WWW:LINK-1.0-http--link" else "download",
        ),
    )


def _link(identifier: str, link: str) -> tuple[str, str, str, str]:
    protocol, _, layer = link.partition("=")
    if link in FILES:
        suffix = "zip" if link == "shp" else link
        label = FILES[link][2]
        return f"{BASE}/files/{identifier}.{suffix}", "WWW:DOWNLOAD-1.0-http--download", label, f"{label} de la couche"
    if protocol in PATHS:
        kind = protocol.split(":")[1]
        query = "" if protocol == "ESRI:REST" else f"?service={kind}&request=GetCapabilities"
        return f"{BASE}/{PATHS[protocol]}{query}", protocol, layer or f"Service {kind}", f"Accès par le service {kind}"
    if link == "ATOM":
        return f"{BASE}/atom/{identifier}.xml", "INSPIRE:ATOM", "Flux de téléchargement", "Flux ATOM INSPIRE"
    if link == "FTP":
        return (
            f"ftp://geo.example.org/{identifier}.zip",
            "WWW:DOWNLOAD-1.0-ftp--download",
            "Dépôt FTP",
            "Archive sur le dépôt FTP",
        )
    return (
        f"{BASE}/catalogue/{identifier}",
        "WWW:LINK-1.0-http--link",
        "Page de présentation",
        "Description en ligne de la couche",
    )


def _quality(layer: dict[str, Any]) -> Element:
    scope = _el("gmd:DQ_Scope", _code("gmd:level", "MD_ScopeCode", layer.get("kind", "dataset")))
    return _el("gmd:DQ_DataQuality", _el("gmd:scope", scope), _conformity(), _el("gmd:lineage", _lineage(layer)))


def _conformity() -> Element:
    title = "Règlement (UE) n° 1089/2010 de la Commission du 23 novembre 2010 (interopérabilité)"
    specification = _el("gmd:CI_Citation", _text("gmd:title", title), _date("gmd:date", "2010-12-08", "publication"))
    result = _el(
        "gmd:DQ_ConformanceResult",
        _el("gmd:specification", specification),
        _text("gmd:explanation", "Conformité non évaluée"),
        _el("gmd:pass", gco__nilReason="unknown"),
    )
    return _el("gmd:report", _el("gmd:DQ_DomainConsistency", _el("gmd:result", result)))


def _lineage(layer: dict[str, Any]) -> Element:
    since = f"Saisie à partir du {layer['created']}, dernière reprise le {layer['revised']}."
    return _el("gmd:LI_Lineage", _text("gmd:statement", f"{since} Généalogie inventée pour la démonstration."))
