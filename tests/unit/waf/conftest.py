"""A folder under the test's command, and the catalogue that reads it."""

import importlib.util
from pathlib import Path

import pytest

from ckanext.datagrandest.harvesters import waf
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy

SPEC = importlib.util.spec_from_file_location("fake_waf", Path(__file__).with_name("fake.py"))
fake_waf = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_waf)


@pytest.fixture
def folder():
    fake = fake_waf.FakeFolder()
    yield fake
    fake.close()


@pytest.fixture
def opened(folder):
    """Open the folder with some options."""
    client = GuardedClient(Policy(allowed_hosts=frozenset({folder.host})), Limits(retries=0, total_timeout=10))
    return lambda url=None, **options: waf.TYPE.open(url or folder.url, options, client)


@pytest.fixture
def zipped():
    return fake_waf.zipped


@pytest.fixture
def record():
    return fake_waf.record
