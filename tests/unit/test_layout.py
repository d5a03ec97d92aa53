"""The mapped folders are importable under one name, and CKAN finds our plugin."""

from importlib import import_module, metadata

import pytest


@pytest.mark.parametrize("name", ["net", "territories", "harvesters", "harvesters.mapping", "schemas"])
def test_folder_is_importable_below_the_package(name: str):
    assert import_module(f"ckanext.datagrandest.{name}").__doc__


def test_entry_points_are_installed():
    names = {point.name for point in metadata.entry_points(group="ckan.plugins")}
    assert "datagrandest" in names, "re-install the package: entry points are written at installation"
