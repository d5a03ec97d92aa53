"""The distribution holds what it needs, works without CKAN, and is found by CKAN, editable and as a wheel."""

from __future__ import annotations

import json
from zipfile import ZipFile

ROOT = "ckanext/datagrandest/"

FIND = """
import inspect, json
from importlib.metadata import entry_points
from pathlib import Path
from ckan.cli import db
from ckanext.datagrandest import composition, schemas

plugins = {point.name: point for point in entry_points(group="ckan.plugins")
           if point.value.startswith("ckanext.datagrandest")}
loaded = {name: point.load() for name, point in plugins.items()}
found = {"plugins": sorted(plugins), "schemas": str(Path(inspect.getfile(schemas)).parent), "alembic": {}}
for name in composition.UPGRADE_ORDER:
    if name in loaded:
        db.p.get_plugin = lambda wanted: object.__new__(loaded[wanted])
        found["alembic"][name] = db._resolve_alembic_config(name)
print(json.dumps(found))
"""


def test_the_wheel_holds_everything_and_owns_nothing_shared(wheel):
    names = set(ZipFile(wheel).namelist())
    wanted = {
        "theme": lambda name: "/templates/" in name and name.endswith(".html"),
        "assets": lambda name: "/assets/" in name and name.endswith("webassets.yml") or name.endswith("webassets.yaml"),
        "French": lambda name: name.endswith("i18n/fr/LC_MESSAGES/ckanext-datagrandest.mo"),
        "migrations": lambda name: "/migration/" in name and name.endswith("alembic.ini"),
        "versions of migrations": lambda name: "/migration/" in name and "/versions/" in name and name.endswith(".py"),
        "codes": lambda name: name.endswith("territories/data/cog.json.gz"),
        "dataset schema": lambda name: name == f"{ROOT}schemas/datasets/dataset.yaml",
        "organisation schema": lambda name: name == f"{ROOT}schemas/organizations/organization.yaml",
        "vocabularies": lambda name: name.startswith(f"{ROOT}schemas/vocabularies/"),
        "options": lambda name: name == f"{ROOT}net/config_declaration.yaml",
        "guides": lambda name: name == f"{ROOT}guides/guide-commune.md",
        "pictures of guides": lambda name: name.startswith(f"{ROOT}guides/images/") and name.endswith(".png"),
        "harvesters": lambda name: name == f"{ROOT}harvesters/__init__.py",
    }
    assert [what for what, is_it in wanted.items() if not any(is_it(name) for name in names)] == []
    assert "ckanext/__init__.py" not in names, "ckanext is shared: uninstalling us would break the others"
    strangers = {name.split("/")[0] for name in names} - {"ckanext"}
    assert all(name.endswith(".dist-info") for name in strangers), strangers


def test_dge_runs_without_ckan(base_python, outside):
    assert "dge" in outside(base_python.with_name("dge"), "--help").lower()
    script = "import importlib.util, ckanext.datagrandest.console; print(importlib.util.find_spec('ckan'))"
    assert outside(base_python, "-c", script).strip() == "None"


def test_pure_rooms_are_imported_without_ckan(base_python, outside):
    rooms = ("net.client", "territories.cog", "harvesting.contract", "harvesters.mapping", "schemas", "messages")
    script = ";".join(f"import ckanext.datagrandest.{room}" for room in rooms)
    outside(base_python, "-c", script)


def test_the_french_is_shipped(base_python, outside):
    script = "from ckanext.datagrandest.messages import translator; print(translator('fr')('Solr does not answer.'))"
    assert outside(base_python, "-c", script).strip() == "Solr ne répond pas."


def test_ckan_finds_plugins_schemas_and_migrations(installed_python, outside):
    found = json.loads(outside(installed_python, "-c", FIND).splitlines()[-1])
    assert "datagrandest" in found["plugins"]
    listing = outside("ls", f"{found['schemas']}/datasets/dataset.yaml", *found["alembic"].values())
    assert len(listing.splitlines()) == 1 + len(found["alembic"])
    assert found["alembic"], "no plugin of ours has migrations?"
