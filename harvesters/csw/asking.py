"""One CSW server and how it is asked: capabilities, and pages of GetRecords in a given dialect."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ckanext.datagrandest.harvesters.csw import requests
from ckanext.datagrandest.harvesters.csw.answers import (
    Answer,
    Capabilities,
    ServerException,
    raise_exception,
    read_capabilities,
    read_page,
)
from ckanext.datagrandest.harvesters.csw.requests import Dialect
from ckanext.datagrandest.harvesting.contract import Refusal, SourceUnreadable
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.documents import parse_xml
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, TooLarge, UnreadableContent

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ckanext.datagrandest.net.client import GuardedClient
    from ckanext.datagrandest.net.response import Response

XML = frozenset({"text/xml", "application/xml"})
MAX_UNREADABLE = 20
VERSIONS = ("2.0.2", "3.0.0")
MAY_STILL_LIST = frozenset({400, 405, 500, 501})  # statuses of servers that only know GetRecords

REFUSED = N_("The CSW server refuses the request: {text} ({code}).")
NOT_CSW = N_("The address answers, but not as a CSW catalogue: check it, it should end in /csw or the like.")
UNREADABLE = N_("Record number {position} of the server cannot be read: {reason}")
TOO_MANY_UNREADABLE = N_("More than {count} records of the server cannot be read; the last time: {reason}")


class Server:
    """A CSW server during one run.

    Args:
        url: of the service, without parameters of the protocol.
        client: the guarded client.
    """

    def __init__(self, url: str, client: GuardedClient) -> None:
        self.url, self.client = url, client
        self._unreadable = 0

    def capabilities(self) -> Capabilities:
        """Ask what the server can do; one that answers this with an exception may still give records."""
        for version in VERSIONS:
            try:
                root = self._ask(
                    lambda v=version: self.client.get(self.url, params=requests.capabilities(v), expect=XML)
                )
            except ServerException:
                continue
            except OutboundError as error:
                if isinstance(error, BadStatus) and error.status in MAY_STILL_LIST:
                    continue
                raise SourceUnreadable(error.message) from error
            found = read_capabilities(root)
            if found is None:
                raise SourceUnreadable(Message(NOT_CSW))
            return found
        return Capabilities(VERSIONS[0])

    def page(self, dialect: Dialect, start: int, size: int) -> Answer:
        """Give one page; a page that cannot be parsed is asked again in halves, to find the record at fault."""
        try:
            root = self._ask(lambda: self._send(dialect, start, size))
            answer = read_page(root, lambda identifier: requests.record_url(self.url, dialect, identifier))
        except ServerException as error:
            raise SourceUnreadable(Message(REFUSED, {"text": error.text, "code": error.code or "?"})) from error
        except (UnreadableContent, TooLarge) as error:
            return self._halves(dialect, start, size, error)
        except OutboundError as error:
            raise SourceUnreadable(error.message) from error
        if answer is None:
            raise SourceUnreadable(Message(NOT_CSW))
        return answer

    def _halves(self, dialect: Dialect, start: int, size: int, error: OutboundError) -> Answer:
        if size == 1:
            self._unreadable += 1
            if self._unreadable > MAX_UNREADABLE:
                params = {"count": MAX_UNREADABLE, "reason": error.message}
                raise SourceUnreadable(Message(TOO_MANY_UNREADABLE, params)) from error
            params = {"position": start, "reason": error.message}
            return Answer(None, start + 1, 1, (), (Refusal(None, Message(UNREADABLE, params)),))
        return self.page(dialect, start, size // 2)

    def _send(self, dialect: Dialect, start: int, size: int) -> Response:
        if dialect.post:
            data = requests.post_records(dialect, start, size)
            return self.client.post(self.url, data=data, headers=requests.XML_TYPE, expect=XML)
        return self.client.get(self.url, params=requests.get_records(dialect, start, size), expect=XML)

    def _ask(self, send: Callable[[], Response]) -> _Element:
        """Send a request and parse its answer.

        Raises:
            ServerException: an ExceptionReport, whatever its HTTP status.
            OutboundError: no answer, or not XML.
        """
        try:
            root = parse_xml(send().content)
        except BadStatus as error:
            root = _report_of(error)
        raise_exception(root)
        return root


def _report_of(error: BadStatus) -> _Element:
    """Give the ExceptionReport of an answer with a bad status; without one, the status is what there is to say."""
    try:
        root = parse_xml(error.response.content)
        raise_exception(root)
    except OutboundError:
        raise error from None
    raise error
