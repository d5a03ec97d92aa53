"""`dge-ckan` keeps the contract of harvesters."""

import importlib.util
from pathlib import Path

import pytest

from ckan.common import config

from .contract import HarvesterContract

ROOT = Path(__file__).parents[3]
SPEC = importlib.util.spec_from_file_location("fake_ckan", ROOT / "tests/unit/ckan/fake.py")
fake_ckan = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_ckan)


@pytest.fixture
def ckan_server(monkeypatch):
    """A CKAN under the test's command, in the list of hosts that may be private."""
    fake = fake_ckan.FakeCkan()
    monkeypatch.setitem(config, "ckanext.datagrandest.net.allowed_hosts", [fake.host])
    yield fake
    fake.close()


class TestCkan(HarvesterContract):
    type_name = "dge-ckan"

    @pytest.fixture
    def remote(self, ckan_server):
        return ckan_server
