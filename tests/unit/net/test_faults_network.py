"""Faults 1–16 of network and request forgery: where requests must not go, whatever the address looks like."""

from __future__ import annotations

import logging

import pytest

from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.client import GuardedClient, Policy
from ckanext.datagrandest.net.documents import parse_xml

from .conftest import LIMITS


def test_fault_01_loopback_is_refused(strict, server):
    with pytest.raises(errors.RefusedAddress):
        strict.get(f"http://127.0.0.1:{server.port}/")
    assert server.connections == 0


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "localhost.", "LOCALHOST", "a.localhost", "[::1]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]", "[::]",
        "[::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[fe80::1%25eth0]", "2130706433", "0177.0.0.1", "0x7f000001",
        "0x7f.1", "127.1", "127.0.1", "0", "0.0.0.0", "127.0.0.1.", "127.255.255.254", "１２７.０.０.１", "%31%32%37.0.0.1",
        "127。0。0。1", "solr", "metadata.google.internal", "printer.local",
    ],
)  # fmt: skip
def test_fault_02_loopback_in_disguise_is_refused(strict, host):
    with pytest.raises((errors.RefusedAddress, errors.MalformedUrl)):
        strict.get(f"http://{host}/")


@pytest.mark.parametrize("host", ["169.254.169.254", "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "100.100.100.200"])
def test_fault_03_cloud_metadata_is_refused(strict, host):
    with pytest.raises(errors.RefusedAddress):
        strict.get(f"http://{host}/latest/meta-data/")


@pytest.mark.parametrize(
    "host", ["[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::808:808]", "[2001:db8::5efe:a00:1]"]
)
def test_fault_04_translated_addresses_are_unwrapped(strict, host):
    with pytest.raises(errors.RefusedAddress):
        strict.get(f"http://{host}/")


@pytest.mark.parametrize("answer", [["10.0.0.7"], ["::1"], ["93.184.216.34", "192.168.1.1"]])
def test_fault_05_public_name_of_a_private_address_is_refused(network, answer):
    network.names["intranet.example.fr"] = [answer]
    with pytest.raises(errors.RefusedAddress):
        network.client().get("http://intranet.example.fr/")
    assert network.connected == []


def test_fault_06_name_is_resolved_once_and_the_judged_address_is_connected(network, server):
    network.names["rebind.example.fr"] = [["93.184.216.34"], ["127.0.0.1"]]
    server.routes["/"] = b"public"
    assert network.client().get("http://rebind.example.fr/").content == b"public"
    assert network.asked == ["rebind.example.fr"]
    assert network.connected == ["93.184.216.34"]


def test_fault_06_second_answer_is_judged_again(network, server):
    network.names["rebind.example.fr"] = [["93.184.216.34"], ["127.0.0.1"]]
    server.routes["/"] = lambda exchange: exchange.answer(b"once", Connection="close")
    client = network.client()
    client.get("http://rebind.example.fr/")
    with pytest.raises(errors.RefusedAddress):
        client.get("http://rebind.example.fr/")
    assert network.connected == ["93.184.216.34"]


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:{port}/", "http://10.0.0.1/", "//[::1]/", "http://secret.example.fr/"]
)
def test_fault_07_redirect_to_private_is_refused(network, server, place):
    network.names |= {"www.example.fr": [["93.184.216.34"]], "secret.example.fr": [["172.16.0.1"]]}
    server.routes["/"] = lambda exchange: exchange.answer(status="302 Found", Location=place.format(port=server.port))
    with pytest.raises((errors.RefusedAddress, errors.RefusedPort)):
        network.client().get("http://www.example.fr/")
    assert len(server.received) == 1, "the redirect was followed"


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "gopher://127.0.0.1:6379/_FLUSHALL", "ftp://example.fr/", "data:,x", "jar:x"]
)
def test_fault_08_redirect_to_another_scheme_is_refused(client, server, place):
    server.routes["/"] = lambda exchange: exchange.answer(status="302 Found", Location=place)
    with pytest.raises(errors.RefusedScheme):
        client.get(server.url())


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://example.fr/", "ftp://example.fr/a", "javascript:alert(1)", "example.fr"]
)
def test_fault_08_other_schemes_are_refused(strict, url):
    with pytest.raises(errors.RefusedScheme):
        strict.get(url)


def test_fault_09_redirect_loop_ends(client, server):
    server.routes["/a"] = lambda exchange: exchange.answer(status="302 Found", Location="/b")
    server.routes["/b"] = lambda exchange: exchange.answer(status="302 Found", Location="/a")
    with pytest.raises(errors.RefusedRedirect):
        client.get(server.url("/a"))
    assert len(server.received) == 2


def test_fault_09_endless_redirects_end(client, server):
    def deeper(exchange):
        exchange.answer(status="302 Found", Location=f"{exchange.request.path}x")

    for depth in range(10):
        server.routes["/" + "x" * depth] = deeper
    with pytest.raises(errors.RefusedRedirect):
        client.get(server.url("/"))
    assert len(server.received) == LIMITS.max_redirects + 1


def test_fault_10_credentials_are_sent_but_never_shown(client, server, caplog):
    caplog.set_level(logging.DEBUG)
    server.routes["/"] = lambda exchange: exchange.answer(status="404 Not Found")
    with pytest.raises(errors.BadStatus) as caught:
        client.get(server.url("/?token=t0ken").replace("http://", "http://clerk:s3cret@"))
    assert server.received[0].headers["authorization"] == "Basic Y2xlcms6czNjcmV0"
    shown = f"{caught.value!r} {caught.value.response!r} {caught.value.response.url} {caplog.text}"
    for secret in ("s3cret", "clerk", "Y2xlcms6czNjcmV0"):
        assert secret not in shown
    assert "t0ken" not in caplog.text, "keys in queries are kept out of logs too"


def test_fault_10_credentials_do_not_follow_to_another_origin(server, other_server):
    client = GuardedClient(Policy(allowed_hosts=frozenset({server.authority, other_server.authority})), LIMITS)
    server.routes["/"] = lambda exchange: exchange.answer(status="302 Found", Location=other_server.url())
    headers = {"X-Api-Key": "k3y", "Cookie": "s=1", "Accept": "text/xml"}
    client.get(server.url().replace("http://", "http://clerk:s3cret@"), headers=headers)
    assert "authorization" in server.received[0].headers
    assert other_server.received[0].headers["accept"] == "text/xml"
    assert not {"authorization", "x-api-key", "cookie"} & set(other_server.received[0].headers)


def test_fault_10_credentials_of_a_location_are_not_sent(client, server):
    server.routes["/"] = lambda exchange: exchange.answer(
        status="302 Found", Location=server.url("/b").replace("http://", "http://a:b@")
    )
    assert client.get(server.url()).url == server.url("/b")
    assert "authorization" not in server.received[1].headers


def test_fault_11_proxies_of_the_environment_are_not_used(client, server, other_server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, other_server.url())
    monkeypatch.setenv("NO_PROXY", "")
    server.routes["/"] = b"direct"
    assert client.get(server.url()).content == b"direct"
    assert other_server.connections == 0


def test_fault_12_lookalike_letters_show_as_punycode(network, server):
    lookalike = "d\u0430tagrandest.fr"  # the second letter is Cyrillic
    network.names[_ascii(lookalike)] = [["10.0.0.1"]]
    client = network.client()
    with pytest.raises(errors.RefusedAddress) as caught:
        client.get(f"http://{lookalike}/")
    assert "xn--" in str(caught.value.message)
    assert str(caught.value.message).isascii()


def test_fault_12_accented_names_are_reached(network, server):
    network.names["xn--mairie-prs-j7a.fr"] = [["93.184.216.34"]]
    assert network.client().get("http://Mairie-Prés.fr/").url == "http://xn--mairie-prs-j7a.fr/"
    assert server.received[0].headers["host"] == "xn--mairie-prs-j7a.fr"


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 8983, 11211])
def test_fault_13_ports_of_other_services_are_refused(strict, port):
    with pytest.raises(errors.RefusedPort) as caught:
        strict.get(f"http://www.example.fr:{port}/")
    assert str(port) in str(caught.value)


def test_fault_13_redirect_to_another_port_is_refused(network, server):
    network.names["www.example.fr"] = [["93.184.216.34"]]
    server.routes["/"] = lambda exchange: exchange.answer(status="302 Found", Location="http://www.example.fr:6379/")
    with pytest.raises(errors.RefusedPort):
        network.client().get("http://www.example.fr/")


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a SYSTEM "{url}"><a/>',
        '<!DOCTYPE a PUBLIC "-//X//DTD//FR" "{url}"><a/>',
        '<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {url}"/>',
        '<?xml-stylesheet href="{url}" type="text/xsl"?><a/>',
        '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{url}"/></a>',
    ],
)
def test_fault_15_reading_xml_fetches_nothing(server, text):
    parse_xml(text.format(url=server.url("/evil.dtd")).encode())
    assert server.connections == 0


def test_fault_16_our_own_site_is_refused(network):
    network.names["data.example.fr"] = [["93.184.216.34"]]
    client = network.client(own_hosts=frozenset({"data.example.fr"}))
    with pytest.raises(errors.RefusedAddress):
        client.get("https://data.example.fr/api/3/action/package_show?id=private")
    with pytest.raises(errors.RefusedAddress):
        client.get("http://127.0.0.1:5000/api/3/action/package_list")
    assert network.connected == []


def _ascii(name: str) -> str:
    return name.encode("idna").decode()
