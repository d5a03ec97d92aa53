"""A look at a URL asks what it answers and leaves its body where it is."""

from __future__ import annotations

import pytest

from ckanext.datagrandest.net import errors

from .conftest import LIMITS


def test_a_look_is_a_head(server, client):
    server.routes["/file"] = lambda exchange: exchange.head(Content_Length=10**12)
    answer = client.look(server.url("/file"))
    assert (answer.status, answer.content, server.received[0].method) == (200, b"", "HEAD")
    assert answer.headers["content-length"] == str(10**12)


def test_a_look_by_get_asks_for_a_byte_and_reads_none(server, client):
    def endless(exchange):
        exchange.head(Content_Length=LIMITS.max_bytes * 100)
        for _ in range(200):
            exchange.send(b"x" * 65_536)

    server.routes["/file"] = endless
    for _ in range(3):
        answer = client.look(server.url("/file"), method="GET")
        assert (answer.status, answer.content) == (200, b"")
    assert [one.headers["range"] for one in server.received] == ["bytes=0-0"] * 3
    # The connection that still holds a body is not used again, and others are none the worse.
    server.routes["/small"] = b"whole"
    assert client.get(server.url("/small")).content == b"whole"


def test_a_look_follows_redirects_and_says_what_is_refused(server, client, strict):
    server.routes["/old"] = lambda exchange: exchange.answer(status="301 Moved", Location="/new")
    server.routes["/new"] = b"here"
    assert client.look(server.url("/old")).url == server.url("/new")
    server.routes["/gone"] = lambda exchange: exchange.answer(status="404 Not Found")
    with pytest.raises(errors.BadStatus):
        client.look(server.url("/gone"))
    with pytest.raises(errors.RefusedAddress):
        strict.look(server.url("/new"))
