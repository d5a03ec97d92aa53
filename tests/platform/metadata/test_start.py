"""An unsound schema stops the start, with the file, the line and what to do, in French."""

from __future__ import annotations

import pytest

import ckan.plugins as p
from ckan.exceptions import CkanConfigurationException

from ckanext.datagrandest.interfaces import IPlatformCheck
from ckanext.datagrandest.metadata import declaration, lint, start


def test_the_schemas_of_the_platform_are_sound():
    assert start.findings() == []


def test_the_check_is_part_of_dge_check():
    names = {name for plugin in p.PluginImplementations(IPlatformCheck) for name in plugin.platform_checks()}
    assert "metadata.schemas" in names


def test_an_unreadable_schema_refuses_the_start(monkeypatch, tmp_path):
    broken = tmp_path / "dataset.yaml"
    broken.write_text("scheming_version: 2\ndataset_fields:\n  - field_name: 'title\n", encoding="utf-8")

    def read():
        return declaration.read_declaration(broken, {"dataset_fields": "dataset"})

    monkeypatch.setattr(lint, "dataset_declaration", read)
    with pytest.raises(CkanConfigurationException) as caught:
        start.refuse_unsound_schemas()
    text = str(caught.value)
    assert "dataset.yaml, ligne" in text
    assert "Corrigez cette ligne et relancez." in text


def test_an_unknown_validator_refuses_the_start():
    def known(name: str) -> bool:
        return name != "dge_date"

    with pytest.raises(CkanConfigurationException, match="dge_date"):
        start.refuse_unsound_schemas(known)
