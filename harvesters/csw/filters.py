"""What a source asks a server to leave out: keywords, organisations, an extent, or a filter written by hand.

Servers know the same property under different names (`dc:subject`, `apiso:Subject`…), and many know filters in one language
only. `variants` gives the ways to say the same thing, best first; the catalogue takes the first that a server understands.
Texts are always set as values of elements, or quoted: none can change the filter around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from ckanext.datagrandest.net.documents import parse_xml

OGC, FES = "http://www.opengis.net/ogc", "http://www.opengis.net/fes/2.0"
GML_2, GML_3 = "http://www.opengis.net/gml", "http://www.opengis.net/gml/3.2"
#: Longitude first, whatever a server thinks of EPSG:4326.
CRS84 = "urn:ogc:def:crs:OGC:1.3:CRS84"
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "apiso": "http://www.opengis.net/cat/csw/apiso/1.0",
    "ows": "http://www.opengis.net/ows",
}
#: Names of keyword, organisation and extent: of the core, of the ISO profile as written, as pycsw spells it, bare.
PROPERTIES = (
    ("dc:subject", "apiso:OrganisationName", "ows:BoundingBox"),
    ("apiso:Subject", "apiso:OrganizationName", "apiso:BoundingBox"),
    ("Subject", "OrganisationName", "BoundingBox"),
    ("keyword", "orgName", "ows:BoundingBox"),
)
SPECIAL = "%_\\"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a source is limited to on the server.

    Attributes:
        constraint: by hand: a CQL sentence or an OGC filter in XML.
        keywords, organisations: one of each list must match, wholly or in part.
        bounds: west, south, east, north in degrees.
    """

    constraint: str = ""
    keywords: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    bounds: tuple[float, float, float, float] | None = None

    def __bool__(self) -> bool:
        return bool(self.constraint or self.keywords or self.organisations or self.bounds)

    @property
    def is_strict(self) -> bool:
        """Whether the server itself must understand: nobody else looks at keywords, organisations and sentences."""
        return bool(self.constraint or self.keywords or self.organisations)


def variants(wanted: Wanted, version: str) -> Iterator[str]:
    """Give constraints that say what is wanted, best first: with the extent, then without (the plan looks at extents too).

    Args:
        wanted: what the source is limited to.
        version: of the protocol; 3.0 has another language of filters than 2.0.2.
    """
    found: dict[str, None] = {}
    for each in (wanted, replace(wanted, bounds=None)) if wanted.bounds else (wanted,):
        if not each:
            continue
        for names in PROPERTIES if each.keywords or each.organisations or each.bounds else PROPERTIES[:1]:
            for say in (_cql,) if is_cql(wanted.constraint) else (_filter, _cql):
                found.setdefault(say(each, names, version))
    yield from filter(None, found)


def is_filter(constraint: str) -> bool:
    """Tell an OGC filter in XML from a CQL sentence."""
    return constraint.lstrip().startswith("<")


def is_cql(constraint: str) -> bool:
    """Tell a CQL sentence from an OGC filter in XML, or nothing."""
    return bool(constraint.strip()) and not is_filter(constraint)


def _cql(wanted: Wanted, names: Sequence[str], _version: str) -> str:
    """Write it as a CQL sentence; "" for what CQL cannot say: a filter in XML, an extent (its order of axes is not certain)."""
    if is_filter(wanted.constraint) or (wanted.bounds and not wanted.is_strict):
        return ""
    parts = [wanted.constraint.strip()] if wanted.constraint.strip() else []
    for name, values in ((names[0], wanted.keywords), (names[1], wanted.organisations)):
        said = [f"{name} LIKE '%{_escaped(value).replace(chr(39), chr(39) * 2)}%'" for value in values]
        parts += [" OR ".join(said)] if said else []
    return parts[0] if len(parts) == 1 else " AND ".join(f"({part})" for part in parts)


def _filter(wanted: Wanted, names: Sequence[str], version: str) -> str:
    """Write it as an OGC filter (1.1 for CSW 2.0.2, FES 2.0 for CSW 3.0)."""
    if is_cql(wanted.constraint):
        return ""
    given = parse_xml(wanted.constraint.encode()) if wanted.constraint.strip() else None
    tests = list(given) if given is not None else []
    namespace = FES if version.startswith("3") else OGC
    if given is not None:
        namespace = etree.QName(given).namespace or namespace
    prefix = "fes" if namespace == FES else "ogc"
    root = etree.Element(f"{{{namespace}}}Filter", nsmap={prefix: namespace, **NAMESPACES})
    for name, values in ((names[0], wanted.keywords), (names[1], wanted.organisations)):
        likes = [_like(root, name, value) for value in values]
        tests += likes if len(likes) == 1 else [_joined(root, "Or", likes)] if likes else []
    tests += [_bbox(root, names[2], wanted.bounds)] if wanted.bounds else []
    if given is not None and len(tests) == len(given):
        return wanted.constraint
    root.append(tests[0] if len(tests) == 1 else _joined(root, "And", tests))
    return etree.tostring(root, encoding="unicode")


def _reference(root: etree._Element, parent: etree._Element, name: str) -> None:
    namespace = etree.QName(root).namespace
    tag = "ValueReference" if namespace == FES else "PropertyName"
    etree.SubElement(parent, f"{{{namespace}}}{tag}").text = name


def _like(root: etree._Element, name: str, value: str) -> etree._Element:
    namespace = etree.QName(root).namespace
    attributes = {"wildCard": "%", "singleChar": "_", "escapeChar": "\\"}
    if namespace == OGC:  # FES 2.0 has no such attribute
        attributes["matchCase"] = "false"
    element = etree.SubElement(root, f"{{{namespace}}}PropertyIsLike", attributes)
    _reference(root, element, name)
    etree.SubElement(element, f"{{{namespace}}}Literal").text = f"%{_escaped(value)}%"
    return element


def _joined(root: etree._Element, operator: str, elements: Sequence[etree._Element]) -> etree._Element:
    joined = etree.SubElement(root, f"{{{etree.QName(root).namespace}}}{operator}")
    joined.extend(elements)
    return joined


def _bbox(root: etree._Element, name: str, bounds: Sequence[float]) -> etree._Element:
    namespace = etree.QName(root).namespace
    gml = GML_3 if namespace == FES else GML_2
    element = etree.SubElement(root, f"{{{namespace}}}BBOX")
    _reference(root, element, name)
    envelope = etree.SubElement(element, f"{{{gml}}}Envelope", {"srsName": CRS84}, {"gml": gml})
    west, south, east, north = bounds
    etree.SubElement(envelope, f"{{{gml}}}lowerCorner").text = f"{west} {south}"
    etree.SubElement(envelope, f"{{{gml}}}upperCorner").text = f"{east} {north}"
    return element


def _escaped(value: str) -> str:
    """Make the signs that stand for others in a pattern ordinary, and drop those that XML cannot hold."""
    printable = "".join(sign for sign in value if sign.isprintable())
    return "".join(f"\\{sign}" if sign in SPECIAL else sign for sign in printable)
