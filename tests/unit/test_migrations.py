"""Migrations of each plugin are one chain: two of one parent leave Alembic with two heads, and `ckan db upgrade` with none."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "ckanext-datagrandest/ckanext/datagrandest/migration"
PLUGINS = sorted(path.name for path in FOLDER.iterdir() if (path / "versions").is_dir())
NAMED = re.compile(r"^(revision|down_revision) = (?:\"(\w+)\"|None)", re.MULTILINE)


@pytest.mark.parametrize("plugin", PLUGINS)
def test_migrations_are_one_chain(plugin: str):
    found = [dict(NAMED.findall(path.read_text("utf-8"))) for path in (FOLDER / plugin / "versions").glob("*.py")]
    parents = {one["revision"]: one["down_revision"] for one in found}
    assert len(parents) == len(found)
    assert sorted(parents.values()) == sorted(["", *(set(parents) - heads(parents))])
    assert len(heads(parents)) == 1


def heads(parents: dict[str, str]) -> set[str]:
    return set(parents) - set(parents.values())
