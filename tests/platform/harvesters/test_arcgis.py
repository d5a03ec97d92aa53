"""`dge-arcgis` keeps the contract of harvesters with the feed of a Hub, and reads the layers of a server."""

import pytest

from .contract import HarvesterContract
from .running import counts, found
from .served import fake, serving


@pytest.fixture
def arcgis_server(monkeypatch):
    yield from serving(fake("arcgis").FakeArcgis(), monkeypatch)


class TestHub(HarvesterContract):
    type_name = "dge-arcgis"

    @pytest.fixture
    def remote(self, arcgis_server):
        return arcgis_server

    def test_a_count_that_differs_from_what_was_read_removes_nothing(self, ten, source):
        """A feed announces nothing; a dataset that cannot be identified may be the missing one."""
        source.run()
        ten.remove("rec-0")
        ten.extra.append({"@type": "dcat:Dataset", "description": "sans nom ni titre"})
        assert counts(source.run()) == {"unchanged": 9, "errored": 1, "held": 1}
        assert "rec-0" in found()


def test_layers_of_a_server_come_go_and_are_not_lost_with_their_service(arcgis_server, make_source):
    layer = fake("arcgis").layer
    arcgis_server.service("Eau/FeatureServer", *(layer(number, f"Couche {number}") for number in range(8)))
    arcgis_server.service("Bornes/FeatureServer", layer(0, "Bornes"), layer(1, "Poteaux"))
    source = make_source(arcgis_server.rest, "dge-arcgis")
    assert counts(source.run()) == {"added": 10}
    assert counts(source.run()) == {"unchanged": 10}
    assert {dataset["title"] for dataset in found().values()} >= {"Bornes", "Poteaux"}
    arcgis_server.errors["Bornes/FeatureServer"] = arcgis_server.told(
        {"error": {"code": 500, "message": "not started"}}
    )
    assert counts(source.run()) == {"unchanged": 8, "errored": 2}, "its layers are in error, not missing"
    del arcgis_server.errors["Bornes/FeatureServer"]
    arcgis_server.service("Bornes/FeatureServer", layer(0, "Bornes"))
    assert counts(source.run()) == {"unchanged": 9, "missing": 1}
