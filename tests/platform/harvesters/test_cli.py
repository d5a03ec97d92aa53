"""The command line: `dge harvest …` and that of ckanext-harvest."""

from __future__ import annotations

import json

import click
import pytest

import ckan.plugins as p
from ckan.tests import factories

from ckanext.harvest.cli import harvester
from ckanext.harvest.model import HarvestSource

from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.harvesting import runs

from .running import found

KEYS = ["added", "updated", "unchanged", "merged", "missing", "held", "errored", "seconds"]


@pytest.fixture
def ckan(loaded_platform) -> click.Group:
    """The commands below `ckan`, without its start: that would load the configured plugins again."""

    @click.group()
    @click.pass_context
    def root(context: click.Context) -> None:
        context.meta["flask_app"] = loaded_platform.flask_app

    p.get_plugin("dge_harvesting").get_commands()
    root.add_command(dge)
    root.add_command(harvester)
    return root


@pytest.fixture
def server(memory_server):
    server = memory_server()
    server.put_many(3)
    return server


@pytest.fixture
def source(server, make_source):
    return make_source(server.url, "dge-memory")


def line(result) -> dict:
    lines = result.stdout.strip().splitlines()
    assert len(lines) == 1, result.output
    return json.loads(lines[0])


@pytest.mark.parametrize("key", ["name", "id", "url"])
def test_run_prints_one_line(cli, ckan, source, server, key):
    result = cli.invoke(ckan, ["dge", "harvest", "run", server.url if key == "url" else getattr(source, key), "--json"])
    assert result.exit_code == 0, result.output
    said = line(result)
    assert list(said) == KEYS
    assert {key: said[key] for key in KEYS[:-1]} == {**dict.fromkeys(KEYS[:-1], 0), "added": 3}
    assert len(found()) == 3, "the index shows them"


def test_run_prints_its_line_also_when_the_source_fails(cli, ckan, source, server):
    cli.invoke(ckan, ["dge", "harvest", "run", source.name, "--json"])
    server.fail_after(0)
    result = cli.invoke(ckan, ["dge", "harvest", "run", source.name, "--json"])
    assert result.exit_code == 1
    assert line(result)["held"] == 3
    assert "500" in result.stderr


def test_run_of_an_unknown_or_busy_source_fails_with_a_line(cli, ckan, source):
    result = cli.invoke(ckan, ["dge", "harvest", "run", "nothing", "--json"])
    assert (result.exit_code, line(result)["added"]) == (1, 0)
    with runs.source_lock(source.id):
        result = cli.invoke(ckan, ["dge", "harvest", "run", source.name, "--json"])
    assert (result.exit_code, line(result)["added"]) == (1, 0)
    assert result.stderr
    assert cli.invoke(ckan, ["dge", "harvest", "run", source.name, "--json"]).exit_code == 0, "the open job is taken up"


def test_force_writes_every_record_again(cli, ckan, source):
    cli.invoke(ckan, ["dge", "harvest", "run", source.name, "--json"])
    assert line(cli.invoke(ckan, ["dge", "harvest", "run", source.name, "--json", "--force"]))["updated"] == 3


def test_preview_prints_json_and_fails_with_the_source(cli, ckan, server):
    result = cli.invoke(ckan, ["dge", "harvest", "preview", "dge-memory", server.url, "--json", "--option", "filter=x"])
    assert result.exit_code == 0, result.output
    assert len(line(result)["records"]) == 3
    server.fail_after(0)
    result = cli.invoke(ckan, ["dge", "harvest", "preview", "dge-memory", server.url, "--json"])
    assert result.exit_code == 1
    assert line(result)["fault"]
    assert cli.invoke(ckan, ["dge", "harvest", "preview", "dge-memory", server.url]).exit_code == 1
    assert cli.invoke(ckan, ["dge", "harvest", "preview", "dge-memory", server.url, "--option", "x"]).exit_code == 2


def test_sources_are_declared_once(cli, ckan, server):
    org = factories.Organization()["name"]
    command = [
        "dge",
        "harvest",
        "source",
        "create",
        "dge-memory",
        server.url,
        "--title",
        "Démo de l’État",
        "--org",
        org,
    ]
    first, again = (cli.invoke(ckan, [*command, "--frequency", "DAILY"]) for _ in range(2))
    assert first.exit_code == again.exit_code == 0, first.output
    assert first.stdout == again.stdout
    assert HarvestSource.get(first.stdout.strip()).frequency == "DAILY"
    assert cli.invoke(ckan, ["dge", "harvest", "run", first.stdout.strip(), "--json"]).exit_code == 0
    status = line(cli.invoke(ckan, ["dge", "harvest", "source", "status", "--json"]))
    assert (status["datasets"], status["state"], status["added"]) == (3, "finished", 3)
    wrong = cli.invoke(ckan, [*command[:5], "http://memory.test/b", "--title", "X", "--org", "nobody"])
    assert wrong.exit_code == 1


def test_the_command_line_of_ckanext_harvest_still_works(cli, ckan, source):
    for command in (
        ["harvester", "sources"],
        ["harvester", "source", "show", source.name],
        ["harvester", "run-test", source.name],
        ["harvester", "jobs"],
        ["harvester", "import", source.name],
        ["harvester", "reindex"],
        ["harvester", "run"],
        ["harvester", "job", source.name],
        ["harvester", "job-abort", source.name],
        ["harvester", "source", "clear", source.name],
    ):
        result = cli.invoke(ckan, command)
        assert result.exit_code == 0, (command, result.output, result.exception)
        if command[1] == "run-test":
            assert len(found()) == 3
    assert found() == {}


def test_tick_says_what_it_did(cli, ckan, source):
    assert line(cli.invoke(ckan, ["dge", "harvest", "tick"])) == {
        "resumed": 0,
        "adopted": 0,
        "started": 0,
        "indexed": 0,
    }


@pytest.mark.parametrize("command", ["gather-consumer", "fetch-consumer", "purge-queues"])
def test_commands_of_the_former_queues_say_what_replaces_them(cli, ckan, command):
    result = cli.invoke(ckan, ["harvester", command])
    assert result.exit_code == 1
    assert "ckan job" in result.output
    assert " ici" in result.output
