"""The remote catalogue: pycsw in its own virtualenv, as the demonstration runs it, with our records."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

CSW = Path(__file__).parents[2] / "demo" / "csw.py"
PATIENCE = 30.0


class CswServer:
    """A pycsw server of one folder.

    Attributes:
        url: its address.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/csw"
        self._folder, self._port = folder, port

    def load(self, documents: Iterable[tuple[str, bytes]]) -> None:
        """Replace what the server holds, also while it runs.

        Raises:
            SystemExit: it refuses a record, the figure would mean nothing.
        """
        files = self._folder / "files"
        files.mkdir(exist_ok=True)
        for name, content in documents:
            (files / f"{name}.xml").write_bytes(content)
        words = ["load", str(files), "--state", str(self._folder)]
        answer = subprocess.run(_command(*words), check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        refused = [each for each in json.loads(answer.stdout) if each["state"] != "loaded" or each["reason"]]
        if refused:
            raise SystemExit(f"pycsw refuses records of the bench: {refused[:3]}")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve until the end of the block."""
        words = ["serve", "--state", str(self._folder), "--port", str(self._port)]
        process = subprocess.Popen(_command(*words), stdout=subprocess.DEVNULL)
        try:
            self._wait(process)
            yield
        finally:
            process.terminate()
            process.wait()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self._port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("pycsw does not start")


@contextmanager
def serving(documents: Iterable[tuple[str, bytes]]) -> Iterator[CswServer]:
    """Serve these records from a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = CswServer(Path(folder), port)
        server.load(documents)
        with server.running():
            yield server


def _command(*words: str) -> list[str]:
    return [os.environ["DGE_PYCSW"] + "/bin/python", "-W", "ignore", str(CSW), *words]
