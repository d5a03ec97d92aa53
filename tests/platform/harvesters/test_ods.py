"""`dge-ods` keeps the contract of harvesters."""

import pytest

from .contract import HarvesterContract
from .served import fake, serving


class TestOds(HarvesterContract):
    type_name = "dge-ods"

    @pytest.fixture
    def remote(self, monkeypatch):
        yield from serving(fake("ods").FakePortal(), monkeypatch)
