"""A real mail server for the tests of the room."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def mailbox(mailbox_on: Any, ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A real mail server, which the platform sends its mails to."""
    box = mailbox_on(0)
    monkeypatch.setitem(ckan_config, "smtp.server", box.address)
    return box
