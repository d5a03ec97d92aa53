"""`dge-dcat` keeps the contract of harvesters."""

import importlib.util
from pathlib import Path

import pytest

from ckan.common import config

from ckanext.harvest.model import HarvestObject

from .contract import HOSTILE, HarvesterContract, as_sysadmin

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

    def test_the_record_is_shown_and_never_run(self, remote, source, app):
        """A record in Turtle is neither XML nor JSON: ckanext-harvest would serve it as a web page."""
        remote.put("hostile", f"Titre {HOSTILE}")
        source.run()
        record = HarvestObject.filter(guid="hostile").one()
        answer = app.get(f"/harvest/object/{record.id}", headers=as_sysadmin(), status=200)
        assert "<script>" in answer.body, "as it came"
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
