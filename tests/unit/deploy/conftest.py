"""An instance in a folder of its own, as `deploy/up` would make it."""

from __future__ import annotations

import pytest
from local.instance import Instance


@pytest.fixture
def instance(tmp_path, monkeypatch):
    """Give an empty platform below a temporary folder."""
    monkeypatch.delenv("DGE_PORT", raising=False)
    made = Instance(var=tmp_path / "var", environment=tmp_path / "venv")
    for folder in (made.var, made.log, made.run):
        folder.mkdir()
    return made
