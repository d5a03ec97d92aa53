"""The requests of CSW 2.0.2 (OGC 07-006r1) and 3.0 (OGC 12-176r7): GetCapabilities, GetRecords, GetRecordById."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree

from ckanext.datagrandest.harvesters.csw.filters import CRS84, is_filter
from ckanext.datagrandest.net.documents import parse_xml

GMD = "http://www.isotc211.org/2005/gmd"
MDB = "http://standards.iso.org/iso/19115/-3/mdb/2.0"
DCAT = "http://www.w3.org/ns/dcat#"
CSW_2 = "http://www.opengis.net/cat/csw/2.0.2"
CSW_3 = "http://www.opengis.net/cat/csw/3.0"
ISO_NAMESPACES = {"gmd": GMD, "mdb": MDB}
XML_TYPE = {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml, text/xml"}

# Parameters of the protocol, which an address copied from a browser may bear; the others (`map=`) belong to the server.
PROTOCOL = frozenset(
    [
        "service",
        "version",
        "acceptversions",
        "request",
        "resulttype",
        "outputschema",
        "outputformat",
        "elementsetname",
        "typenames",
        "startposition",
        "maxrecords",
        "constraint",
        "constraintlanguage",
        "constraint_language_version",
        "namespace",
        "id",
    ]
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to ask one server.

    Attributes:
        version: of the protocol. output_schema: of the records. type_names: what is asked for. post: or by GET.
        constraint: a filter in XML or a CQL sentence.
        bounds: an extent as CSW 3.0 takes it by GET (west, south, east, north).
    """

    version: str = "2.0.2"
    output_schema: str = GMD
    type_names: str = "gmd:MD_Metadata"
    post: bool = True
    constraint: str = ""
    bounds: tuple[float, float, float, float] | None = None

    @property
    def namespace(self) -> str:
        """Namespace of the protocol."""
        return CSW_3 if self.version.startswith("3") else CSW_2

    @property
    def filters(self) -> str:
        """Version of the language of filters."""
        return "2.0.0" if self.version.startswith("3") else "1.1.0"


def base_url(url: str) -> str:
    """Give the address of the service, without the parameters of the protocol.

    >>> base_url("https://x.fr/csw?map=a&SERVICE=CSW&request=GetCapabilities")
    'https://x.fr/csw?map=a'
    """
    parts = urlsplit(url.strip())
    kept = [(key, value) for key, value in parse_qsl(parts.query, True) if key.lower() not in PROTOCOL]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def capabilities(version: str) -> dict[str, str]:
    """Give the parameters of GetCapabilities; `version` is what 2.0.2 servers look at, the other is for 3.0."""
    return {"service": "CSW", "request": "GetCapabilities", "version": version, "acceptversions": version}


def record_url(url: str, dialect: Dialect, identifier: str) -> str:
    """Give an address that shows one record at its source."""
    query = {
        "service": "CSW",
        "version": dialect.version,
        "request": "GetRecordById",
        "outputSchema": dialect.output_schema,
        "elementSetName": "full",
        "id": identifier,
    }
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def get_records(dialect: Dialect, start: int, size: int) -> dict[str, str]:
    """Give the parameters of GetRecords by GET."""
    query = {
        "service": "CSW",
        "version": dialect.version,
        "request": "GetRecords",
        "resultType": "results",
        "typeNames": dialect.type_names,
        "outputSchema": dialect.output_schema,
        "outputFormat": "application/xml",
        "elementSetName": "full",
        "startPosition": str(start),
        "maxRecords": str(size),
    }
    if dialect.constraint:
        language = "FILTER" if is_filter(dialect.constraint) else "CQL_TEXT"
        query |= {"constraintLanguage": language, "constraint_language_version": dialect.filters}
        query |= {"constraint": dialect.constraint}
    if dialect.bounds:
        query["bbox"] = ",".join([*map(str, dialect.bounds), CRS84])
    return query


def post_records(dialect: Dialect, start: int, size: int) -> bytes:
    """Give the document of GetRecords by POST.

    Raises:
        OutboundError: the constraint of the dialect is a filter that is not XML.
    """
    csw = dialect.namespace
    namespaces = {"csw": csw, "ogc": "http://www.opengis.net/ogc", **ISO_NAMESPACES}
    root = etree.Element(f"{{{csw}}}GetRecords", nsmap=namespaces)
    attributes = {
        "service": "CSW",
        "version": dialect.version,
        "outputSchema": dialect.output_schema,
        "outputFormat": "application/xml",
        "startPosition": str(start),
        "maxRecords": str(size),
    }
    if csw == CSW_2:
        attributes["resultType"] = "results"
    root.attrib.update(attributes)
    query = etree.SubElement(root, f"{{{csw}}}Query", {"typeNames": dialect.type_names})
    etree.SubElement(query, f"{{{csw}}}ElementSetName").text = "full"
    if dialect.constraint:
        _constrain(query, dialect)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _constrain(query: etree._Element, dialect: Dialect) -> None:
    element = etree.SubElement(query, f"{{{dialect.namespace}}}Constraint", {"version": dialect.filters})
    if is_filter(dialect.constraint):
        element.append(parse_xml(dialect.constraint.encode()))
    else:
        etree.SubElement(element, f"{{{dialect.namespace}}}CqlText").text = dialect.constraint
