"""The list of schemas brought up to date from a registry: a local server replays the national one."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from ckanext.datagrandest.console import dge
from ckanext.datagrandest.net.client import GuardedClient, Policy
from ckanext.datagrandest.quality import pulling, registry
from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

RECORDED = "catalogues/schema.data.gouv.fr/schema.data.gouv.fr__public_schemas.json"
REAL = "https://schema.data.gouv.fr"


class Replayed:
    """A registry on this machine; `answers` are by path, and may be changed."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[str, bytes] = {}
        self._folder = folder
        replayed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # noqa: N802 - the name that the server calls
                content = replayed.answer(unquote(self.path))
                self.send_response(200 if content is not None else 404)
                self.send_header("Content-Length", str(len(content or b"")))
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.authority = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.authority}/schemas.json"

    def answer(self, path: str) -> bytes | None:
        if path in self.answers:
            return self.answers[path]
        if path == "/schemas.json":
            text = (self._folder / RECORDED).read_text("utf-8")
            return text.replace(REAL, f"http://{self.authority}").encode()
        _, _, owner, name, version, *_ = [*path.split("/"), "", "", "", ""]
        folder = self._folder / "tabular/schemas" / owner / name
        found = sorted((folder / version).glob("*.json")) or sorted((folder / "latest").glob("*.json"))
        return found[0].read_bytes() if found else None

    def publish(self, *versions: str, name: str = "town/benches", content: object = None) -> None:
        listed = [
            {"version_name": item, "schema_url": f"http://{self.authority}/benches-{item}.json"} for item in versions
        ]
        entry = {"name": name, "schema_type": "tableschema", "versions": listed}
        self.answers["/schemas.json"] = json.dumps({"schemas": [entry]}).encode()
        described = content or {"title": "Bancs", "fields": [{"name": "id", "type": "string", "title": "Numéro"}]}
        for item in versions:
            self.answers[f"/benches-{item}.json"] = json.dumps(described).encode()


@pytest.fixture
def server(shared_data: Path) -> Iterator[Replayed]:
    replayed = Replayed(shared_data)
    thread = Thread(target=replayed.server.serve_forever, daemon=True)
    thread.start()
    yield replayed
    replayed.server.shutdown()
    replayed.server.server_close()
    thread.join()


@pytest.fixture
def client(server: Replayed) -> GuardedClient:
    return GuardedClient(Policy(allowed_hosts=frozenset({server.authority})))


@pytest.fixture
def into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "schemas"
    monkeypatch.setenv("DGE_SCHEMAS", str(folder))
    registry.forget()
    yield folder
    registry.forget()


def pulled(client: GuardedClient, server: Replayed, into: Path, **options: bool) -> list[tuple[str, str, str]]:
    found = list(pulling.pull_all(client, server.url, into, **options))
    return [(item.name, item.version, item.state) for item in found]


def test_the_recorded_registry(client: GuardedClient, server: Replayed, into: Path):
    first = {name: state for name, _, state in pulled(client, server, into)}
    assert first["scdl/subventions"] == "same"
    assert list(first.values()).count("new") > 20
    assert (into / "etalab/schema-comptage-mobilites-site").is_dir()
    assert "etalab/schema-comptage-mobilites-site" in registry.versions()
    again = {name: state for name, _, state in pulled(client, server, into)}
    assert "new" not in again.values()
    assert "changed" not in again.values()


def test_versions_stay_side_by_side(client: GuardedClient, server: Replayed, into: Path):
    server.publish("1.0.0")
    assert pulled(client, server, into) == [("town/benches", "1.0.0", "new")]
    server.publish("1.0.0", "1.1.0")
    assert pulled(client, server, into) == [("town/benches", "1.1.0", "new")]
    assert pulled(client, server, into, every=True) == [
        ("town/benches", "1.0.0", "same"), ("town/benches", "1.1.0", "same"),
    ]  # fmt: skip
    assert registry.versions()["town/benches"] == ("1.0.0", "1.1.0")
    assert registry.find("benches@1.0.0").version == "1.0.0"


def test_only_facts_are_kept(client: GuardedClient, server: Replayed, into: Path):
    server.publish("1.0.0")
    pulled(client, server, into)
    text = (into / "town/benches/1.0.0.yaml").read_text("utf-8")
    assert "Bancs" not in text
    assert "Numéro" not in text


def test_a_version_that_changed_is_said(client: GuardedClient, server: Replayed, into: Path):
    server.publish("1.0.0")
    pulled(client, server, into)
    server.publish("1.0.0", content={"fields": [{"name": "id", "type": "integer"}]})
    assert pulled(client, server, into) == [("town/benches", "1.0.0", "changed")]
    assert registry.find("benches").fields[0].type == "integer"


def test_a_shipped_version_is_never_replaced(client: GuardedClient, server: Replayed, into: Path):
    server.publish("2.1.1", name="scdl/subventions")
    (found,) = pulling.pull_all(client, server.url, into)
    assert (found.state, str(found.reason)) == ("changed", "the version that comes with the platform is kept")
    assert not into.exists()
    assert registry.find("scdl/subventions").field("montant") is not None


@pytest.mark.parametrize(
    ("name", "version"), [("../evil", "1.0.0"), ("town/..", "1.0.0"), ("a/b", "../../1"), ("ab", "1")]
)
def test_a_name_that_leaves_the_folder_is_refused(
    client: GuardedClient, server: Replayed, into: Path, name: str, version: str
):
    server.publish(version, name=name)
    assert pulled(client, server, into) == [(name, version, "refused")]
    assert not into.exists()


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'{"fields": 3}', b'{"fields": [{}]}'])
def test_what_is_no_table_schema_is_refused(client: GuardedClient, server: Replayed, into: Path, content: bytes):
    server.publish("1.0.0")
    server.answers["/benches-1.0.0.json"] = content
    assert pulled(client, server, into) == [("town/benches", "1.0.0", "refused")]


def test_the_console_speaks_french(server: Replayed, into: Path):
    server.publish("1.0.0")
    run = CliRunner().invoke(dge, ["schemas", "pull", "--url", server.url, "--allowed-host", server.authority])
    assert (run.exit_code, run.output) == (0, "nouveau\ttown/benches\t1.0.0\n")
    assert into.is_dir()


def test_a_registry_that_does_not_answer(server: Replayed, into: Path):
    run = CliRunner().invoke(dge, ["schemas", "pull", "--url", server.url])
    assert run.exit_code == 2
    server.answers["/schemas.json"] = b"{}"
    run = CliRunner().invoke(dge, ["schemas", "pull", "--url", server.url, "--allowed-host", server.authority])
    assert run.exit_code == 2
    assert "liste de schémas" in run.output
    assert not into.exists()


def test_schemas_are_still_listed_and_shown():
    assert "scdl/subventions\t" in CliRunner().invoke(dge, ["schemas"]).output
    assert json.loads(CliRunner().invoke(dge, ["schemas", "--format", "json"]).output)["scdl/subventions"]
    assert "idBeneficiaire" in CliRunner().invoke(dge, ["schemas", "scdl/subventions"]).output
    assert CliRunner().invoke(dge, ["schemas", "scdl/nothing"]).exit_code == 2


def test_a_schema_is_read_at_its_address(client: GuardedClient, server: Replayed):
    address = f"http://{server.authority}/schemas/scdl/subventions/2.1.1/schema.json"
    assert registry.find(address, client).field("idBeneficiaire") is not None
    with pytest.raises(SchemaRefusedError):
        registry.find(f"http://{server.authority}/nothing.json", client)
    with pytest.raises(SchemaRefusedError):
        registry.find(address)
