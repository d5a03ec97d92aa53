"""What names a record besides its identifier: what counts, what only makes a key ambiguous, what never counts."""

from __future__ import annotations

import pytest

from ckanext.datagrandest.harvesting.keys import IDENTIFIER, LINK, TITLE, is_distinctive, is_file, keys_of

UUID = "8f2b7c1e-3d4a-4b5c-9e6f-0123456789ab"


def identifiers(identifier: str, *rows: tuple[str, str]) -> dict[str, bool]:
    dataset = {"identifiers": [{"value": value, "codespace": codespace} for value, codespace in rows]}
    return {key.digest: key.counts for key in keys_of(identifier, dataset) if key.kind == IDENTIFIER}


@pytest.mark.parametrize(
    "written",
    [
        UUID.upper(),
        f"urn:uuid:{UUID}",
        f"{{{UUID}}}",
        f" {UUID} ",
        f"https://www.example.org/geonetwork/srv/api/records/{UUID}",
        f"http://example.org/metadata?id={UUID}",
    ],
)
def test_ways_of_writing_one_identifier(written):
    [digest] = identifiers(UUID)
    assert identifiers(written)[digest] is True


def test_the_identifier_of_the_data_is_compared_with_that_of_a_record():
    assert identifiers("other", (UUID, "")).keys() & identifiers(UUID).keys()
    assert (
        identifiers("a", ("PLU-1", "https://spaces.example.org")).keys()
        & identifiers("b", ("http://spaces.example.org/plu-1/", "")).keys()
    )


@pytest.mark.parametrize(
    "weak", ["1", "42", "20120101", "2012-01-01", "https://www.example.org/", "data", "plan local"]
)
def test_what_cannot_be_unique_in_the_world_does_not_count(weak):
    assert not is_distinctive(weak)
    assert identifiers("FR-200052264-X", (weak, ""))
    assert sum(identifiers("FR-200052264-X", (weak, "")).values()) == 1


@pytest.mark.parametrize("strong", [UUID, "FR-200052264-GGE-OCS", "https://example.org/d/1", "10.15454/AB12CD"])
def test_what_is_distinctive_counts(strong):
    assert is_distinctive(strong)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/wfs?service=WFS&request=GetFeature&typename=a",
        "https://example.org/geoserver/ows",
        "https://example.org/arcgis/rest/services/a/MapServer",
        "https://example.org/atom/feed.xml",
        "https://example.org/flux.rss",
        "https://www.etalab.gouv.fr/licence-ouverte",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "https://example.org/notice.pdf",
        "https://example.org/page.html",
        "https://example.org/",
        "https://example.org/geonetwork/srv/fre/catalog.search",
    ],
)
def test_services_feeds_licences_and_documents_are_no_files(url):
    assert not is_file({"url": url, "kind": "download"})


@pytest.mark.parametrize(
    "changes", [{"kind": "documentation"}, {"kind": "page"}, {"kind": "download", "protocol": "OGC:WFS"}]
)
def test_only_a_download_is_a_file(changes):
    assert not is_file({"url": "https://example.org/a.zip", **changes})
    assert is_file({"url": "https://example.org/a.zip", "kind": "download"})


def test_a_link_that_is_no_file_is_kept_to_make_the_key_ambiguous():
    file = {"url": "https://example.org/a.zip", "kind": "download"}
    page = {"url": "http://EXAMPLE.org/a.zip/", "kind": "page"}
    [one] = [key for key in keys_of("a", {"resources": [file]}) if key.kind == LINK]
    [other] = [key for key in keys_of("b", {"resources": [page]}) if key.kind == LINK]
    assert (one.digest, one.counts, other.counts) == (other.digest, True, False)
    [both] = [key for key in keys_of("c", {"resources": [page, file]}) if key.kind == LINK]
    assert both.counts


def test_addresses_that_nobody_can_read_are_no_fault():
    odd = [{"url": "https://[::1", "kind": "download"}, {"url": "   ", "kind": "download"}, {"kind": "download"}]
    assert not any(key.counts for key in keys_of("a", {"resources": odd}) if key.kind == LINK)


def test_titles_are_compared_by_their_words_and_never_count():
    titles = ["Réseau d’eau — Épinal", "reseau d'eau, EPINAL"]
    keys = [key for title in titles for key in keys_of("a", {"title": title}) if key.kind == TITLE]
    assert keys[0].digest == keys[1].digest
    assert not any(key.counts for key in keys)
