"""The whole import: datasets, organisations, files and addresses of a former platform, twice."""

from __future__ import annotations

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click
import pytest

import ckan.plugins as p
from ckan import model
from ckan.lib import uploader
from ckan.tests import factories, helpers

from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.importing import cli as cli_module
from ckanext.datagrandest.importing import importer
from ckanext.datagrandest.net.client import GuardedClient, Limits, Policy
from ckanext.datagrandest.net.connection import Door

IDS = [f"0c5b6f1e-0000-4000-8000-00000000000{number}" for number in range(6)]
RESOURCE = "0c5b6f1e-0000-4000-8000-0000000000b1"


class FormerPlatform:
    """Serves files, and `package_search` for an import without export."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.entries: list[dict] = []
        former = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                body, status = former.files.get(path, b""), 200 if path in former.files else 404
                if path.endswith("package_search"):
                    found = {"count": len(former.entries), "results": former.entries if "start=0" in self.path else []}
                    body, status = json.dumps({"success": True, "result": found}).encode(), 200
                self.send_response(status)
                self.send_header(
                    "Content-Type", "application/json" if status == 200 and body[:1] == b"{" else "text/csv"
                )
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        self.port = self.server.server_address[1]
        self.url = f"http://ancienne.example:{self.port}"

    def entry(self, number: int, name: str, **fields) -> dict:
        organization = {
            "id": "0c5b6f1e-0000-4000-8000-0000000000aa",
            "name": "ville-d-epinal",
            "title": "Ville d’Épinal",
        }
        base = {
            "id": IDS[number],
            "name": name,
            "title": f"Jeu {name}",
            "state": "active",
            "organization": organization,
        }
        return {**base, "resources": [], "license_id": "fr-lo", **fields}


@pytest.fixture
def former(monkeypatch):
    platform = FormerPlatform()
    policy = Policy(allowed_hosts=frozenset({f"ancienne.example:{platform.port}"}))
    door = Door(policy, resolve=lambda _host, port: [(socket.AF_INET, ("127.0.0.1", port))])
    for module in (importer, cli_module):
        monkeypatch.setattr(module, "client_from_config", lambda: GuardedClient(policy, Limits(retries=0), door=door))
    yield platform
    platform.server.shutdown()
    platform.server.server_close()


@pytest.fixture
def run(cli, former, tmp_path, loaded_platform):
    """Import an export as the command line does; gives the exit code and the report."""

    @click.group()
    def root() -> None:
        pass

    p.get_plugin("dge_importing").get_commands()
    root.add_command(dge)

    def imported(entries: list[dict] | None, *options: str) -> tuple[int, dict]:
        command, report = (
            ["dge", "import", "--site", former.url, "--report", str(tmp_path / "report"), *options],
            tmp_path / "report",
        )
        if entries is not None:
            export = tmp_path / "page.json"
            export.write_text(json.dumps({"result": {"results": entries}}), "utf-8")
            command.append(str(export))
        result = cli.invoke(root, command)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, json.loads(Path(report).read_text("utf-8"))

    return imported


def with_file(former: FormerPlatform, number: int = 0, content: bytes = b"a;b\n1;2\n") -> dict:
    former.files["/dataset/x/resource/y/download/pistes.csv"] = content
    url = f"{former.url}/dataset/x/resource/y/download/pistes.csv"
    resources = [
        {"id": RESOURCE, "url": url, "url_type": "upload", "format": "CSV", "name": "Pistes"},
        {"id": RESOURCE[:-1] + "2", "url": "https://ailleurs.example/a.csv", "format": "CSV", "name": "Ailleurs"},
    ]
    return former.entry(
        number, "pistes-cyclables", resources=resources, extras=[{"key": "guid", "value": "FR-88160-pistes"}]
    )


def content(resource_id: str) -> bytes:
    return Path(uploader.get_resource_uploader({"id": resource_id}).get_path(resource_id)).read_bytes()


def shown(name: str) -> dict:
    return helpers.call_action("package_show", {"ignore_auth": True}, id=name)


def test_names_identifiers_organisations_and_files_come(run, former):
    code, report = run([with_file(former)])
    assert (code, report["datasets"]["added"], report["files"]["fetched"]) == (0, 1, 1)
    assert report["organizations"] == ["ville-d-epinal"]
    dataset = shown("pistes-cyclables")
    assert dataset["id"] == IDS[0]
    assert {extra["key"]: extra["value"] for extra in dataset["extras"]}["guid"] == "FR-88160-pistes"
    assert dataset["organization"]["title"] == "Ville d’Épinal"
    mine, elsewhere = dataset["resources"]
    assert (mine["id"], mine["url_type"], content(RESOURCE)) == (RESOURCE, "upload", b"a;b\n1;2\n")
    assert elsewhere["url"] == "https://ailleurs.example/a.csv"


def test_a_second_import_updates_what_changed_and_keeps_what_was_changed_here(run, former):
    entries = [with_file(former), former.entry(1, "arbres"), former.entry(2, "bancs")]
    run(entries)
    assert run(entries)[1]["datasets"] == {"added": 0, "updated": 0, "unchanged": 3, "kept": 0, "refused": 0}
    person = {"user": factories.Sysadmin()["name"]}
    helpers.call_action("package_patch", person, id="bancs", title="Bancs publics")
    changed = [
        {**with_file(former, content=b"a;b\n3;4\n"), "title": "Pistes"},
        entries[1],
        {**entries[2], "title": "Bancs verts"},
    ]
    code, report = run(changed)
    assert (code, report["datasets"]) == (0, {"added": 0, "updated": 1, "unchanged": 1, "kept": 1, "refused": 0})
    assert (shown("pistes-cyclables")["title"], content(RESOURCE)) == ("Pistes", b"a;b\n3;4\n")
    assert shown("bancs")["title"] == "Bancs publics"
    assert run(changed, "--force")[1]["datasets"]["updated"] == 3
    assert shown("bancs")["title"] == "Bancs verts"
    assert model.Session.query(model.Package).filter_by(type="dataset").count() == 3


def test_what_does_not_come_is_told_with_its_reason(run, former):
    lost = with_file(former)
    former.files.clear()
    code, report = run([lost, former.entry(1, "archives", state="deleted"), former.entry(2, "sources", type="harvest")])
    assert code == 1
    assert {one["name"] for one in report["refused"]} == {"archives", "sources"}
    assert "harvest" in next(one["reason"] for one in report["refused"] if one["name"] == "sources")
    [missing] = report["files"]["missing"]
    assert (missing["dataset"], missing["url"].endswith("pistes.csv")) == ("pistes-cyclables", True)
    assert shown("pistes-cyclables")["resources"][0]["url"] == missing["url"]


def test_a_dataset_without_organisation_goes_to_the_one_that_is_given(run, former):
    entry = former.entry(0, "seul", organization=None)
    assert run([entry])[1]["datasets"]["refused"] == 1
    name = factories.Organization()["name"]
    assert run([entry], "--org", name)[1]["datasets"]["added"] == 1
    assert shown("seul")["organization"]["name"] == name


def test_former_addresses_lead_to_the_dataset(app, run, former):
    factories.Dataset(name="eau", owner_org=factories.Organization()["id"])
    run([former.entry(0, "pistes"), former.entry(1, "eau"), former.entry(2, "secret", private=True)])
    for address in ("/visualisation/?id=pistes", "/visualisation/table/?id=pistes&x=1", f"/visualisation/?id={IDS[0]}"):
        answer = app.get(address, follow_redirects=False, status=301)
        assert answer.headers["Location"].endswith("/dataset/pistes")
    renamed = model.Package.get(IDS[1]).name
    assert renamed != "eau"
    answer = app.get("/visualisation/?id=eau", follow_redirects=False, status=301)
    assert answer.headers["Location"].endswith(f"/dataset/{renamed}")
    for address in ("/visualisation/?id=secret", "/visualisation/?id=rien", "/visualisation/", "/rien"):
        app.get(address, follow_redirects=False, status=404)


def test_a_platform_that_is_still_there_is_read_without_export(run, former):
    former.entries = [with_file(former), former.entry(1, "arbres")]
    code, report = run(None)
    assert (code, report["datasets"]["added"]) == (0, 2)
