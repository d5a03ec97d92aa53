"""Links that are signed, expire, and work once: the signature says whose they are, the row says which is the last.

A link is the request's id and a random mark, signed with the site's secret key. The mark stands in the row as long as
the link may be used; what is done with it takes the mark away.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

_SALT = "dge-workspace-request"
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: which request, which mark, and whether it came too late."""

    request_id: str
    mark: str
    late: bool


def new_mark() -> str:
    """Give a mark for a new link."""
    return secrets.token_urlsafe(16)


def sign(secret: str, request_id: str, mark: str) -> str:
    """Give the text of a link."""
    return _serializer(secret).dumps([request_id, mark])


def read(secret: str, text: str, hours: int) -> Link | None:
    """Read the text of a link; None when we did not write it.

    Args:
        secret: the site's key.
        text: from the address.
        hours: how long it works.
    """
    try:
        content, late = _serializer(secret).loads(text, max_age=hours * _HOUR), False
    except SignatureExpired:
        content, late = _serializer(secret).loads(text), True
    except BadSignature:
        return None
    return Link(str(content[0]), str(content[1]), late)


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=_SALT)
