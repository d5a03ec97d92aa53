"""Load the fake servers of the unit tests, which are no package, and put them among the hosts that may be private."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from ckan.common import config

UNIT = Path(__file__).parents[2] / "unit"


def fake(kind: str) -> ModuleType:
    """Give the module `tests/unit/<kind>/fake.py`."""
    spec = importlib.util.spec_from_file_location(f"fake_{kind}", UNIT / kind / "fake.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def serving(server: Any, monkeypatch: Any) -> Iterator[Any]:
    """Let the platform ask a server of the tests, and close it at the end."""
    monkeypatch.setitem(config, "ckanext.datagrandest.net.allowed_hosts", [server.host])
    yield server
    server.close()
