"""`DGE_CONTOURS` names the contours that `deploy/up` loads with the territories, and is remembered."""

from __future__ import annotations

import pytest
from local import database

URL = "https://example.org/communes.geojson.gz"


@pytest.fixture
def loads(instance, monkeypatch):
    """Load the territories; give the words of the command that was run, or None when nothing was."""
    monkeypatch.setattr(database, "as_service", list)

    def load(value: str | None = None) -> list[str] | None:
        ran: list[list[str]] = []
        monkeypatch.setattr(database, "run", lambda command, **rest: ran.append([str(word) for word in command]))
        monkeypatch.delenv("DGE_CONTOURS", raising=False)
        if value is not None:
            monkeypatch.setenv("DGE_CONTOURS", value)
        database.load_territories(instance)
        return ran[0] if ran else None

    return load


def test_without_contours_only_codes_are_loaded_and_once(loads):
    assert loads()[-3:] == ["dge", "territories", "load"]
    assert loads() is None


def test_contours_are_loaded_remembered_and_forgotten(loads, tmp_path):
    file = tmp_path / "own.geojson"
    assert loads(f"{URL} {file}")[-4:] == ["--contours", URL, "--contours", str(file)]
    assert loads() is None, "the same ones are not loaded again"
    assert loads(URL)[-2:] == ["--contours", URL]
    assert loads("")[-1] == "load"
