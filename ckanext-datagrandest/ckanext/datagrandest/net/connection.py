"""Connections whose address is judged at the moment of connecting.

The name is resolved once, each address is judged, and exactly a judged address is connected: a name
that answers differently the second time (DNS rebinding) has no second time. Proxies of the
environment are not used: they would connect for us, unjudged.
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import certifi
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.deadline import current_deadline
from ckanext.datagrandest.net.policy import Policy

log = logging.getLogger(__name__)

SocketAddress = tuple[Any, ...]
#: host, port → (family, socket address) in the order to be tried; raises `OSError`.
Resolver = Callable[[str, int], Sequence[tuple[int, SocketAddress]]]
#: family, socket address, seconds → connected socket; raises `OSError`.
Connector = Callable[[int, SocketAddress, float], socket.socket]


def resolve(host: str, port: int) -> list[tuple[int, SocketAddress]]:
    """Resolve a name with the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


def connect(family: int, address: SocketAddress, seconds: float) -> socket.socket:
    """Open a TCP connection to one numeric address."""
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect(address)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        sock.close()
        raise
    return sock


@dataclass(frozen=True, slots=True)
class Door:
    """How connections are opened: the policy, and what resolves and connects (replaced in tests)."""

    policy: Policy
    resolve: Resolver = resolve
    connect: Connector = connect

    def open(self, host: str, port: int, seconds: float) -> socket.socket:
        """Resolve once, judge every address, connect to the first that answers.

        Raises:
            RefusedAddress: one of the addresses is not public.
            UnknownHost: the name does not resolve.
            ConnectionFailed: no address could be connected.
        """
        addresses = self._addresses(host, port)
        for _, address in addresses:
            self.policy.check_address(host, port, str(address[0]))
        for family, address in addresses:
            deadline = current_deadline()
            try:
                return self.connect(family, address, min(seconds, deadline.remaining if deadline else seconds))
            except OSError as error:
                log.info("No connection to %s:%s (%s)", host, port, type(error).__name__)
        raise errors.ConnectionFailed(N_("{host} does not answer. Try again later, or check the address."), host=host)

    def _addresses(self, host: str, port: int) -> Sequence[tuple[int, SocketAddress]]:
        """Resolve a name, or say that it does not exist."""
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise errors.UnknownHost(N_("No server is called {host}. Check the spelling of the address."), host=host)
        return addresses


class _GuardedHTTPConnection(HTTPConnection):
    """A plain connection through a `Door`."""

    door: ClassVar[Door]

    def _new_conn(self) -> socket.socket:
        return self.door.open(self.host, self.port or 0, float(self.timeout or 0))

    def connect(self) -> None:
        super().connect()
        _watch(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _watch(self.sock)
        super().request(*args, **kwargs)


class _GuardedHTTPSConnection(_GuardedHTTPConnection, HTTPSConnection):
    """A TLS connection through a `Door`: the same guard, before urllib3's own TLS."""


def _watch(sock: socket.socket | None) -> None:
    """Hand the socket in use to the deadline of the attempt."""
    deadline = current_deadline()
    if deadline is not None and sock is not None:
        deadline.watch(sock)


def open_pools(door: Door, ca_bundle: Path | None = None) -> PoolManager:
    """Make the pools of kept connections that pass a door.

    Args:
        door: what opens each connection.
        ca_bundle: certificates of authorities trusted beside the usual ones.
    """
    pools = PoolManager(num_pools=32, maxsize=8, ssl_context=tls_context(ca_bundle))
    plain = type("PlainConnection", (_GuardedHTTPConnection,), {"door": door})
    secure = type("SecureConnection", (_GuardedHTTPSConnection,), {"door": door})
    classes: Any = {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
    pools.pool_classes_by_scheme = classes
    return pools


def tls_context(ca_bundle: Path | None = None) -> ssl.SSLContext:
    """Trust certifi's authorities, those the system's administrator added, and `ca_bundle`.

    `SSL_CERT_FILE` and `REQUESTS_CA_BUNDLE` are honoured, as every Python program on the machine does.
    """
    extras = (os.environ.get("SSL_CERT_FILE"), os.environ.get("REQUESTS_CA_BUNDLE"), ca_bundle)
    return _tls_context(tuple(str(extra) for extra in extras if extra and Path(extra).is_file()))


@cache
def _tls_context(bundles: tuple[str, ...]) -> ssl.SSLContext:
    """Read the certificates once: it takes longer than a request."""
    context = create_urllib3_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.check_hostname = True
    context.load_default_certs()
    for bundle in (certifi.where(), *bundles):
        context.load_verify_locations(cafile=bundle)
    return context
