"""A real pycsw, in the virtualenv of its own that `deploy/up` and `deploy/test` prepare."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PYTHON = Path(os.environ.get("DGE_PYCSW", ROOT / "var/pycsw")) / "bin/python"
COMMAND = [str(PYTHON), str(ROOT / "deploy/demo/csw.py")]


@pytest.fixture(scope="session")
def csw_command():
    """Run `deploy/demo/csw.py` with arguments; give the completed process."""
    if not PYTHON.exists():
        pytest.fail(f"{PYTHON} is missing: make it from config/requirements/pycsw.txt (deploy/test does)")
    return lambda *arguments: subprocess.run(
        [*COMMAND, *map(str, arguments)], check=False, capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="session")
def load(csw_command):
    """Load a folder (none: the demonstration) into a state folder; give the report."""

    def run(state, *folder):
        done = csw_command("load", *folder, "--state", state)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def serve(csw_command):
    """Serve a state folder on a free port; give the CSW address; stopped at the end."""
    started = []

    def run(state):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = subprocess.Popen(
            [*COMMAND, "serve", "--state", str(state), "--port", str(port)], stdout=subprocess.DEVNULL
        )
        started.append(process)
        url = f"http://127.0.0.1:{port}/csw"
        _wait(url, process)
        return url

    yield run
    for process in started:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def demonstration(load, serve, tmp_path_factory):
    """Give (report, address) of the demonstration, served."""
    state = tmp_path_factory.mktemp("demonstration")
    return load(state), serve(state)


@pytest.fixture(scope="session")
def french(load, serve, tmp_path_factory, shared_data):
    """Give (report, address) of the French records, served."""
    state = tmp_path_factory.mktemp("french")
    return load(state, shared_data / "iso19139/french"), serve(state)


def _wait(url, process):
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}?service=CSW&version=2.0.2&request=GetCapabilities", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("pycsw did not answer in 30 s")
