"""Arrows between rooms point one way (CONTRIBUTING.md): a room never imports one that stands on it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREFIX = "ckanext.datagrandest."
SOURCES = {
    "": ROOT / "ckanext-datagrandest" / "ckanext" / "datagrandest",
    "harvesters": ROOT / "harvesters",
    "schemas": ROOT / "schemas",
}
#: Who may import whom. A room that is not named here has no place in the drawing: give it one.
#: What stands beside the rooms (modules of the top folder, `BESIDE`) may be imported by all and imports no room.
BESIDE = frozenset({"soundness", "jobs"})
GROUND = frozenset({"net", "schemas", "storage"})
MAY_IMPORT: dict[str, frozenset[str]] = {
    "net": frozenset(),
    "schemas": frozenset(),
    "storage": frozenset(),
    "territories": GROUND,
    "metadata": GROUND | {"territories"},
    "quality": GROUND | {"territories", "metadata"},
    "harvesting": GROUND | {"territories", "metadata"},
    "harvesters": GROUND | {"territories", "metadata", "harvesting"},
    "importing": GROUND | {"territories", "metadata", "harvesting", "harvesters"},
    **{
        room: GROUND | {"territories", "metadata", "quality", "harvesting"}
        for room in ("catalogue", "workspaces", "publication", "pilotage", "theme")
    },
}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield each of our modules with its room; `""` for what stands beside the rooms."""
    for name, folder in SOURCES.items():
        for path in folder.rglob("*.py"):
            inner = path.relative_to(folder).parts
            if "migration" in inner:
                continue
            yield name or (inner[0] if len(inner) > 1 else ""), path


def imported_rooms(source: str) -> set[str]:
    """Name what of ours a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.removeprefix(PREFIX).partition(".")[0] for name in names if name.startswith(PREFIX)}


def against_the_arrows(room: str, imported: set[str]) -> set[str]:
    """Name the rooms that `room` may not import."""
    rooms = imported & (MAY_IMPORT.keys() | BESIDE) - {room}
    if room in {"", *BESIDE}:
        return set()
    return rooms - MAY_IMPORT[room] - BESIDE


def test_every_room_has_its_place():
    rooms = {room for room, _ in modules()} - {"", *BESIDE}
    assert rooms <= MAY_IMPORT.keys(), "give the new room a place in MAY_IMPORT, and in CONTRIBUTING.md"


def test_no_room_imports_against_the_arrows():
    found = [
        f"{path.relative_to(ROOT)} ({room}) imports {', '.join(sorted(wrong))}"
        for room, path in modules()
        if (wrong := against_the_arrows(room, imported_rooms(path.read_text(encoding="utf-8"))))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("net", "from ckanext.datagrandest.territories import cog"),
        ("harvesting", "from ckanext.datagrandest import harvesters"),
        ("territories", "import ckanext.datagrandest.catalogue.views"),
    ],
)
def test_a_wrong_import_would_be_seen(room, line):
    assert against_the_arrows(room, imported_rooms(line))
