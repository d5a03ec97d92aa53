"""A udata under the test's command, what reads it, and the mapping of a dataset."""

import importlib.util
import json
from pathlib import Path

import pytest

from ckanext.datagrandest.harvesters import udata
from ckanext.datagrandest.harvesters.mapping import udata as mapping
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy

SPEC = importlib.util.spec_from_file_location("fake_udata", Path(__file__).with_name("fake.py"))
fake_udata = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_udata)


@pytest.fixture
def server():
    fake = fake_udata.FakeUdata()
    yield fake
    fake.close()


@pytest.fixture
def opened(server):
    """Open the server's catalogue with some options."""
    client = GuardedClient(Policy(allowed_hosts=frozenset({server.host})), Limits(retries=0, total_timeout=10))
    return lambda path="", **options: udata.TYPE.open(server.url + path, options, client)


@pytest.fixture
def mapped():
    """Map a dataset: (dataset, remarks in English)."""

    def run(**dataset):
        draft = mapping.draft(json.dumps({"id": "5" * 24, "title": "Bâtis", **dataset}).encode())
        return draft.dataset, [str(remark) for remark in draft.remarks]

    return run
