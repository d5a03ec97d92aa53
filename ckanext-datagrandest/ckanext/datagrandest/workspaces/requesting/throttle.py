"""How often requests may be sent: so many an hour from one client address, and for one e-mail address.

Counted in Redis, under names that are hashed with the site's secret: no address is kept as such, and nothing for
longer than an hour. Refused attempts count too.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
from typing import Any

from flask import has_request_context, request

import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.workspaces import config

#: Where a request notes the seconds to wait, for `views`.
RETRY_AFTER = "dge.retry_after"
_HOUR, _MINUTE = 3600, 60
_NETWORK = 64
TOO_MANY = N_("Too many requests came from here in one hour. Nothing is lost: try again in {minutes} minutes.")


class TooManyRequestsError(tk.ValidationError):
    """Too many requests in an hour: the API and the page answer 429 with `Retry-After` (see `views`)."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.sentence = Message(TOO_MANY, {"minutes": -(-seconds // _MINUTE)}).render(tk._)
        super().__init__({"message": [self.sentence]})
        if has_request_context():
            request.environ[RETRY_AFTER] = seconds


def count(email: str) -> None:
    """Count an attempt.

    Raises:
        TooManyRequestsError: it is one too many.
    """
    for who in filter(None, (_network(client_address()), email.strip().lower())):
        seconds = _wait(who, config.requests_per_hour())
        if seconds:
            raise TooManyRequestsError(seconds)


def client_address() -> str:
    """Give the address of the client: what a trusted proxy says it is, else who connects.

    The proxies that are trusted are gunicorn's (`FORWARDED_ALLOW_IPS`, by default this machine): what others write
    into `X-Forwarded-For` is not believed.
    """
    if not has_request_context():
        return ""
    trusted = {one.strip() for one in os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1").split(",")}
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    address = request.remote_addr or ""
    while hops and (address in trusted or "*" in trusted):
        address = hops.pop()
    return address


def _network(address: str) -> str:
    """Give the network of a home: of IPv6, its first 64 bits."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((read, _NETWORK), strict=False)) if read.version == 6 else address  # noqa: PLR2004


def _wait(who: str, most: int) -> int:
    """Count one more; give the seconds to wait when it is one too many, else 0."""
    secret = str(tk.config["SECRET_KEY"]).encode()
    name = f"dge:requests:{hmac.new(secret, who.encode(), hashlib.sha256).hexdigest()}"
    redis: Any = connect_to_redis()
    redis.set(name, 0, ex=_HOUR, nx=True)
    if redis.incr(name) <= most:
        return 0
    return max(int(redis.ttl(name)), 1)
