"""Files on other servers, downloaded through the guarded client: judged, or not judged with the reason; they hold up no upload."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ckan import model
from ckan.lib.jobs import Worker
from ckan.tests import factories, helpers

from ckanext.datagrandest.jobs import runner
from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.quality import config, due, tasks
from ckanext.datagrandest.quality.judging import Bounds

from .conftest import INVALID, VALID


class Files:
    """A server of files: path → (status, content, seconds to wait before the content)."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes, float]] = {}
        self.asked: list[str] = []
        self.ended = threading.Event()
        files = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 - name of http.server
                files.asked.append(self.path)
                status, content, seconds = files.answers.get(self.path, (404, b"", 0))
                self.send_response(status)
                self.send_header("Content-Type", "text/csv")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.flush()
                if seconds and files.ended.wait(seconds):
                    return
                self.wfile.write(content)

            def log_message(self, *_args: Any) -> None:
                """Keep the test's output clean."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.authority = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def files(ckan_config, monkeypatch) -> Iterator[Files]:
    """A server that the platform may ask, with little patience."""
    server = Files()
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.net.allowed_hosts", [server.authority])
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.net.read_timeout", 1)
    yield server
    server.close()


@pytest.fixture
def link(files: Files, organization) -> Callable[..., dict[str, Any]]:
    """Declare a file of the server as a resource of a new dataset."""

    def declare(path: str, status: int = 200, content: bytes = VALID, seconds: float = 0, **fields: Any) -> Any:
        files.answers[path] = (status, content, seconds)
        resource = {"url": f"http://{files.authority}{path}", "format": "CSV", "name": path, **fields}
        return factories.Dataset(owner_org=organization["id"], resources=[resource])["resources"][0]

    return declare


def work(queue: str) -> None:
    """Run what is queued in one queue, in a child of this process for each job, as CKAN's worker does."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)}
    try:
        Worker([queue]).work(burst=True)
    finally:  # the worker's own would keep pytest from being stopped
        for number, handler in handlers.items():
            signal.signal(number, handler)


def in_a_child(run: Callable[[], object]) -> int:
    """Run in a child of this process, with connections of its own; give its id."""
    model.Session.remove()
    model.meta.engine.dispose()  # parent and child share no connection
    pid = os.fork()
    if pid:
        return pid
    try:
        model.meta.engine.dispose(close=False)
        model.Session.registry.clear()
        run()
    finally:
        os._exit(0)


def test_a_file_elsewhere_is_downloaded_judged_and_looked_at(link, judge, files, call, editor):
    resource = link("/subventions.csv", schema="scdl/subventions")
    assert judge(resource["id"])["state"] == "valid"
    worse = link("/pire.csv", content=INVALID + b"jean.dupont@ville.fr\n", schema="scdl/subventions")
    shown = judge(worse["id"])
    assert (shown["state"], files.asked) == ("invalid", ["/subventions.csv", "/pire.csv"])
    found = call("dge_quality_privacy_show", editor, resource_id=worse["id"])[1]["findings"]
    assert [one["kind"] for one in found] == ["email"]
    status, said = call("dge_quality_repair_apply", editor, resource_id=worse["id"])
    assert (status, "autre serveur" in str(said)) == (409, True)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 404}, "404"),
        ({"status": 403}, "403"),
        ({"status": 500}, "500"),
        ({"content": VALID * 200}, "dépasse"),
        ({"seconds": 30}, "trop de temps"),
        ({"content": b"<!DOCTYPE html><html><body>Connexion</body></html>"}, "page web"),
    ],
)
def test_what_a_server_does_not_give_is_said_in_french(link, judge, ckan_config, monkeypatch, answer, said):
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.quality.max_bytes", 50_000)
    shown = judge(link("/x.csv", **answer)["id"])
    assert (shown["state"], shown["pending"]) == ("not_judged", "queued")
    assert said in shown["reason"], shown["reason"]
    assert "127.0.0.1" in shown["reason"] or "page web" in shown["reason"]
    assert "Traceback" not in shown["reason"]


def test_a_server_that_nobody_runs_is_said(link, judge, files):
    resource = link("/x.csv")
    files.close()
    shown = judge(resource["id"])
    assert (shown["state"], "127.0.0.1" in shown["reason"]) == ("not_judged", True)
    assert [asked.id for asked in due.due()] == [], "it is asked again tomorrow, not every five minutes"


def test_dead_servers_hold_up_no_upload(link, upload, files, ckan_config, monkeypatch):
    """A worker serves one queue: while that of files elsewhere waits for a server, that of uploads goes on."""
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.net.read_timeout", 120)
    dead = [jobs.active(tasks.job_key(link(f"/{number}.csv", seconds=120)["id"])) for number in range(3)]
    resource = upload(VALID)
    waiting = in_a_child(lambda: runner.run(dead[0].id, dead[0].attempt))
    try:
        ends = time.monotonic() + 60
        while not files.asked and time.monotonic() < ends:
            time.sleep(0.05)
        assert files.asked == ["/0.csv"]
        work("validation")
        shown = helpers.call_action("dge_quality_report_show", resource_id=resource["id"])
        assert (shown["state"], shown["pending"]) == ("valid", None)
        assert [jobs.show(job.id).state for job in dead] == ["running", "queued", "queued"]
        assert {job.queue for job in dead} == {"harvest"}
    finally:
        os.kill(waiting, signal.SIGKILL)
        os.waitpid(waiting, 0)


def test_a_file_that_burns_the_processor_is_not_judged(upload, judge, monkeypatch):
    """The limit is of the processor's time (`RLIMIT_CPU`): the clock allows ten minutes here."""
    monkeypatch.setattr(config, "bounds", lambda: Bounds(2048, 1, 600))
    header, row = INVALID.replace(b"Fonctionnement", b'"Fonction\nnement"').split(b"\n", 1)
    header += b"\n"
    resource = upload(header + row * 400_000, schema="scdl/subventions")
    shown = judge(resource["id"])
    assert shown["state"] == "not_judged"
    assert "secondes" in shown["reason"]
