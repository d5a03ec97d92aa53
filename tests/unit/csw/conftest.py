"""A CSW server under the test's command, and the catalogue that reads it."""

import importlib.util
from pathlib import Path

import pytest

from ckanext.datagrandest.harvesters import csw
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy

SPEC = importlib.util.spec_from_file_location("fake_csw", Path(__file__).with_name("fake.py"))
fake_csw = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_csw)


@pytest.fixture
def server():
    fake = fake_csw.FakeCsw()
    yield fake
    fake.close()


@pytest.fixture
def opened(server):
    """Open the server's catalogue with some options."""
    client = GuardedClient(Policy(allowed_hosts=frozenset({server.host})), Limits(retries=0, total_timeout=10))
    return lambda **options: csw.TYPE.open(server.url, options, client)
