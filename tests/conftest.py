"""Fixtures for every kind of test."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No test depends on how busy the machine is, nor on luck: a commit that passed passes again.
# `--hypothesis-profile=searching` looks for cases that nobody has seen yet.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None, print_blob=True)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real records and files, beside the clone: `../shared/data`, or `DGE_SHARED_DATA`."""
    folder = Path(os.environ.get("DGE_SHARED_DATA") or ROOT.parent / "shared" / "data")
    if not (folder / "INDEX.csv").is_file():
        pytest.fail(f"The shared data are not in {folder}: put them there or set DGE_SHARED_DATA to their folder.")
    return folder.resolve()


@pytest.fixture
def full_dataset() -> dict[str, Any]:
    """Give a dataset with every field of the schema filled in, without name and owner_org."""
    return json.loads((ROOT / "tests" / "samples" / "full_dataset.json").read_text(encoding="utf-8"))
