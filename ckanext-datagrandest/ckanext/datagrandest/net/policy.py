"""Where a request may go. Pure: nothing here resolves a name or opens a connection.

The same policy judges a URL typed into a form, a URL about to be fetched, each redirect, and, at the
moment of connecting, the address that the host's name was resolved to (`connection.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.addresses import is_public
from ckanext.datagrandest.net.hosts import authority, is_local_name, normalize_host

DEFAULT_PORTS = {"http": 80, "https": 443}
_UNSAFE_IN_URL = re.compile(r"[\x00-\x1f\x7f]")
_UNSAFE_IN_AUTHORITY = re.compile(r"^[^:/?#]+://[^/?#]*[\\\s]")
MAX_URL_LENGTH = 8_000


@dataclass(frozen=True, slots=True)
class Target:
    """One place to send a request to, already judged by a policy.

    Attributes:
        scheme: `http` or `https`.
        host: lower-case name in ASCII (punycode), or an IP address without brackets.
        port: always explicit.
        path: path and query, percent-encoded; starts with a slash.
        credentials: `(user, password)` of the URL; they are never part of `url`.
    """

    scheme: str
    host: str
    port: int
    path: str
    credentials: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def authority(self) -> str:
        """`host:port`, as `Policy.allowed_hosts` writes it."""
        return authority(self.host, self.port)

    @property
    def origin(self) -> tuple[str, str, int]:
        """What must stay the same for credentials to follow a redirect."""
        return self.scheme, self.host, self.port

    @property
    def url(self) -> str:
        """The URL without credentials; the host is in punycode, so that lookalikes show."""
        default = self.port == DEFAULT_PORTS[self.scheme]
        host = authority(self.host) if default else self.authority
        return f"{self.scheme}://{host}{self.path}"


@dataclass(frozen=True, slots=True)
class Policy:
    """Which URLs and addresses are permitted.

    Attributes:
        allowed_hosts: `host:port` that may be private and may use any port; lower case.
        schemes: permitted schemes.
        ports: permitted ports of hosts that are not in `allowed_hosts`.
        own_hosts: names of this platform, which never has to fetch itself.
    """

    allowed_hosts: frozenset[str] = frozenset()
    schemes: frozenset[str] = frozenset({"http", "https"})
    ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    own_hosts: frozenset[str] = frozenset()

    def check(self, url: str) -> Target:
        """Judge a URL without touching the network.

        Raises:
            RefusedRequest: with what to do about it.
        """
        parts = self._parse(url)
        scheme = (parts.scheme or "").lower()
        if scheme not in self.schemes or scheme not in DEFAULT_PORTS:
            raise errors.RefusedScheme(
                N_("The address must start with http:// or https://; “{scheme}” is not accepted."), scheme=scheme
            )
        host = normalize_host(parts.host or "")
        port = parts.port or DEFAULT_PORTS[scheme]
        self._check_place(host, port)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query is not None else parts.path or "/"
        return Target(scheme, host, port, path, _credentials(parts.auth))

    def check_address(self, host: str, port: int, address: str) -> None:
        """Judge the address that a host is about to be connected at.

        Raises:
            RefusedAddress: the address is not public and the host is not in `allowed_hosts`.
        """
        if authority(host, port) not in self.allowed_hosts and not is_public(address):
            raise errors.RefusedAddress(_PRIVATE, host=host)

    @staticmethod
    def _parse(url: str) -> Url:
        """Read a URL with the one parser that the connection uses too."""
        url = url.strip()
        suspect = len(url) > MAX_URL_LENGTH or _UNSAFE_IN_URL.search(url) or _UNSAFE_IN_AUTHORITY.search(url)
        try:
            parts = None if suspect else parse_url(url)
        except (LocationParseError, ValueError):
            parts = None
        if parts is None or (parts.scheme in DEFAULT_PORTS and not parts.host):
            raise errors.MalformedUrl(N_("This web address is not written correctly. Copy it again from your browser."))
        return parts

    def _check_place(self, host: str, port: int) -> None:
        """Judge the host as it is written, and the port."""
        if authority(host, port) in self.allowed_hosts:
            return
        if host in self.own_hosts:
            raise errors.RefusedAddress(
                N_("{host} is this platform itself: give the address of the source."), host=host
            )
        if is_local_name(host) or (_is_ip(host) and not is_public(host)):
            raise errors.RefusedAddress(_PRIVATE, host=host)
        if port not in self.ports:
            raise errors.RefusedPort(
                N_("Port {port} of {host} is not accepted. Ask the platform's team if the source needs it."),
                host=host,
                port=port,
            )


_PRIVATE = N_("{host} is on a private network: give an address that anybody can open on the Internet.")


def _is_ip(host: str) -> bool:
    """Say whether a normalized host is an IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _credentials(auth: str | None) -> tuple[str, str] | None:
    """Split the user information of a URL."""
    if not auth:
        return None
    user, _, password = auth.partition(":")
    return unquote(user), unquote(password)


def redact(url: str) -> str:
    """Give a URL without user information and without its query's values, for logs and messages."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return "(unreadable address)"
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(f"{pair.partition('=')[0]}=…" for pair in parts.query.split("&") if pair)
    return ascii(f"{parts.scheme}://{host}{parts.path}{'?' if query else ''}{query}")[1:-1]
