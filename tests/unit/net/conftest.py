"""A real server on loopback that can misbehave at will, and clients with small limits."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy
from ckanext.datagrandest.net.connection import Door

#: Small enough that a test of any of them ends in a fraction of a second.
LIMITS = Limits(
    connect_timeout=1,
    read_timeout=1,
    total_timeout=2,
    max_bytes=100_000,
    max_decompressed_bytes=200_000,
    max_redirects=3,
    retries=2,
    retry_wait=0.01,
    max_retry_wait=2,
)


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Handler = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One connection's current request, and ways to answer it."""

    socket: socket.socket
    request: Received

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def head(self, status: str = "200 OK", **headers: object) -> None:
        lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
        self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")

    def answer(self, body: bytes = b"", status: str = "200 OK", **headers: object) -> None:
        self.head(status, **{"Content_Length": len(body), **headers})
        self.send(body)

    def reset(self) -> None:
        """Break the connection off with a TCP reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


@dataclass
class Server:
    """A threaded server of raw answers: `server.routes["/path"] = handler`, or bytes for a plain 200."""

    tls: ssl.SSLContext | None = None
    routes: dict[str, Handler | bytes] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    host: str = "127.0.0.1"

    def __post_init__(self) -> None:
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def authority(self) -> str:
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"{'https' if self.tls else 'http'}://{self.authority}{path}"

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self.tls:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                while (request := _read(connection)) and connection.fileno() >= 0:
                    self.received.append(request)
                    self._dispatch(Exchange(connection, request))
        except OSError:
            return  # the client left

    def _dispatch(self, exchange: Exchange) -> None:
        route = self.routes.get(exchange.request.path.partition("?")[0], b"")
        if isinstance(route, bytes):
            exchange.answer(route)
        else:
            route(exchange)


def _read(connection: socket.socket) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65_536)
    method, path, _ = first.split(" ")
    return Received(method, path, headers, body)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on loopback."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def other_server() -> Iterator[Server]:
    """A second origin."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def client(server: Server) -> Iterator[GuardedClient]:
    """A client that may reach `server` although it is private."""
    client = GuardedClient(Policy(allowed_hosts=frozenset({server.authority})), LIMITS)
    yield client
    client.close()


@pytest.fixture
def strict() -> Iterator[GuardedClient]:
    """A client with nothing allowed."""
    client = GuardedClient(Policy(), LIMITS)
    yield client
    client.close()


@dataclass
class FakeNetwork:
    """Names and addresses of our own; every public address leads to one local server."""

    server: Server
    names: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> list[tuple[int, tuple[str, int]]]:
        self.asked.append(host)
        answers = self.names.get(host, [[host]])
        answer = answers[min(self.asked.count(host), len(answers)) - 1]
        return [(socket.AF_INET6 if ":" in address else socket.AF_INET, (address, port)) for address in answer]

    def connect(self, _family: int, address: tuple[str, int], _seconds: float) -> socket.socket:
        self.connected.append(address[0])
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=1)

    def client(self, **policy: object) -> GuardedClient:
        chosen = Policy(**policy)
        return GuardedClient(chosen, replace(LIMITS, retries=0), door=Door(chosen, self.resolve, self.connect))


@pytest.fixture
def network(server: Server) -> FakeNetwork:
    """A network whose names the test decides."""
    return FakeNetwork(server, {})
