"""Host names as one spelling: lower case, ASCII, without tricks. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import idna

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.errors import MalformedUrl

#: Last labels that never are on the public Internet (RFC 6761, 6762, 8375, ICANN's `internal`).
_LOCAL_SUFFIXES = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa"}
)
MAX_PORT = 65_535


def normalize_host(written: str) -> str:
    """Give the one spelling of a host.

    Names come out in lower-case ASCII (punycode for others, so that lookalike letters show) without
    the final dot; IP addresses in canonical form without brackets.

    Raises:
        MalformedUrl: no host, or a number in a notation that only machines read (`2130706433`, `0177.0.0.1`).
    """
    host = written.strip()
    if host.startswith("[") and host.endswith("]"):
        return _ipv6(host[1:-1])
    if ":" in host:
        return _ipv6(host)
    name = _to_ascii(host).rstrip(".")
    if not name:
        raise MalformedUrl(_MALFORMED, host=written)
    return _ipv4(name) if _ends_in_number(name) else name


def is_local_name(host: str) -> bool:
    """Say whether a normalized name cannot be public: a single word, or a suffix kept for local use."""
    if ":" in host or _ends_in_number(host):
        return False
    labels = host.split(".")
    return len(labels) == 1 or labels[-1] in _LOCAL_SUFFIXES


def authority(host: str, port: int | None = None) -> str:
    """Write `host:port` (or the host alone), with brackets around IPv6."""
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"


def normalize_authority(written: str) -> str:
    """Give the one spelling of `host:port`.

    Raises:
        MalformedUrl: the port is missing or is no port, or the host cannot be read.
    """
    host, colon, port = written.strip().rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or not 0 < int(port) <= MAX_PORT or "/" in host:
        raise MalformedUrl(N_("“{entry}” is not of the form host:port, for example 127.0.0.1:8000."), entry=written)
    return authority(normalize_host(host), int(port))


_MALFORMED = N_("“{host}” is not the name of a web server. Copy the address again from your browser.")


def _to_ascii(name: str) -> str:
    """Encode a name in IDNA; UTS 46 folds full-width digits and dots first."""
    if name.isascii():
        if all(char.isalnum() or char in "-._" for char in name):
            return name.lower()
        raise MalformedUrl(_MALFORMED, host=ascii(name)[1:-1])
    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        raise MalformedUrl(_MALFORMED, host=ascii(name)[1:-1]) from None


def _ends_in_number(name: str) -> bool:
    """Say whether resolvers would read a name as an IPv4 address (WHATWG URL, "ends in a number")."""
    last = name.rpartition(".")[2]
    return last.isdigit() or (last.startswith("0x") and all(char in "0123456789abcdef" for char in last[2:]))


def _ipv4(name: str) -> str:
    """Accept only four plain decimal numbers."""
    try:
        return str(IPv4Address(name))
    except ValueError:
        raise MalformedUrl(_MALFORMED, host=name) from None


def _ipv6(text: str) -> str:
    """Accept an IPv6 address without a zone."""
    try:
        address = IPv6Address(text)
    except ValueError:
        address = None
    if address is None or address.scope_id:
        raise MalformedUrl(_MALFORMED, host=ascii(text)[1:-1])
    return str(address)
