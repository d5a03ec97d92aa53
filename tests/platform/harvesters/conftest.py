"""Sources, organisations and servers for the tests of harvesting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unittest import mock

import pytest

import ckan.plugins as p
from ckan.lib import mailer
from ckan.plugins import core
from ckan.tests import factories, helpers

from .memory import SERVERS, MemoryPlugin, MemoryServer
from .running import SourceUnderTest


@pytest.fixture(scope="package", autouse=True)
def memory_type(loaded_platform) -> Iterator[None]:
    """Load the plugin of the in-memory type beside the platform's."""
    real = core._get_service
    with mock.patch.object(core, "_get_service", lambda name: MemoryPlugin() if name == "dge_memory" else real(name)):
        p.load("dge_memory")
        yield
        if p.plugin_loaded("dge_memory"):  # another test may have loaded the plugins afresh meanwhile
            p.unload("dge_memory")


@pytest.fixture
def make_source() -> Callable[..., SourceUnderTest]:
    """Declare a source, with an organisation of its own unless one is given."""

    def make(url: str, type_name: str, **fields) -> SourceUnderTest:
        name = fields.pop("name", None) or f"source-{len(SERVERS)}-{abs(hash(url)) % 10**6}"
        owner_org = fields.pop("owner_org", None) or factories.Organization()["id"]
        data = {"name": name, "title": f"Source {name}", "url": url, "source_type": type_name, "owner_org": owner_org}
        user = factories.Sysadmin()["name"]
        created = helpers.call_action("harvest_source_create", {"user": user}, **{**data, **fields})
        return SourceUnderTest(created["id"], created["name"], owner_org)

    return make


@pytest.fixture
def memory_server() -> Iterator[Callable[[str], MemoryServer]]:
    """Make in-memory servers, by address."""

    def make(url: str = "http://memory.test/a") -> MemoryServer:
        SERVERS[url] = MemoryServer(url)
        return SERVERS[url]

    yield make
    SERVERS.clear()


@pytest.fixture
def mails(monkeypatch, ckan_config) -> list[tuple]:
    """Collect the mails (name, address, subject, body) that a person with an address would get."""
    sent: list[tuple] = []
    monkeypatch.setattr(mailer, "mail_recipient", lambda *mail, **_options: sent.append(mail))
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "data@example.org")
    factories.Sysadmin(email="animation@example.org")
    return sent
