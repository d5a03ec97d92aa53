"""Faults 17–26 of transport: slow, endless, lying, broken and disguised answers."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import tracemalloc
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import trustme

from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.client import GuardedClient, Policy

from .conftest import LIMITS, Server


def _drip(exchange, piece=b"x"):
    while True:
        exchange.send(piece)
        time.sleep(0.1)


def _slow_body(exchange):
    exchange.head(Content_Length=1000)
    _drip(exchange)


def _slow_chunks(exchange):
    exchange.head(Transfer_Encoding="chunked")
    _drip(exchange, b"1\r\nx\r\n")


def _slow_head(exchange):
    exchange.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(exchange)


def _slow_without_length(exchange):
    exchange.head(Connection="close")
    _drip(exchange)


@pytest.mark.parametrize("handler", [_slow_body, _slow_chunks, _slow_head, _slow_without_length])
def test_fault_17_slow_loris_ends_with_the_total_limit(server, handler):
    client = _client(server, total_timeout=0.5, retries=0)
    server.routes["/"] = handler
    with pytest.raises(errors.TimedOut):
        client.get(server.url())


def test_fault_17_silence_ends_with_the_read_limit(server):
    client = _client(server, read_timeout=0.2, retries=0)
    server.routes["/"] = lambda exchange: time.sleep(1.5)
    with pytest.raises(errors.TimedOut):
        client.get(server.url())


def test_fault_17_silent_handshake_ends_with_the_connect_limit(server):
    client = _client(server, connect_timeout=0.3, retries=0)
    with pytest.raises(errors.TimedOut):
        client.get(server.url().replace("http://", "https://"))


def _endless(exchange):
    exchange.head(Connection="close")
    while True:
        exchange.send(b"x" * 10_000)


def _endless_chunks(exchange):
    exchange.head(Transfer_Encoding="chunked")
    while True:
        exchange.send(b"2710\r\n" + b"x" * 10_000 + b"\r\n")


@pytest.mark.parametrize("handler", [_endless, _endless_chunks])
def test_fault_18_endless_body_stops_at_the_limit(client, server, handler, tmp_path):
    server.routes["/"] = handler
    with pytest.raises(errors.TooLarge) as caught:
        client.get(server.url())
    assert "0.1 MB" in str(caught.value)
    with pytest.raises(errors.TooLarge):
        client.download(server.url(), tmp_path / "file")
    assert list(tmp_path.iterdir()) == [], "part of a file was left behind"


def test_fault_18_announced_size_is_refused_before_reading(client, server):
    server.routes["/"] = lambda exchange: exchange.head(Content_Length=10**12)
    with pytest.raises(errors.TooLarge):
        client.get(server.url())


def _pack(encoding: str, data: bytes) -> bytes:
    if encoding == "gzip":
        return gzip.compress(data)
    if encoding == "members":
        return b"".join(gzip.compress(data[start : start + 10_000]) for start in range(0, len(data), 10_000))
    if encoding == "deflate":
        return zlib.compress(data)
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKINGS = {"gzip": "gzip", "members": "gzip", "deflate": "deflate", "raw deflate": "deflate"}


@pytest.mark.parametrize("packing", PACKINGS)
def test_fault_19_packed_answers_are_unpacked(client, server, packing):
    data = bytes(range(256)) * 300
    server.routes["/"] = lambda exchange: exchange.answer(_pack(packing, data), Content_Encoding=PACKINGS[packing])
    assert client.get(server.url()).content == data


@pytest.mark.parametrize("packing", PACKINGS)
def test_fault_19_bomb_is_not_unpacked(client, server, packing):
    bomb = _pack(packing, bytes(20_000_000))[:90_000]
    server.routes["/"] = lambda exchange: exchange.answer(bomb, Content_Encoding=PACKINGS[packing])
    tracemalloc.start()
    with pytest.raises(errors.TooLarge):
        client.get(server.url())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000, "the bomb was unpacked in memory"


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip"])
def test_fault_19_packing_that_was_not_asked_for_is_refused(client, server, encoding):
    server.routes["/"] = lambda exchange: exchange.answer(b"\x0b\x02\x80x\x03", Content_Encoding=encoding)
    with pytest.raises(errors.UnreadableContent):
        client.get(server.url())
    assert server.received[0].headers["accept-encoding"] == "gzip, deflate"


def test_fault_19_broken_or_cut_packing_is_said(client, server):
    whole = gzip.compress(b"some text that is long enough")
    server.routes["/broken"] = lambda exchange: exchange.answer(b"\x1f\x8b" + b"\xff" * 40, Content_Encoding="gzip")
    server.routes["/cut"] = lambda exchange: exchange.answer(whole[:-9], Content_Encoding="gzip")
    with pytest.raises(errors.UnreadableContent):
        client.get(server.url("/broken"))
    with pytest.raises(errors.Interrupted):
        client.get(server.url("/cut"))


def test_fault_20_shorter_than_announced_is_interrupted(client, server, tmp_path):
    server.routes["/"] = lambda exchange: (
        exchange.head(Content_Length=100),
        exchange.send(b"x" * 50),
        exchange.reset(),
    )
    with pytest.raises(errors.Interrupted):
        client.download(server.url(), tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_fault_20_longer_than_announced_does_not_leak_into_the_next_answer(client, server):
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
    server.routes["/lie"] = lambda exchange: exchange.answer(b"honest" + forged, Content_Length=6)
    server.routes["/next"] = b"next"
    assert client.get(server.url("/lie")).content == b"honest"
    assert client.get(server.url("/next")).content == b"next"


def test_fault_21_reset_at_half_is_tried_again(client, server):
    answers = iter([_reset_at_half, _reset_at_half, lambda exchange: exchange.answer(b"x" * 100)])

    def next_answer(exchange):
        next(answers)(exchange)

    server.routes["/"] = next_answer
    assert client.get(server.url()).content == b"x" * 100
    assert len(server.received) == 3


def _reset_at_half(exchange):
    exchange.head(Content_Length=100)
    exchange.send(b"x" * 50)
    exchange.reset()


def test_fault_21_cut_chunks_are_interrupted(client, server):
    server.routes["/"] = lambda exchange: (
        exchange.head(Transfer_Encoding="chunked"),
        exchange.send(b"64\r\n" + b"x" * 50),
        exchange.socket.shutdown(socket.SHUT_RDWR),
    )
    with pytest.raises(errors.Interrupted):
        client.get(server.url())


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "504 Slow"])
def test_fault_22_passing_failure_is_tried_again(client, server, status):
    answers = iter([status, "200 OK"])
    server.routes["/"] = lambda exchange: exchange.answer(b"body", next(answers))
    assert client.get(server.url()).status == 200


def test_fault_22_lasting_failure_is_said_with_its_answer(client, server):
    server.routes["/"] = lambda exchange: exchange.answer(b"<ExceptionReport/>", "500 Oops")
    with pytest.raises(errors.UnavailableForNow) as caught:
        client.get(server.url())
    assert caught.value.status == 500
    assert caught.value.response.content == b"<ExceptionReport/>"
    assert len(server.received) == LIMITS.retries + 1


def test_fault_22_refusal_is_not_tried_again(client, server):
    server.routes["/"] = lambda exchange: exchange.answer(b"no", "403 Forbidden")
    with pytest.raises(errors.BadStatus):
        client.get(server.url())
    assert len(server.received) == 1


@pytest.mark.parametrize("as_date", [False, True])
def test_fault_23_retry_after_is_waited_for(server, as_date):
    waits: list[float] = []
    client = GuardedClient(Policy(frozenset({server.authority})), LIMITS, sleep=waits.append)
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True) if as_date else 2
    answers = iter(["429 Too Many Requests", "200 OK"])
    server.routes["/"] = lambda exchange: exchange.answer(b"", next(answers), Retry_After=later)
    assert client.get(server.url()).status == 200
    assert len(waits) == 1
    assert 0 < waits[0] <= 2


def test_fault_23_retry_after_beyond_the_limit_is_given_up(server):
    waits: list[float] = []
    client = GuardedClient(Policy(frozenset({server.authority})), LIMITS, sleep=waits.append)
    server.routes["/"] = lambda exchange: exchange.answer(b"", "429 Too Many Requests", Retry_After=86_400)
    with pytest.raises(errors.UnavailableForNow) as caught:
        client.get(server.url())
    assert waits == []
    assert "429" in str(caught.value)


LOGIN = b"<!DOCTYPE html><html><body>Please log in</body></html>"


@pytest.mark.parametrize("declared", ["text/html; charset=utf-8", "text/xml", "application/octet-stream"])
def test_fault_24_login_page_is_recognised(client, server, declared, tmp_path):
    server.routes["/"] = lambda exchange: exchange.answer(LOGIN, Content_Type=declared)
    with pytest.raises(errors.UnexpectedContent):
        client.get(server.url(), expect={"text/xml"})
    with pytest.raises(errors.UnexpectedContent):
        client.download(server.url(), tmp_path / "file", expect={"text/csv"})
    assert list(tmp_path.iterdir()) == []
    assert client.get(server.url()).content == LOGIN, "nothing was expected in particular"


@pytest.mark.parametrize(
    "declared", ["application/xml", "text/xml;charset=UTF-8", "application/gml+xml", "text/plain", ""]
)
def test_fault_24_kin_and_vague_types_are_accepted(client, server, declared):
    server.routes["/"] = lambda exchange: exchange.answer(b"<a/>", Content_Type=declared)
    assert client.get(server.url(), expect={"text/xml"}).content == b"<a/>"


def test_fault_24_other_kinds_are_refused(client, server):
    server.routes["/"] = lambda exchange: exchange.answer(b"%PDF", Content_Type="application/pdf")
    with pytest.raises(errors.UnexpectedContent) as caught:
        client.get(server.url(), expect={"application/json"})
    assert "application/pdf" in str(caught.value)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def _secure(authority: trustme.CA, *names: str, **dates: datetime) -> Server:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*names, **dates).configure_cert(context)
    return Server(tls=context)


@pytest.fixture
def bundle(authority, tmp_path):
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def test_fault_25_trusted_certificate_is_accepted(authority, bundle, monkeypatch):
    server = _secure(authority, "127.0.0.1")
    server.routes["/"] = b"secure"
    policy = Policy(frozenset({server.authority}))
    assert GuardedClient(policy, LIMITS, ca_bundle=bundle).get(server.url()).content == b"secure"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    assert GuardedClient(policy, LIMITS).get(server.url()).content == b"secure"
    server.close()


def test_fault_25_expired_certificate_is_refused(authority, bundle):
    past = datetime.now(UTC).replace(tzinfo=None)
    server = _secure(authority, "127.0.0.1", not_before=past - timedelta(9), not_after=past - timedelta(1))
    client = GuardedClient(Policy(frozenset({server.authority})), LIMITS, ca_bundle=bundle)
    with pytest.raises(errors.InsecureConnection) as caught:
        client.get(server.url())
    assert "expired" in str(caught.value)
    assert server.received == []
    server.close()


@pytest.mark.parametrize(("name", "trusted"), [("127.0.0.1", False), ("other.example.fr", True)])
def test_fault_25_unknown_authority_or_other_name_is_refused(authority, bundle, name, trusted):
    server = _secure(authority, name)
    client = GuardedClient(Policy(frozenset({server.authority})), LIMITS, ca_bundle=bundle if trusted else None)
    with pytest.raises(errors.InsecureConnection):
        client.get(server.url())
    server.close()


def test_fault_25_redirect_from_https_to_http_is_refused(authority, bundle, server):
    secure = _secure(authority, "127.0.0.1")
    secure.routes["/"] = lambda exchange: exchange.answer(status="302 Found", Location=server.url())
    policy = Policy(frozenset({secure.authority, server.authority}))
    with pytest.raises(errors.RefusedRedirect):
        GuardedClient(policy, LIMITS, ca_bundle=bundle).get(secure.url())
    assert server.connections == 0
    secure.close()


TEXT = "Château d'Épinal, 12 €"


@pytest.mark.parametrize("real", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8", "utf-8-sig"])
def test_fault_26_text_declared_utf8_is_read_as_what_it_is(client, server, real):
    server.routes["/"] = lambda exchange: exchange.answer(TEXT.encode(real), Content_Type="text/csv; charset=utf-8")
    response = client.get(server.url())
    assert response.text == TEXT
    assert response.decoded.mended == (real in {"utf-16-le", "utf-16-be", "cp1252"})


def _client(server: Server, **limits: float) -> GuardedClient:
    return GuardedClient(Policy(frozenset({server.authority})), replace(LIMITS, **limits))


def test_fault_64_full_disk_is_said_is_no_fault_of_the_server_and_is_not_tried_again(client, server, tmp_path):
    server.routes["/"] = b"x" * 50_000
    (tmp_path / "file.part").symlink_to("/dev/full")
    with pytest.raises(errors.NotStored) as caught:
        client.download(server.url(), tmp_path / "file")
    assert "disk" in str(caught.value.message)
    assert len(server.received) == 1
    assert list(tmp_path.iterdir()) == []
