"""Statuses of 400 and more become errors that keep the beginning of the answer."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.body import read_body
from ckanext.datagrandest.net.errors import BadStatus, OutboundError, UnavailableForNow
from ckanext.datagrandest.net.limits import Limits
from ckanext.datagrandest.net.redirects import Request
from ckanext.datagrandest.net.response import Response

_PASSING = frozenset({429, 500, 502, 503, 504})
_KEPT_BYTES = 64 * 1024
_SENTENCES = {
    401: N_("{host} asks for a user name and a password."),
    403: N_("{host} refuses access (403). Ask those who run it to open it."),
    404: N_("{host} has nothing at this address (404). Check the address."),
    410: N_("{host} says that this was removed for good (410)."),
    429: N_("{host} asks to be called less often (429). Try again later."),
}


def check_status(request: Request, raw: BaseHTTPResponse, limits: Limits) -> None:
    """Let statuses below 400 pass.

    Raises:
        UnavailableForNow: 429, 500, 502, 503 or 504.
        BadStatus: any other status of 400 or more.
    """
    if raw.status < HTTPStatus.BAD_REQUEST:
        return
    host = request.target.host
    kept = replace(limits, max_bytes=_KEPT_BYTES, max_decompressed_bytes=_KEPT_BYTES)
    pieces: list[bytes] = []
    try:
        pieces.extend(read_body(raw, kept, host))
    except (OutboundError, HTTPError, OSError):
        raw.close()  # the status says enough
    response = Response(request.target.url, raw.status, raw.headers, b"".join(pieces))
    kind = UnavailableForNow if raw.status in _PASSING else BadStatus
    sentence = _SENTENCES.get(raw.status) or (
        N_("{host} has a problem of its own ({status}). Try again later.")
        if raw.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        else N_("{host} refuses the request ({status}).")
    )
    raise kind(sentence, response, host=host, status=raw.status)
