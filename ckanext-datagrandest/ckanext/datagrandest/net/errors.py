"""What can go wrong with an outbound request.

Each error carries a `Message` for a person: what happened and what to do. It never holds a
resolved address, a credential, a header or a text of the remote server or of a library.
"""

# ruff: noqa: N818 - named by what happened, as the sentences are; `OutboundError` is their common name.

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ckanext.datagrandest.messages import Message

if TYPE_CHECKING:
    from ckanext.datagrandest.net.response import Response


class OutboundError(Exception):
    """An outbound request that was refused or failed.

    Attributes:
        message: the sentence for a person.
        passing: whether the same request may succeed a moment later.
    """

    passing: ClassVar[bool] = False

    def __init__(self, msgid: str, **params: object) -> None:
        """Take the English msgid (marked with `N_` by the caller) and its parameters."""
        self.message = Message(msgid, params)
        super().__init__(str(self.message))


class RefusedRequest(OutboundError):
    """Our own policy refuses the address: nothing was sent to it."""


class MalformedUrl(RefusedRequest):
    """The text is no URL, or is written in a way that hides where it leads."""


class RefusedScheme(RefusedRequest):
    """Neither http nor https."""


class RefusedPort(RefusedRequest):
    """A port where no web server is expected."""


class RefusedAddress(RefusedRequest):
    """The host is, or leads to, an address that is not public."""


class RefusedRedirect(RefusedRequest):
    """Too many redirects, a loop, or one that leaves https."""


class ConnectionFailed(OutboundError):
    """No answer could be had."""

    passing = True


class UnknownHost(ConnectionFailed):
    """The name does not resolve."""


class TimedOut(ConnectionFailed):
    """The server was too slow to connect, to answer or to finish."""


class Interrupted(ConnectionFailed):
    """The answer broke off before its end."""


class InsecureConnection(OutboundError):
    """The certificate cannot be trusted, or TLS cannot be agreed on."""


class NotStored(OutboundError):
    """The answer could not be written here: a full or read-only disk, a quota; no fault of the remote server."""


class TooLarge(OutboundError):
    """The answer is larger than the limits, on the wire or unpacked."""


class UnreadableContent(OutboundError):
    """The answer cannot be decoded as what it says it is."""


class UnexpectedContent(OutboundError):
    """The answer is of another kind than what was asked for."""


class BadStatus(OutboundError):
    """The server answered with a status of 400 or more.

    Attributes:
        response: the answer, with the first kilobytes of its body.
    """

    def __init__(self, msgid: str, response: Response, **params: object) -> None:
        """Keep the answer beside the sentence."""
        super().__init__(msgid, **params)
        self.response = response

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status


class UnavailableForNow(BadStatus):
    """A status that asks to come back later: 429, 500, 502, 503, 504."""

    passing = True
