"""The contract on the in-memory type: what is ours to keep, whatever the protocol."""

import pytest

from .contract import HarvesterContract


class TestMemory(HarvesterContract):
    type_name = "dge-memory"

    @pytest.fixture
    def remote(self, memory_server):
        return memory_server()
