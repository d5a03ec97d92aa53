"""The answers: capabilities, pages of records, and ExceptionReport, which often arrives with status 200."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from ckanext.datagrandest.harvesters.csw import linked_data
from ckanext.datagrandest.harvesters.csw.requests import DCAT, GMD, MDB
from ckanext.datagrandest.harvesters.mapping.iso19139.parsing import find_record, identifier_of
from ckanext.datagrandest.harvesters.mapping.iso19139.reader import Reader, local_name
from ckanext.datagrandest.harvesters.mapping.remarks import shortened
from ckanext.datagrandest.harvesting.contract import Refusal, RemoteRecord
from ckanext.datagrandest.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

MAX_SHOWN = 300

NO_IDENTIFIER = N_("A record of the server has no identifier; its title is “{title}”.")
NOT_ISO = N_("The server gives this record as <{element}>, not in ISO 19139.")


class ServerException(Exception):  # noqa: N818 - the standard's own word
    """The server refuses a request: code and text of its ExceptionReport."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a server says it can do; empty tuples where it says nothing."""

    version: str
    output_schemas: tuple[str, ...] = ()
    type_names: tuple[str, ...] = ()
    post: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One page as the server gives it.

    Attributes:
        matched: its count of the whole listing, None when it gives none.
        next: where it says the next page begins; 0 means that there is none, None that it does not say.
        returned: its count of this page, which may be more than what is on it.
        records, refused: what is on it, in order each.
    """

    matched: int | None
    next: int | None
    returned: int = 0
    records: tuple[RemoteRecord, ...] = ()
    refused: tuple[Refusal, ...] = field(default=())

    @property
    def size(self) -> int:
        """Number of records listed, readable or not."""
        return len(self.records) + len(self.refused)


def raise_exception(root: _Element) -> None:
    """Raise what an ExceptionReport (OWS or OGC) says.

    Raises:
        ServerException: the root is one.
    """
    if local_name(root) not in ("ExceptionReport", "ServiceExceptionReport"):
        return
    node = next((child for child in root.iter("{*}Exception", "{*}ServiceException")), root)
    code = node.get("exceptionCode") or node.get("code") or ""
    text = " ".join(" ".join(part.split()) for part in root.itertext() if part.strip())
    raise ServerException(shortened(code, 80), shortened(text, MAX_SHOWN))


def read_capabilities(root: _Element) -> Capabilities | None:
    """Read a Capabilities document, None when it is something else."""
    if local_name(root) != "Capabilities":
        return None
    operation = next((node for node in root.iter("{*}Operation") if node.get("name") == "GetRecords"), None)
    version = root.get("version") or "2.0.2"
    if operation is None:
        return Capabilities(version)
    methods = {local_name(node) for node in operation.iter("{*}Get", "{*}Post")}
    return Capabilities(version, _values(operation, "outputschema"), _values(operation, "typenames"), "Post" in methods)


def _values(operation: _Element, name: str) -> tuple[str, ...]:
    parameters = (node for node in operation.iter("{*}Parameter") if (node.get("name") or "").lower() == name)
    return tuple((value.text or "").strip() for node in parameters for value in node.iter("{*}Value"))


def read_page(root: _Element, record_url: Callable[[str], str]) -> Answer | None:
    """Read a GetRecords answer, None when it is something else.

    Raises:
        ServerException: it is an ExceptionReport.
    """
    raise_exception(root)
    results = next(root.iter("{*}SearchResults"), None)
    if results is None:
        return None
    records: list[RemoteRecord] = []
    refused: list[Refusal] = []
    for child in results.iterchildren("*"):
        for read in (
            linked_data.records(child, record_url) if linked_data.is_rdf(child) else (_record(child, record_url),)
        ):
            if isinstance(read, RemoteRecord):
                records.append(read)
            else:
                refused.append(read)
    matched, following = _integer(results.get("numberOfRecordsMatched")), _integer(results.get("nextRecord"))
    returned = _integer(results.get("numberOfRecordsReturned")) or 0
    return Answer(matched, following, returned, tuple(records), tuple(refused))


def _record(child: _Element, record_url: Callable[[str], str]) -> RemoteRecord | Refusal:
    if find_record(child) is not child:
        identifier = child.findtext("{http://purl.org/dc/elements/1.1/}identifier")
        return Refusal(identifier, Message(NOT_ISO, {"element": local_name(child)[:60]}))
    identifier = identifier_of(child)
    reader = Reader(child)
    if not identifier:
        title = reader.text("identificationInfo/citation/title")
        return Refusal(None, Message(NO_IDENTIFIER, {"title": shortened(title, 150)}))
    stamp = reader.text("dateStamp") or reader.text("dateInfo/date")
    content = etree.tostring(child, encoding="UTF-8", with_tail=False)
    return RemoteRecord(identifier, content, stamp or None, record_url(identifier))


def _integer(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < len("9999999999") else None


def iso_schemas(capabilities: Capabilities) -> list[str]:
    """List the schemas to ask for, best first: what the server says, ISO 19139 before 19115-3, ISO 19139 anyway, at last DCAT."""
    said = capabilities.output_schemas
    known = [schema for schema in (GMD, MDB) if schema in said]
    known += [
        schema for schema in said if "isotc211.org" in schema or "iso/19115/-3" in schema or schema == "csw:IsoRecord"
    ]
    return list(dict.fromkeys([*known, GMD, *(schema for schema in said if schema == DCAT)]))
