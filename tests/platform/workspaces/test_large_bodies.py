"""A file of 2 GB sent to the running platform: refused at once, read nowhere, kept nowhere."""

import io
import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from ckan.common import config
from ckan.tests import factories

from ckanext.datagrandest.quality import tasks
from ckanext.datagrandest.workspaces.hosting.usage import usage_of

from .hosting_ground import KB, call, dataset, set_up, workspace

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")
MB, GB = 1 << 20, 1 << 30
BOUNDARY = "frontiere"


@pytest.fixture
def server(tmp_path) -> Iterator[int]:
    """Serve the platform by gunicorn, as in production, on a port of its own; give it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [
        sys.executable,
        "-P",
        "-m",
        "gunicorn",
        "ckanext.datagrandest.wsgi:application",
        "--worker-class",
        "gthread",
    ]
    words += ["--bind", f"127.0.0.1:{port}", "--threads", "2", "--timeout", "120"]
    environment = {**os.environ, "CKAN_INI": str(config["__file__"])}
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(words, stdout=log, stderr=log, env=environment) as process,
    ):
        try:
            wait(port, process)
            yield port
        finally:
            process.terminate()


def wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the platform answers."""
    for _ in range(1200):
        assert process.poll() is None, "gunicorn ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(b"GET /api/3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            if connection.recv(12) == b"HTTP/1.1 200":
                return
        time.sleep(0.1)
    pytest.fail("gunicorn does not answer")


def form(package_id: str) -> bytes:
    """Give the beginning of a form, up to the first byte of its file."""
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'
    fields = "".join(
        f'{part}{name}"\r\n\r\n{value}\r\n' for name, value in (("package_id", package_id), ("name", "Gros"))
    )
    return f'{fields}{part}upload"; filename="gros.csv"\r\nContent-Type: text/csv\r\n\r\n'.encode()


def send(port: int, token: str, header: str, pieces: Iterator[bytes]) -> tuple[str, int]:
    """Send pieces until the server answers or there are no more; give the answer and how many bytes were sent."""
    sent = 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        head = f"POST /api/action/resource_create HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
        kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        connection.sendall(f"{head}{kind}{header}\r\nConnection: close\r\n\r\n".encode())
        with suppress(OSError):  # the server has closed: it answered
            for piece in pieces:
                connection.sendall(piece)
                sent += len(piece)
                connection.settimeout(0)
                with suppress(BlockingIOError):
                    if connection.recv(1, socket.MSG_PEEK):
                        break
                connection.settimeout(60)
        connection.settimeout(60)
        answer = b"".join(iter(lambda: receive(connection), b""))
    return answer.decode(errors="replace"), sent


def receive(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b""


@pytest.fixture
def ready():
    space = workspace()
    return space, dataset(space), factories.APIToken(user="agent-plombieres")["token"]


def kept():
    """Name the files in the storage of the running platform."""
    return sorted(path for path in Path(config["ckan.storage_path"], "resources").rglob("*") if path.is_file())


def test_two_gigabytes_are_refused_before_they_are_read(server, ready):
    space, one, token = ready
    before = kept()
    zeros = itertools.chain([form(one["id"])], itertools.repeat(bytes(64 << 10), 2 * GB // (64 << 10)))
    answer, sent = send(server, token, f"Content-Length: {2 * GB}", zeros)
    assert sent < 32 * MB
    if answer:  # a server that closes with bytes unread may cut its own answer
        assert answer.startswith("HTTP/1.1 413")
        assert "découpez le fichier" in json.loads(answer.partition("\r\n\r\n")[2])["error"]["message"]
    assert (kept(), usage_of(space["id"]).storage_bytes) == (before, 0)


def test_a_length_that_is_told_without_a_body_is_answered_at_once(server, ready):
    _, _, token = ready
    answer, sent = send(server, token, f"Content-Length: {2 * GB}", iter(()))
    assert (answer[:12], sent) == ("HTTP/1.1 413", 0)
    assert "202 Mo" in json.loads(answer.partition("\r\n\r\n")[2])["error"]["message"]


def test_a_body_that_tells_no_length_is_read_up_to_the_limit(server, ready):
    space, one, token = ready
    before = kept()
    piece = b"10000\r\n" + bytes(64 << 10) + b"\r\n"
    first = form(one["id"])
    chunks = itertools.chain([b"%x\r\n%s\r\n" % (len(first), first)], itertools.repeat(piece, 2 * GB // (64 << 10)))
    answer, sent = send(server, token, "Transfer-Encoding: chunked", chunks)
    assert sent < 260 * MB, "more was read than may be sent"
    assert not answer or answer.startswith("HTTP/1.1 413")
    assert (kept(), usage_of(space["id"]).storage_bytes) == (before, 0)


def test_a_bomb_is_kept_as_small_as_it_came_and_never_unpacked(ready, tmp_path, monkeypatch):
    monkeypatch.setitem(config, "ckan.storage_path", str(tmp_path))
    space, one, _ = ready
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(bytes(MB))
    size = packed.tell()
    packed.seek(0)
    upload = FileStorage(packed, "bombe.xlsx")
    made = call(
        "resource_create",
        "agent-plombieres",
        package_id=one["id"],
        name="B",
        url="b.xlsx",
        format="XLSX",
        upload=upload,
    )
    tasks.judge_resource(made["id"])
    report = call("dge_quality_report_show", "agent-plombieres", resource_id=made["id"])
    assert report["state"] == "not_judged"
    assert "600" in report["reason"] or "décompress" in report["reason"].lower() or "unpack" in report["reason"].lower()
    assert usage_of(space["id"]).storage_bytes == size < 2 * MB
    assert sum(path.stat().st_size for path in kept()) == size


def test_uploads_at_once_do_not_pass_the_limit_together(server, ready):
    space, one, token = ready
    set_up(space, storage_bytes=10 * KB)
    answers, together = [], threading.Barrier(5)

    def upload(number: int) -> None:
        together.wait()
        with socket.create_connection(("127.0.0.1", server), timeout=120) as connection:
            body = form(one["id"]) + b"a" * (4 * KB) + f"\r\n--{BOUNDARY}--\r\n".encode()
            head = f"POST /api/action/resource_create HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
            kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n"
            connection.sendall(f"{head}{kind}Connection: close\r\n\r\n".encode() + body)
            answers.append(b"".join(iter(lambda: receive(connection), b""))[9:12].decode())

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers)[:2] == ["200", "200"]
    assert set(sorted(answers)[2:]) == {"409"}
    assert usage_of(space["id"]).storage_bytes == 8 * KB
    assert len(call("package_show", "agent-plombieres", id=one["id"])["resources"]) == 2
