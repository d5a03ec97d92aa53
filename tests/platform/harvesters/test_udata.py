"""`dge-udata` keeps the contract of harvesters."""

import importlib.util
from pathlib import Path

import pytest

from ckan.common import config

from .contract import HarvesterContract

ROOT = Path(__file__).parents[3]
SPEC = importlib.util.spec_from_file_location("fake_udata", ROOT / "tests/unit/udata/fake.py")
fake_udata = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_udata)


@pytest.fixture
def udata_server(monkeypatch):
    """A udata under the test's command, in the list of hosts that may be private."""
    fake = fake_udata.FakeUdata()
    monkeypatch.setitem(config, "ckanext.datagrandest.net.allowed_hosts", [fake.host])
    yield fake
    fake.close()


class TestUdata(HarvesterContract):
    type_name = "dge-udata"

    @pytest.fixture
    def remote(self, udata_server):
        return udata_server
