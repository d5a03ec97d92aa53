"""ISO 19139 records of real size (20 to 40 KB), the same at each run: every name and address is invented."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from xml.sax.saxutils import escape, quoteattr

from benches.harvesting import words

CODES = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml"
NAMESPACES = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "gml": "http://www.opengis.net/gml",
    "xlink": "http://www.w3.org/1999/xlink",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
EPOCH = date(2024, 1, 1)

Node = tuple[str, dict[str, str], Sequence["Node"] | str]


def records(count: int) -> Iterator[tuple[str, bytes]]:
    """Give the first edition of so many records, each as (identifier, document)."""
    for number in range(count):
        yield identifier(number), record(number)


def identifier(number: int) -> str:
    """Give the identifier of a record."""
    return f"fr-bench-{number * 7919 % 999983:06}-{words.SLUGS[number % len(words.SLUGS)]}-{number}"


def title(number: int, edition: int = 1) -> str:
    """Give the title of an edition of a record."""
    return f"{words.SUBJECTS[number % len(words.SUBJECTS)]}, lot {number}{', mise à jour' * (edition > 1)}"


def record(number: int, *, edition: int = 1) -> bytes:
    """Write one record; the same number and edition always give the same bytes."""
    draw = random.Random(number)  # noqa: S311 - the same records at each run
    root = (
        "gmd:MD_Metadata",
        {f"xmlns:{key}": url for key, url in NAMESPACES.items()},
        _metadata(draw, number, edition),
    )
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    _write(root, "", lines)
    return "\n".join(lines).encode()


def _write(node: Node, indent: str, lines: list[str]) -> None:
    name, attributes, content = node
    start = name + "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    if isinstance(content, str):
        lines.append(f"{indent}<{start}>{escape(content)}</{name}>" if content else f"{indent}<{start}/>")
        return
    lines.append(f"{indent}<{start}>")
    for child in content:
        _write(child, indent + "  ", lines)
    lines.append(f"{indent}</{name}>")


def _el(name: str, *children: Node) -> Node:
    return (name, {}, children)


def _text(name: str, value: str) -> Node:
    return _el(name, ("gco:CharacterString", {}, value))


def _code(name: str, codes: str, value: str) -> Node:
    return _el(name, (f"gmd:{codes}", {"codeList": f"{CODES}#{codes}", "codeListValue": value}, value))


def _date(name: str, day: date) -> Node:
    return _el(name, ("gco:Date", {}, day.isoformat()))


def _decimal(name: str, value: float) -> Node:
    return _el(name, ("gco:Decimal", {}, f"{value:.4f}"))


def _dated(day: date, kind: str) -> Node:
    inner = _el("gmd:CI_Date", _date("gmd:date", day), _code("gmd:dateType", "CI_DateTypeCode", kind))
    return _el("gmd:date", inner)


def _metadata(draw: random.Random, number: int, edition: int) -> list[Node]:
    stamp = EPOCH + timedelta(days=number % 300 + 400 * (edition - 1))
    language = (
        "gmd:LanguageCode",
        {"codeList": "http://www.loc.gov/standards/iso639-2/", "codeListValue": "fre"},
        "fre",
    )
    return [
        _text("gmd:fileIdentifier", identifier(number)),
        _el("gmd:language", language),
        _code("gmd:characterSet", "MD_CharacterSetCode", "utf8"),
        _code("gmd:hierarchyLevel", "MD_ScopeCode", "series" if number % 11 == 0 else "dataset"),
        _party("gmd:contact", draw, "pointOfContact"),
        _date("gmd:dateStamp", stamp),
        _text("gmd:metadataStandardName", "ISO 19115:2003/19139"),
        _text("gmd:metadataStandardVersion", "1.0"),
        *[_reference_system(code) for code in draw.sample(words.SYSTEMS, 2)],
        _el("gmd:identificationInfo", _el("gmd:MD_DataIdentification", *_identification(draw, number, edition))),
        _el("gmd:distributionInfo", _el("gmd:MD_Distribution", *_distribution(draw, number))),
        _el("gmd:dataQualityInfo", _el("gmd:DQ_DataQuality", *_quality(draw))),
    ]


def _party(name: str, draw: random.Random, role: str) -> Node:
    organisation, town, postcode = draw.choice(words.ORGANISATIONS)
    slug = f"{organisation.split()[-1].lower()}-{draw.randrange(60)}"
    address = _el(
        "gmd:CI_Address",
        _text("gmd:deliveryPoint", f"{draw.randrange(1, 200)} {draw.choice(words.STREETS)}"),
        _text("gmd:city", town),
        _text("gmd:postalCode", postcode),
        _text("gmd:country", "France"),
        _text("gmd:electronicMailAddress", f"geomatique@{slug}.example.org"),
    )
    telephone = _el(
        "gmd:CI_Telephone", _text("gmd:voice", f"+33 3 88 {draw.randrange(10, 99)} 00 {draw.randrange(10, 99)}")
    )
    site = _el("gmd:CI_OnlineResource", _el("gmd:linkage", ("gmd:URL", {}, f"https://{slug}.example.org/donnees")))
    contact = _el(
        "gmd:CI_Contact", _el("gmd:phone", telephone), _el("gmd:address", address), _el("gmd:onlineResource", site)
    )
    party = _el(
        "gmd:CI_ResponsibleParty",
        _text("gmd:organisationName", organisation),
        _text("gmd:positionName", draw.choice(words.POSITIONS)),
        _el("gmd:contactInfo", contact),
        _code("gmd:role", "CI_RoleCode", role),
    )
    return _el(name, party)


def _reference_system(code: str) -> Node:
    known = _el("gmd:RS_Identifier", _text("gmd:code", code), _text("gmd:codeSpace", "EPSG"))
    return _el("gmd:referenceSystemInfo", _el("gmd:MD_ReferenceSystem", _el("gmd:referenceSystemIdentifier", known)))


def _identification(draw: random.Random, number: int, edition: int) -> list[Node]:
    published = EPOCH - timedelta(days=draw.randrange(200, 4000))
    place = draw.choice(words.PLACES)
    code = f"https://geo.example.org/id/{identifier(number)}"
    citation = _el(
        "gmd:CI_Citation",
        _text("gmd:title", title(number, edition)),
        _dated(published, "creation"),
        _dated(published + timedelta(days=120), "publication"),
        _dated(EPOCH + timedelta(days=number % 300 + 400 * (edition - 1)), "revision"),
        _el("gmd:identifier", _el("gmd:MD_Identifier", _text("gmd:code", code))),
    )
    roles = ("owner", "publisher", "custodian", "author", "distributor", "processor")
    scale = _el(
        "gmd:MD_RepresentativeFraction", _el("gmd:denominator", ("gco:Integer", {}, str(draw.choice(words.SCALES))))
    )
    locale = ("gmd:LanguageCode", {"codeList": "http://www.loc.gov/standards/iso639-2/", "codeListValue": "fre"}, "fre")
    return [
        _el("gmd:citation", citation),
        _text("gmd:abstract", words.prose(draw, 110) + f" Édition {edition}."),
        _text("gmd:purpose", words.prose(draw, 40)),
        _code("gmd:status", "MD_ProgressCode", draw.choice(("completed", "onGoing"))),
        *[_party("gmd:pointOfContact", draw, role) for role in draw.sample(roles, draw.randrange(2, 6))],
        _maintenance(draw),
        _overview(number),
        *_keywords(draw, place[0]),
        *_constraints(draw),
        _code("gmd:spatialRepresentationType", "MD_SpatialRepresentationTypeCode", "vector"),
        _el("gmd:spatialResolution", _el("gmd:MD_Resolution", _el("gmd:equivalentScale", scale))),
        _el("gmd:language", locale),
        _code("gmd:characterSet", "MD_CharacterSetCode", "utf8"),
        _el("gmd:topicCategory", ("gmd:MD_TopicCategoryCode", {}, draw.choice(words.TOPICS))),
        _extent(draw, place, published, number),
        _text("gmd:supplementalInformation", words.prose(draw, 50)),
    ]


def _maintenance(draw: random.Random) -> Node:
    frequency = _code(
        "gmd:maintenanceAndUpdateFrequency", "MD_MaintenanceFrequencyCode", draw.choice(words.FREQUENCIES)
    )
    return _el("gmd:resourceMaintenance", _el("gmd:MD_MaintenanceInformation", frequency))


def _overview(number: int) -> Node:
    picture = f"https://geo.example.org/apercus/{number}.png"
    return _el("gmd:graphicOverview", _el("gmd:MD_BrowseGraphic", _text("gmd:fileName", picture)))


def _keywords(draw: random.Random, place: str) -> list[Node]:
    inspire = draw.sample(words.INSPIRE, 1)
    return [
        _thesaurus(inspire, "theme", "GEMET - INSPIRE themes, version 1.0", date(2008, 6, 1)),
        _thesaurus(draw.sample(words.CONCEPTS, 4), "theme", "GEMET - Concepts, version 4.0", date(2017, 5, 1)),
        _thesaurus([*draw.sample(words.TAGS, 5), f"lot {draw.randrange(400)}"], "theme"),
        _thesaurus([place, "Grand Est", "France"], "place"),
    ]


def _thesaurus(terms: Sequence[str], kind: str, title: str = "", day: date | None = None) -> Node:
    children = [_text("gmd:keyword", term) for term in terms]
    children.append(_code("gmd:type", "MD_KeywordTypeCode", kind))
    if day:
        citation = _el("gmd:CI_Citation", _text("gmd:title", title), _dated(day, "publication"))
        children.append(_el("gmd:thesaurusName", citation))
    return _el("gmd:descriptiveKeywords", _el("gmd:MD_Keywords", *children))


def _constraints(draw: random.Random) -> list[Node]:
    licence = "Licence Ouverte / Open Licence version 2.0 https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    free = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"
    use = _el("gmd:MD_Constraints", _text("gmd:useLimitation", words.prose(draw, 25)))
    anchor = ("gmx:Anchor", {"xlink:href": free}, "Pas de restriction d’accès public")
    access = _el(
        "gmd:MD_LegalConstraints",
        _code("gmd:accessConstraints", "MD_RestrictionCode", "otherRestrictions"),
        _el("gmd:otherConstraints", anchor),
    )
    legal = _el(
        "gmd:MD_LegalConstraints",
        _code("gmd:useConstraints", "MD_RestrictionCode", "otherRestrictions"),
        _text("gmd:otherConstraints", licence),
    )
    return [_el("gmd:resourceConstraints", each) for each in (use, access, legal)]


def _extent(draw: random.Random, place: tuple[str, float, float, float, float], day: date, number: int) -> Node:
    name, west, south, east, north = place
    shift = draw.uniform(-0.05, 0.05)
    box = _el(
        "gmd:EX_GeographicBoundingBox",
        _decimal("gmd:westBoundLongitude", west + shift),
        _decimal("gmd:eastBoundLongitude", east + shift),
        _decimal("gmd:southBoundLatitude", south + shift),
        _decimal("gmd:northBoundLatitude", north + shift),
    )
    ends = day + timedelta(days=365)
    period = (
        "gml:TimePeriod",
        {"gml:id": f"periode-{number}"},
        [("gml:beginPosition", {}, day.isoformat()), ("gml:endPosition", {}, ends.isoformat())],
    )
    extent = _el(
        "gmd:EX_Extent",
        _text("gmd:description", name),
        _el("gmd:geographicElement", box),
        _el("gmd:temporalElement", _el("gmd:EX_TemporalExtent", _el("gmd:extent", period))),
    )
    return _el("gmd:extent", extent)


def _distribution(draw: random.Random, number: int) -> list[Node]:
    formats = [
        _el("gmd:distributionFormat", _el("gmd:MD_Format", _text("gmd:name", name), _text("gmd:version", version)))
        for name, version in draw.sample(words.FORMATS, 2)
    ]
    links = [_online(kind, number) for kind in draw.sample(words.LINKS, draw.randrange(4, 9))]
    return [*formats, _el("gmd:transferOptions", _el("gmd:MD_DigitalTransferOptions", *links))]


def _online(kind: tuple[str, str, str, str], number: int) -> Node:
    protocol, path, name, description = kind
    resource = _el(
        "gmd:CI_OnlineResource",
        _el("gmd:linkage", ("gmd:URL", {}, f"https://geo.example.org/{path.format(number=number)}")),
        _text("gmd:protocol", protocol),
        _text("gmd:name", name.format(number=number)),
        _text("gmd:description", description),
        _code("gmd:function", "CI_OnLineFunctionCode", "download" if "DOWNLOAD" in protocol else "information"),
    )
    return _el("gmd:onLine", resource)


def _quality(draw: random.Random) -> list[Node]:
    scope = _el("gmd:scope", _el("gmd:DQ_Scope", _code("gmd:level", "MD_ScopeCode", "dataset")))
    lineage = _el("gmd:LI_Lineage", _text("gmd:statement", words.prose(draw, 90)))
    reports = [_report(title, day, draw.choice(("true", "false"))) for title, day in words.SPECIFICATIONS]
    return [scope, *reports, _el("gmd:lineage", lineage)]


def _report(title: str, day: date, passed: str) -> Node:
    citation = _el("gmd:CI_Citation", _text("gmd:title", title), _dated(day, "publication"))
    result = _el(
        "gmd:DQ_ConformanceResult",
        _el("gmd:specification", citation),
        _text("gmd:explanation", "Voir la spécification citée"),
        _el("gmd:pass", ("gco:Boolean", {}, passed)),
    )
    return _el("gmd:report", _el("gmd:DQ_DomainConsistency", _el("gmd:result", result)))
