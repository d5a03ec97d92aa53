"""What makes harvesting fast, in numbers that a busy machine does not change: questions to the database, processes, requests."""

from __future__ import annotations

import os
import signal
from functools import partial

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.harvesting import indexing, store
from ckanext.datagrandest.harvesting.transaction import batch, savepoint

from .running import counts, found, questions

FAST = {"defer_commit": True, "return_id_only": True, "ignore_auth": True}
TAGS = [{"name": f"mot {number}"} for number in range(12)]
LINKS = [
    {"url": f"https://example.org/{number}.zip", "name": f"Fichier {number}", "format": "ZIP"} for number in range(6)
]
BATCHED = pytest.mark.ckan_config("ckanext.datagrandest.harvesting.batch_size", "4")
ALONE = pytest.mark.ckan_config("ckanext.datagrandest.harvesting.several_processes", "false")


@pytest.fixture
def fill(memory_server):
    """Give a server with records of twelve keywords and six links each, in one page."""

    def make(count: int, title: str = "", url: str = "http://memory.test/a"):
        server = memory_server(url)
        server.page_size = 100
        for number in range(count):
            server.put(f"rec-{number:03}", title, tags=TAGS, resources=LINKS)
        return server

    return make


def per_record(make_source, fill, title: str = "") -> float:
    """Give the statements that each further record costs: those of forty less those of twenty."""
    asked = []
    for count in (20, 40):
        source = make_source(f"http://memory.test/{count}", "dge-memory", name=f"s-{count}-{len(title)}")
        server = fill(count, url=f"http://memory.test/{count}")
        if title:
            source.run()
            for number in range(count):
                server.put(f"rec-{number:03}", title, tags=TAGS, resources=LINKS)
        with questions() as seen:
            assert source.run()["errored"] == 0
        asked.append(len(seen))
        helpers.call_action("harvest_source_clear", {"user": factories.Sysadmin()["name"]}, id=source.id)
    return (asked[1] - asked[0]) / 20


@ALONE
def test_an_added_record_costs_few_questions(make_source, fill):
    """CKAN alone asks 65 for such a record: each tag, each view, the user and the organisation again and again."""
    assert per_record(make_source, fill) <= 35


@ALONE
def test_an_updated_record_costs_few_questions(make_source, fill):
    """One of them is that of the room `workspaces`: whether the edit makes a workspace grow."""
    assert per_record(make_source, fill, title="Après") <= 41


def test_an_unchanged_record_costs_none(make_source, fill):
    asked = []
    for count in (5, 50):
        source = make_source(f"http://memory.test/{count}", "dge-memory", name=f"s-{count}")
        fill(count, url=f"http://memory.test/{count}")
        source.run()
        with questions() as seen:
            assert counts(source.run()) == {"unchanged": count}
        asked.append(len(seen))
        helpers.call_action("harvest_source_clear", {"user": factories.Sysadmin()["name"]}, id=source.id)
    assert asked[1] - asked[0] <= 2, "45 records more"


@pytest.fixture
def indexers(monkeypatch, tmp_path):
    """Give the processes that index datasets, in the order of their requests."""
    real, log = indexing._send, tmp_path / "indexers"

    def send(ids: list[str]) -> None:
        with log.open("a") as lines:
            lines.write(f"{os.getpid()}\n")
        real(ids)

    monkeypatch.setattr(indexing, "_send", send)
    return lambda: [int(line) for line in log.read_text().split()]


@BATCHED
def test_a_run_of_several_batches_is_indexed_by_another_process(make_source, fill, indexers):
    fill(12)
    source = make_source("http://memory.test/a", "dge-memory")
    assert counts(source.run()) == {"added": 12}
    assert set(found()) == {f"rec-{number:03}" for number in range(12)}
    assert store.pending() == []
    beside = set(indexers()) - {os.getpid()}
    assert len(beside) == 1
    with pytest.raises(ProcessLookupError):
        os.kill(beside.pop(), 0)


def test_a_run_of_one_batch_needs_no_other_process(make_source, fill, indexers):
    fill(3)
    make_source("http://memory.test/a", "dge-memory").run()
    assert set(indexers()) == {os.getpid()}
    assert len(found()) == 3


@BATCHED
def test_when_the_process_that_indexes_is_killed_the_run_indexes_by_itself(make_source, fill, monkeypatch):
    fill(12)
    source = make_source("http://memory.test/a", "dge-memory")
    real, parent = indexing._send, os.getpid()

    def send(ids: list[str]) -> None:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        real(ids)

    monkeypatch.setattr(indexing, "_send", send)
    assert counts(source.run()) == {"added": 12}
    assert len(found()) == 12
    assert store.pending() == []


def test_a_sweep_takes_all_in_parts_and_is_not_stopped_by_one_bad_document(make_source, fill, monkeypatch):
    fill(9)
    source = make_source("http://memory.test/a", "dge-memory")
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "_send", partial(_fail, "Solr is down"))
        patch.setattr(indexing, "_is_up", lambda: False)
        source.run()
    waiting = store.pending()
    assert len(waiting) == 9
    real = indexing._send
    monkeypatch.setattr(indexing, "_send", lambda ids: _fail("refused", ids) if waiting[0] in ids else real(ids))
    assert indexing.sweep(source.id, size=4) == 8
    assert store.pending() == waiting[:1]


def _fail(reason: str, _ids: list[str]) -> None:
    raise OSError(reason)


def test_what_a_rolled_back_record_created_is_not_remembered():
    owner = factories.Organization()["id"]
    context = {"user": factories.Sysadmin()["name"], **FAST}
    dataset = {"title": "Jeu", "owner_org": owner, "tags": TAGS}

    def create(name: str) -> None:
        tk.get_action("package_create")({**context}, {**dataset, "name": name})

    def create_and_stop() -> None:
        with savepoint():
            create("un")
            raise KeyError("stop")

    with batch():
        with pytest.raises(KeyError):
            create_and_stop()
        for name in ("deux", "trois"):
            with savepoint():
                create(name)
    model.Session.remove()
    assert model.Session.query(model.Tag).count() == len(TAGS)
    for name in ("deux", "trois"):
        shown = tk.get_action("package_show")({"ignore_auth": True, "use_cache": False}, {"id": name})
        assert {tag["name"] for tag in shown["tags"]} == {tag["name"] for tag in TAGS}
        assert shown["organization"]["id"] == owner


def test_a_batch_sees_an_organization_renamed_before_it():
    org, context = factories.Organization(), {"user": factories.Sysadmin()["name"], **FAST}
    for number, title in enumerate(("Avant", "Après")):
        helpers.call_action("organization_patch", {"user": context["user"]}, id=org["id"], title=title)
        dataset = {"name": f"jeu-{number}", "title": "Jeu", "owner_org": org["id"]}
        with batch(), savepoint():
            made = tk.get_action("package_create")({**context}, dataset)
        indexing.post([made])
        assert found(fq="+dataset_type:dataset")[f"jeu-{number}"]["organization"]["title"] == title


def test_a_picture_still_gets_its_default_view():
    owner = factories.Organization()["id"]
    links = [
        {"url": "https://example.org/a.png", "format": "PNG"},
        {"url": "https://example.org/a.zip", "format": "ZIP"},
    ]
    user = {"user": factories.Sysadmin()["name"]}
    made = helpers.call_action("package_create", user, name="vues", title="Vues", owner_org=owner, resources=links)
    views = [helpers.call_action("resource_view_list", user, id=one["id"]) for one in made["resources"]]
    assert [[view["view_type"] for view in some] for some in views] == [["image_view"], []]
