"""`dge-wfs` keeps the contract of harvesters with a WFS and with an OGC API."""

import pytest

from .contract import HarvesterContract
from .running import counts, found
from .served import fake, serving


@pytest.fixture
def wfs_server(monkeypatch):
    yield from serving(fake("wfs").FakeWfs(), monkeypatch)


@pytest.fixture
def api_server(monkeypatch):
    yield from serving(fake("wfs").FakeApi(), monkeypatch)


class TestWfs(HarvesterContract):
    type_name = "dge-wfs"

    @pytest.fixture
    def remote(self, wfs_server):
        return wfs_server

    def test_a_count_that_differs_from_what_was_read_removes_nothing(self, ten, source):
        """A WFS announces nothing; a layer that lost its name and its metadata may be the missing one."""
        source.run()
        ten.remove("rec-0")
        ten.extra.append(fake("wfs").layer("2.0.0", "", "Sans nom"))
        assert counts(source.run()) == {"unchanged": 9, "errored": 1, "held": 1}
        assert "rec-0" in found()

    def test_an_identifier_listed_twice_is_counted_once_and_said(self, ten, source):
        """A layer's name is unique in its service; said twice, it is the same layer."""
        again = fake("wfs").layer("2.0.0", "ns:deux", "Une couche", metadata="")
        ten.extra += [again, again.replace("Une couche", "La même")]
        run = source.run()
        assert counts(run) == {"added": 11}
        assert any("ns:deux" in note for note in run["notes"])


class TestOgcApi(HarvesterContract):
    type_name = "dge-wfs"

    @pytest.fixture
    def remote(self, api_server):
        return api_server


def test_layers_and_records_have_their_links(wfs_server, make_source):
    wfs_server.put("fr-1", "Cours d’eau")
    wfs_server.stamp = 0
    source = make_source(wfs_server.url, "dge-wfs")
    assert counts(source.run()) == {"added": 1}
    dataset = found()["fr-1"]
    assert dataset["license_id"] == "lov2"
    assert dataset["crs"] == ["EPSG:2154", "EPSG:4326"]
    assert any("127.0.0.1" in remark for remark in dataset["harvest_remarks"]), (
        "the fake's own links are of a private network"
    )
