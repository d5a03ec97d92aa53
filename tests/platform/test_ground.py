"""The ground under every platform test: the servers answer and the declared plugins are loaded."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.redis import connect_to_redis
from ckan.lib.search import is_available

from ckanext.datagrandest.composition import PLUGINS


def test_the_servers_answer():
    assert connect_to_redis().ping()
    assert is_available(), "Solr does not answer"


def test_the_declared_plugins_are_loaded():
    assert [name for name in PLUGINS if not p.plugin_loaded(name)] == []


def test_a_dataset_is_created_and_found(package_factory, organization_factory):
    organization = organization_factory()
    dataset = package_factory(owner_org=organization["id"], title="Bâtis de la commune")
    found = tk.get_action("package_search")({}, {"q": f"name:{dataset['name']}"})
    assert found["count"] == 1


def test_each_test_starts_empty():
    assert tk.get_action("package_list")({}, {}) == []
    assert tk.get_action("package_search")({}, {})["count"] == 0


def test_the_home_page_answers(app):
    assert app.get("/").status_code == 200
