"""What every test on the real servers starts from: the declared plugins, an empty database, an empty index.

The plugins are loaded and the application is made once a session: a second per test saved. A test that
needs other plugins or options at load time asks for pytest-ckan's `with_plugins` and `make_app` itself.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import sqlalchemy as sa

import ckan.plugins as p
from ckan import model
from ckan.common import config
from ckan.lib import search
from ckan.lib.redis import connect_to_redis
from ckan.tests.helpers import CKANTestApp, _get_test_app

#: Tables that hold no test's data: versions of migrations, and what PostGIS brings.
KEPT = ("alembic_version", "spatial_ref_sys")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers of CKAN's pytest plugin, which does not declare them itself."""
    config.addinivalue_line("markers", "ckan_config(name, value): set an option for one test")
    config.addinivalue_line("markers", "with_plugins(*names): load other plugins for one test")
    config.addinivalue_line("markers", "provide_plugin(name, class): offer a plugin that no package declares")


@pytest.fixture(scope="session")
def loaded_platform() -> CKANTestApp:
    """Load the plugins of `composition.PLUGINS` and make the application, once; they stay until the process ends."""
    p.load_all()
    return _get_test_app()


@pytest.fixture(scope="session")
def emptied_tables(loaded_platform: CKANTestApp) -> list[str]:
    """Name the tables that each test empties: all that exist after the upgrade, save those of `KEPT`."""
    with model.meta.engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
    return sorted(f'"{name}"' for name in names if not name.endswith(KEPT))


@pytest.fixture
def with_plugins(loaded_platform: CKANTestApp) -> None:
    """Replace pytest-ckan's fixture, which loads and unloads the plugins around each test."""


@pytest.fixture
def app(loaded_platform: CKANTestApp, ckan_config: Any) -> CKANTestApp:
    """Give the session's application, with a fresh client: no cookie of another test."""
    return CKANTestApp(loaded_platform.app)


@pytest.fixture(scope="session")
def reset_db(emptied_tables: list[str]):
    """Replace pytest-ckan's: it empties the tables that have rows, in one statement."""

    def reset() -> None:
        model.Session.rollback()
        model.Session.remove()
        with model.meta.engine.begin() as connection:
            probe = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in emptied_tables)
            filled = [row[0] for row in connection.execute(sa.text(probe))]
            if filled:
                connection.execute(sa.text(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE"))

    return reset


@pytest.fixture(scope="session")
def reset_index(loaded_platform: CKANTestApp):
    """Replace pytest-ckan's: it asks Solr to delete only when it holds something."""

    def reset() -> None:
        solr = search.common.make_connection()
        if solr.search("*:*", rows=0).hits:
            solr.delete(q="*:*", commit=True)

    return reset


@pytest.fixture(autouse=True)
def clean_platform(reset_db, reset_index, ckan_config) -> None:
    """Start each test with empty tables, an empty index and empty queues."""
    reset_db()
    reset_index()
    connect_to_redis().flushdb()


@pytest.fixture(autouse=True, scope="session")
def _ini_is_ours() -> None:
    """Refuse to empty a database that is not the tests'."""
    if not config.get("testing") or f"{os.sep}test{os.sep}" not in str(config.get("__file__")):
        pytest.exit("tests/platform empty the database: run them with deploy/test", returncode=2)
