"""Services under the test's command, and the catalogues that read them."""

import importlib.util
from pathlib import Path

import pytest

from ckanext.datagrandest.harvesters import wfs
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy

SPEC = importlib.util.spec_from_file_location("fake_wfs", Path(__file__).with_name("fake.py"))
fake_wfs = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_wfs)


@pytest.fixture
def fakes():
    return fake_wfs


@pytest.fixture
def service():
    fake = fake_wfs.FakeWfs()
    yield fake
    fake.close()


@pytest.fixture
def api():
    fake = fake_wfs.FakeApi()
    yield fake
    fake.close()


@pytest.fixture
def opened():
    """Open a fake, or one of its addresses, with some options."""

    def open_one(server, url=None, **options):
        client = GuardedClient(Policy(allowed_hosts=frozenset({server.host})), Limits(retries=0, total_timeout=10))
        return wfs.TYPE.open(url or server.url, options, client)

    return open_one
