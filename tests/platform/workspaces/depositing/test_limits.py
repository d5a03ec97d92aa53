"""What is too large, has no room, or comes from where it must not, is refused in words and leaves nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa
from flask import has_request_context

from ckan import model as ckan_model
from ckan.plugins import toolkit as tk

from ckanext.datagrandest.jobs import runner
from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.workspaces import store as workspaces
from ckanext.datagrandest.workspaces.depositing import links
from ckanext.datagrandest.workspaces.depositing.model import Deposit

from .conftest import VALID, act, show


def nothing_kept(storage) -> bool:
    """Check that there is no dataset and no byte."""
    package = ckan_model.Package
    count = ckan_model.Session.scalar(sa.select(sa.func.count()).where(package.type == "dataset"))
    return count == 0 and not [path for path in storage.rglob("*") if path.is_file()]


def grant(**limits: int) -> None:
    """Grant the workspace other limits."""
    row = workspaces.find("bruyeres")
    for name, value in limits.items():
        setattr(row, name, value)
    ckan_model.Session.commit()


@pytest.mark.parametrize("limits", [{"file_bytes": 100}, {"storage_bytes": 100}, {"datasets": 0}])
def test_what_the_workspace_has_no_room_for_is_refused_before_a_byte_is_kept(deposit, storage, limits):
    grant(**limits)
    with pytest.raises(tk.ValidationError) as refusal:
        deposit()
    assert any(len(str(sentence)) > 40 for said in refusal.value.error_dict.values() for sentence in said)
    ckan_model.Session.rollback()
    assert nothing_kept(storage)
    assert ckan_model.Session.scalar(sa.select(sa.func.count()).select_from(Deposit)) == 0


@pytest.mark.parametrize(
    "road", ["/espaces/bruyeres/deposer", "/api/action/dge_deposit_create", "/api/3/action/dge_deposit_create"]
)
def test_a_request_of_two_gigabytes_is_refused_before_it_is_read(app, people, workspace, storage, road):
    class Unread:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("the body was read")

        readline = __iter__ = read

        def close(self) -> None:
            """Werkzeug's client closes what it sent."""

    environ = {
        "CONTENT_LENGTH": str(2 << 30),
        "wsgi.input": Unread(),
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
    }
    token = {"Authorization": people["agent"]["token"]}
    answer = app.post(road, headers=token, environ_overrides=environ)
    assert answer.status_code == 413
    assert "202" in answer.body, "it says how much is taken"
    assert nothing_kept(storage)


@pytest.mark.ckan_config("ckan.max_resource_size", 0)
def test_a_file_beyond_the_largest_that_the_platform_takes_is_refused(deposit, storage):
    with pytest.raises(tk.ValidationError) as refusal:
        deposit()
    assert "0 MB" in str(refusal.value.error_dict["upload"]) or "0 Mo" in str(refusal.value.error_dict["upload"])
    assert nothing_kept(storage)


class Site(BaseHTTPRequestHandler):
    """A town's site: a file, a page where it should be, and nothing."""

    def do_GET(self) -> None:
        """Answer."""
        content = {"/subventions.csv": VALID, "/page.csv": b"<!doctype html><html>Connexion</html>"}.get(self.path)
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_parts: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(ckan_config, monkeypatch) -> Iterator[str]:
    """The site, at an address that the platform may ask."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_port}"
    monkeypatch.setitem(ckan_config, "ckanext.datagrandest.net.allowed_hosts", [host])
    yield f"http://{host}"
    server.shutdown()
    server.server_close()


def fetched(url: str) -> dict:
    """Deposit a link, let the worker fetch it, and show it."""
    made = act("dge_deposit_create", "agent", workspace="bruyeres", url=url)
    job = jobs.active(links.job_key(made["id"]))
    runner.run(job.id, job.attempt)
    return show(made["id"])


def test_a_link_is_fetched_and_goes_on_like_a_file(workspace, site, read):
    made = fetched(f"{site}/subventions.csv")
    assert (made["file"]["name"], made["file"]["size"]) == ("subventions.csv", len(VALID))
    assert made["url"] == f"{site}/subventions.csv"
    assert read(made)["state"] == "ready"
    assert act("dge_deposit_publish", "agent", id=made["id"])["state"] == "published"


@pytest.mark.parametrize("path", ["/absent.csv", "/page.csv"])
def test_a_link_that_gives_no_table_is_told_in_words(workspace, site, storage, path):
    made = fetched(f"{site}{path}")
    assert (made["state"], made["next"]) == ("refused", "again")
    assert len(made["reason"]) > 30
    assert nothing_kept(storage)
    assert act("dge_deposit_abandon", "agent", id=made["id"])["state"] == "abandoned"


def test_a_link_to_a_machine_of_ours_is_refused(workspace, storage):
    made = fetched("http://127.0.0.1:5432/subventions.csv")
    assert made["state"] == "refused"
    assert nothing_kept(storage)


def test_a_link_whose_file_has_no_room_is_told(workspace, site, storage):
    grant(file_bytes=100)
    made = fetched(f"{site}/subventions.csv")
    assert made["state"] == "refused"
    assert "Ce fichier pèse" in made["reason"]
    assert nothing_kept(storage)


def suspended() -> None:
    workspaces.find("bruyeres").state = "suspended"
    ckan_model.Session.commit()


@pytest.mark.parametrize(
    ("locale", "path", "before", "words"),
    [
        ("fr", "/subventions.csv", lambda: grant(file_bytes=100), "Ce fichier pèse"),
        ("en", "/subventions.csv", lambda: grant(file_bytes=100), "This file takes"),
        ("fr", "/subventions.csv", suspended, "Cet espace est suspendu"),
        ("en", "/subventions.csv", suspended, "This workspace is suspended"),
        ("fr", "/absent.csv", lambda: None, "Le fichier n’a pas pu être récupéré"),
        ("en", "/absent.csv", lambda: None, "The file could not be fetched"),
    ],
)
def test_a_refusal_speaks_the_language_of_who_deposits(app, people, workspace, site, locale, path, before, words):
    address = f"/{locale}/espaces/bruyeres/deposer" if locale != "fr" else "/espaces/bruyeres/deposer"
    app.post(address, data={"url": f"{site}{path}"}, headers={"Authorization": people["agent"]["token"]})
    (made,) = act("dge_deposit_list", "agent", workspace="bruyeres")
    before()
    job = jobs.active(links.job_key(made["id"]))
    assert not has_request_context(), "a worker is in no request"
    runner.run(job.id, job.attempt)
    assert words in show(made["id"])["reason"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a.csv", "subventions.csv"])
def test_what_is_no_address_is_refused(workspace, url):
    with pytest.raises(tk.ValidationError) as refusal:
        act("dge_deposit_create", "agent", workspace="bruyeres", url=url)
    assert "url" in refusal.value.error_dict
