"""The locks: every package by its hash, one version everywhere, nothing of one machine in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "config" / "requirements"
PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", re.MULTILINE)
LOCKS = sorted(path.stem for path in FOLDER.glob("*.txt"))


def versions(name: str) -> dict[str, str]:
    return dict(PINNED.findall((FOLDER / f"{name}.txt").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", LOCKS)
def test_each_package_is_pinned_by_hash(name):
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text.partition("\n")[2])
    bare = [
        block.splitlines()[0] for block in blocks if "==" in block.splitlines()[0] and "--hash=sha256:" not in block
    ]
    assert bare == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_host_of_a_registry_is_written_down(name):
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line and not line.lstrip().startswith("#")] == []
    assert [line for line in lines if "index-url" in line or "find-links" in line] == []


@pytest.mark.parametrize(("smaller", "larger"), [("base", "platform"), ("platform", "test")])
def test_a_lock_is_part_of_the_next_one(smaller, larger):
    inner, outer = versions(smaller), versions(larger)
    assert {name: version for name, version in inner.items() if outer.get(name) != version} == {}


def test_the_base_has_no_ckan():
    assert [name for name in versions("base") if name.startswith("ckan")] == []


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_what_is_asked_for(name):
    asked = re.findall(r"^([A-Za-z][\w.-]*)", (FOLDER / f"{name}.in").read_text(encoding="utf-8"), re.MULTILINE)
    locked = {key.lower().replace("_", "-").replace(".", "-") for key in versions(name)}
    assert {word for word in asked if word.lower().replace("_", "-").replace(".", "-") not in locked} == set()
