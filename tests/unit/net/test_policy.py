"""The policy without a network: what is written is what is judged."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.datagrandest.net import errors
from ckanext.datagrandest.net.hosts import normalize_authority
from ckanext.datagrandest.net.policy import Policy, redact


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("http://WWW.Example.FR", "http://www.example.fr/"),
        (" https://www.example.fr:443/a?b=c#d ", "https://www.example.fr/a?b=c"),
        ("http://www.example.fr.:8080/a b.csv", "http://www.example.fr:8080/a%20b.csv"),
        ("https://www.example.fr/réseau?nom=é", "https://www.example.fr/r%C3%A9seau?nom=%C3%A9"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://[2001:4860:4860::8888]/", "https://[2001:4860:4860::8888]/"),
        ("https://clerk:s%3Acret@example.fr/", "https://example.fr/"),
    ],
)
def test_good_urls_have_one_spelling(written, url):
    assert Policy().check(written).url == url


def test_credentials_are_kept_apart():
    target = Policy().check("https://clerk:s%3Acret@example.fr/")
    assert target.credentials == ("clerk", "s:cret")
    assert "cret" not in repr(target)


@pytest.mark.parametrize(
    "url",
    [
        "http://", "http:///path", "http://exa mple.fr/", "http://example.fr\\@127.0.0.1/", "http://example.fr:99999/",
        "http://example.fr:port/", "http://[::1/", "http://a\tb.fr/", "http://example.fr\r\nHost: x/", "http://exa|mple.fr/",
        "http://☃☃.fr/\x00", "http://" + "a" * 9_000 + ".fr/",
    ],
)  # fmt: skip
def test_malformed_urls_are_refused(url):
    with pytest.raises(errors.MalformedUrl):
        Policy().check(url)


def test_allowed_host_may_be_private_on_its_port_only():
    policy = Policy(allowed_hosts=frozenset({"127.0.0.1:8000", "[::1]:8000", "catalogue:5000"}))
    for url in ("http://127.0.0.1:8000/csw", "http://[0:0:0:0:0:0:0:1]:8000/", "http://CATALOGUE:5000/"):
        policy.check(url)
    for url in ("http://127.0.0.1/", "http://localhost:8000/", "http://127.0.0.2:8000/", "http://catalogue/"):
        with pytest.raises(errors.RefusedAddress):
            policy.check(url)
    policy.check_address("catalogue", 5000, "10.0.0.1")
    with pytest.raises(errors.RefusedAddress):
        policy.check_address("catalogue", 443, "10.0.0.1")


def test_allowed_host_does_not_allow_other_schemes():
    with pytest.raises(errors.RefusedScheme):
        Policy(allowed_hosts=frozenset({"127.0.0.1:21"})).check("ftp://127.0.0.1:21/")


@pytest.mark.parametrize(
    ("written", "spelling"),
    [("LocalHost.:80", "localhost:80"), ("[::1]:80", "[::1]:80"), (" 127.0.0.1:8000", "127.0.0.1:8000")],
)
def test_allowed_hosts_have_one_spelling(written, spelling):
    assert normalize_authority(written) == spelling


@pytest.mark.parametrize(
    "written", ["localhost", "localhost:", "a:0", "a:70000", "http://a:80", "a:80/x", ":80", "127.1:80", "a:x"]
)
def test_malformed_allowed_hosts_are_named(written):
    with pytest.raises(errors.MalformedUrl):
        normalize_authority(written)


def test_redacted_urls_show_no_secret():
    shown = redact("https://clerk:s3cret@www.example.fr/a?token=t0ken&service=CSW\n")
    assert shown == "https://www.example.fr/a?token=\\u2026&service=\\u2026"


@given(st.text(max_size=60))
def test_whatever_is_written_is_judged_or_refused(text):
    for url in (text, f"http://{text}/", f"http://example.fr/{text}"):
        with suppress(errors.RefusedRequest):
            assert Policy().check(url).url.isascii()
