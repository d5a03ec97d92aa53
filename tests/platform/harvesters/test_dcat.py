"""`dge-dcat` keeps the contract of harvesters."""

import importlib.util
from pathlib import Path

import pytest

from ckan.common import config

from .contract import HarvesterContract

ROOT = Path(__file__).parents[3]
SPEC = importlib.util.spec_from_file_location("fake_dcat", ROOT / "tests/unit/dcat/fake.py")
fake_dcat = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_dcat)


@pytest.fixture
def dcat_server(monkeypatch):
    """A DCAT catalogue under the test's command, in the list of hosts that may be private."""
    fake = fake_dcat.FakeDcat()
    monkeypatch.setitem(config, "ckanext.datagrandest.net.allowed_hosts", [fake.host])
    yield fake
    fake.close()


class TestDcat(HarvesterContract):
    type_name = "dge-dcat"

    @pytest.fixture
    def remote(self, dcat_server):
        return dcat_server
