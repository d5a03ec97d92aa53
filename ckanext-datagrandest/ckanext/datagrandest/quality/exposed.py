"""The functions that a module offers to CKAN."""

from __future__ import annotations

from collections.abc import Callable
from inspect import getmembers, isfunction
from types import ModuleType
from typing import Any


def exposed(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Give the public functions that a module defines, by name."""
    return {
        name: one
        for name, one in getmembers(module, isfunction)
        if one.__module__ == module.__name__ and not name.startswith("_")
    }
