"""A real server that speaks S3 (s3proxy, before a folder), and a platform whose files are on it."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

import ckan.plugins as p
from ckan.common import config
from ckan.lib import files

IDENTITY, CREDENTIAL = "essai", "un-secret-d-essai"
SETTINGS = """
s3proxy.endpoint=http://127.0.0.1:{port}
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity={identity}
s3proxy.credential={credential}
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir={folder}
jclouds.identity=unused
jclouds.credential=unused
"""
_PREFIX = "ckan.files.storage.default."


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the server; give its address."""
    folder = tmp_path_factory.mktemp("s3")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "objects").mkdir()
    told = {"port": port, "identity": IDENTITY, "credential": CREDENTIAL, "folder": folder / "objects"}
    (folder / "s3proxy.conf").write_text(SETTINGS.format(**told), encoding="utf-8")
    words = [os.environ["DGE_JAVA"], "-Xmx128m", "-XX:+UseSerialGC", "-cp", f"{os.environ['DGE_S3PROXY_JARS']}/*"]
    words += ["org.gaul.s3proxy.Main", "--properties", str(folder / "s3proxy.conf")]
    with (folder / "log").open("wb") as log, subprocess.Popen(words, stdout=log, stderr=log) as process:
        try:
            _wait(port, process, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"s3proxy does not answer: {log.read_text()[-2000:]}")


@pytest.fixture
def on_s3(s3_server: str, loaded_platform, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[files.Storage]:
    """Keep the platform's files on S3, in a bucket of the test's own; the folder of CKAN's is empty and must stay so."""
    options = {
        "type": "dge:s3", "bucket": f"essai-{uuid.uuid4().hex[:12]}", "endpoint": s3_server, "region": "us-east-1",
        "key": IDENTITY, "secret": CREDENTIAL, "path": "plateforme", "initialize": True, "max_size": -1,
        "overwrite_existing": True,
    }  # fmt: skip
    for name, value in options.items():
        monkeypatch.setitem(config, _PREFIX + name, value)
    monkeypatch.setitem(config, "ckan.storage_path", str(tmp_path / "disk"))
    _collect()
    yield files.get_storage(config["ckan.files.default_storages.resource"])
    assert not [path for path in (tmp_path / "disk").rglob("*") if path.is_file()], "a file came to the disk"
    monkeypatch.undo()
    _collect()


def _collect() -> None:
    """Have CKAN make its storages anew, as at its start."""
    assert p.plugin_loaded("datagrandest")
    files.reset()
    files.storages.reset()
    files.storages.collect()


@pytest.fixture
def objects(on_s3: files.Storage):
    """Give the keys of the test's bucket."""

    def keys() -> list[str]:
        settings = on_s3.settings
        found = settings.client.list_objects_v2(Bucket=settings.bucket)  # pyright: ignore[reportAttributeAccessIssue]
        return sorted(item["Key"] for item in found.get("Contents", ()))

    return keys
