"""Every option of the room is documented."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
DECLARATION = ROOT / "ckanext-datagrandest/ckanext/datagrandest/jobs/config_declaration.yaml"
KEYS = [
    option["key"]
    for group in yaml.safe_load(DECLARATION.read_text(encoding="utf-8"))["groups"]
    for option in group["options"]
]


@pytest.mark.parametrize("key", KEYS)
def test_every_option_is_documented(key):
    assert f"`{key.removeprefix('ckanext.datagrandest.')}`" in (ROOT / "docs/jobs.md").read_text(encoding="utf-8")
