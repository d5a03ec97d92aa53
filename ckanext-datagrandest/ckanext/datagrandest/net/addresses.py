"""Which IP addresses are public. Pure: no network, no name resolution.

An address that leads elsewhere (IPv4 inside IPv6, translated or tunnelled) is judged by where it leads.
Registries: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates).
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

#: Refused beside what `ipaddress` itself calls private, reserved, loopback, link-local or multicast.
_ALSO_REFUSED = tuple(
    ip_network(block)
    for block in (
        "100.64.0.0/10",  # shared address space of carriers, RFC 6598
        "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relay anycast, deprecated by RFC 7526
        "64:ff9b:1::/48",  # NAT64 of a local network, RFC 8215
        "2001::/23",  # IETF protocol assignments; Teredo is unwrapped before
        "fec0::/10",  # site-local, deprecated by RFC 3879
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_TEREDO = IPv6Network("2001::/32")  # RFC 4380
_ISATAP_MARKS = (0x00005EFE, 0x02005EFE)  # RFC 5214, in the interface identifier
_LOW_32 = 0xFFFFFFFF


def is_public(address: str | Address) -> bool:
    """Say whether an address, and each address it stands for, is on the public Internet.

    Args:
        address: the textual form without brackets or port, or the parsed address.

    Returns:
        False also for text that is no IP address.
    """
    try:
        parsed = ip_address(address) if isinstance(address, str) else address
    except ValueError:
        return False
    inner = tuple(_embedded(parsed)) if isinstance(parsed, IPv6Address) else ()
    if inner:
        return all(is_public(each) for each in inner)
    return _is_plainly_public(parsed)


def _is_plainly_public(address: Address) -> bool:
    """Judge one address by the registries alone."""
    special = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )
    return not special and not any(address in block for block in _ALSO_REFUSED)


def _embedded(address: IPv6Address) -> Iterator[IPv4Address]:
    """Give the IPv4 addresses an IPv6 address is a wrapping of; none for an ordinary one."""
    if address.scope_id:
        yield IPv4Address("127.0.0.1")  # a zone only means something inside a network: judged as local
    elif address.ipv4_mapped:
        yield address.ipv4_mapped
    elif address.sixtofour:
        yield address.sixtofour
    elif address in _TEREDO and address.teredo:
        yield from address.teredo
    elif address in _NAT64 or (int(address) >> 32) & _LOW_32 in _ISATAP_MARKS:
        yield IPv4Address(int(address) & _LOW_32)
