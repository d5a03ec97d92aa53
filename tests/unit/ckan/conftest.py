"""A CKAN under the test's command, what reads it, and the mapping of a package."""

import importlib.util
import json
from pathlib import Path

import pytest

from ckanext.datagrandest.harvesters import ckan
from ckanext.datagrandest.harvesters.mapping import ckan as mapping
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy

SPEC = importlib.util.spec_from_file_location("fake_ckan", Path(__file__).with_name("fake.py"))
fake_ckan = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(fake_ckan)


@pytest.fixture
def server():
    fake = fake_ckan.FakeCkan()
    yield fake
    fake.close()


@pytest.fixture
def opened(server):
    """Open the server's catalogue with some options."""
    client = GuardedClient(Policy(allowed_hosts=frozenset({server.host})), Limits(retries=0, total_timeout=10))
    return lambda path="", **options: ckan.TYPE.open(server.url + path, options, client)


@pytest.fixture
def mapped():
    """Map a package: (dataset, remarks in English)."""

    def run(**package):
        document = {"id": "1", "name": "jeu", "title": "Bâtis", **package}
        draft = mapping.draft(json.dumps(document).encode(), mapping.Options(site="https://portail.fr"))
        return draft.dataset, [str(remark) for remark in draft.remarks]

    return run
