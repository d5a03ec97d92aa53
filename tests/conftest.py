"""What every kind of test shares."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real records and files, read in place; a test that needs it fails without it."""
    folder = Path(os.environ.get("DGE_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.fail(f"{folder} is missing: set DGE_SHARED_DATA to the folder of real records")
    return folder
