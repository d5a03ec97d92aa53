"""`dge-csw` keeps the contract of harvesters, and brings in every French record of the shared data."""

import importlib.util
import json
from pathlib import Path

import pytest

from ckan.common import config

from .contract import HarvesterContract
from .running import counts, found

ROOT = Path(__file__).parents[3]
SPEC = importlib.util.spec_from_file_location("fake_csw", ROOT / "tests/unit/csw/fake.py")
fake_csw = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_csw)


@pytest.fixture
def csw_server(monkeypatch):
    """A CSW server under the test's command, in the list of hosts that may be private."""
    fake = fake_csw.FakeCsw()
    monkeypatch.setitem(config, "ckanext.datagrandest.net.allowed_hosts", [fake.host])
    yield fake
    fake.close()


class TestCsw(HarvesterContract):
    type_name = "dge-csw"

    @pytest.fixture
    def remote(self, csw_server):
        return csw_server


def test_every_french_record_comes_in(csw_server, make_source, shared_data):
    """One record for each identifier of the 71 files: 58; the other 13 bear the identifier of another file."""
    for path in sorted((shared_data / "iso19139/french").glob("*.xml")):
        content = path.read_bytes().decode()
        content = content[content.index("MD_Metadata") - 5 :] if content.startswith("<?xml") else content
        csw_server.records.setdefault(_identifier(path), content[content.index("<") :])
    source = make_source(csw_server.url, "dge-csw")
    assert counts(source.run()) == {"added": 58}, source.report()
    datasets = found()
    assert len(datasets) == 58
    for dataset in datasets.values():
        assert dataset["title"]
        assert dataset["harvest_remarks"]
    massif = datasets["fr-200052264-massif_grand_est"]
    assert massif["license_id"] == "fr-lo"
    assert {resource["protocol"] for resource in massif["resources"]} >= {"OGC:WMS", "OGC:WFS"}
    swapped = datasets["fr-236700019-ortho-pir-20112012-cigal"]
    assert any("ouest" in remark for remark in swapped["harvest_remarks"])
    assert json.loads(swapped["spatial"])["type"] == "Polygon"


def _identifier(path):
    from ckanext.datagrandest.harvesters.mapping import iso19139

    return iso19139.identifier_of(iso19139.parse(path.read_bytes()))
