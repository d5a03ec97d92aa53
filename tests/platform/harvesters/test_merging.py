"""The same data in several sources: merged with its reason, filled by the best placed, separated again."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories, helpers

from ckanext.datagrandest.harvesting import matching, origin
from ckanext.datagrandest.harvesting.model import HarvestTwin

from .contract import as_sysadmin
from .running import counts, found, statements

UUID = "8f2b7c1e-3d4a-4b5c-9e6f-0123456789ab"
FILE = {"url": "https://sig.example.org/pistes.zip", "name": "Pistes", "kind": "download"}
VOSGES = json.dumps({"type": "Polygon", "coordinates": [[[5.4, 47.8], [7.2, 47.8], [7.2, 48.5], [5.4, 47.8]]]})


class Two:
    """Two sources; `a` is declared first."""

    def __init__(self, memory_server, make_source, **options) -> None:
        self.servers = {name: memory_server(f"http://memory.test/{name}") for name in "ab"}
        self.sources = {
            name: make_source(
                server.url,
                "dge-memory",
                title=f"Source {name.upper()}",
                config=json.dumps({"priority": options.get(name, "")}),
            )
            for name, server in self.servers.items()
        }

    def put(self, name: str, identifier: str, title: str = "", **fields) -> None:
        self.servers[name].put(identifier, title, **fields)

    def run(self, name: str) -> dict[str, int]:
        run = self.sources[name].run()
        assert run["state"] == "finished", run
        return counts(run)


@pytest.fixture
def two(memory_server, make_source):
    return Two(memory_server, make_source)


def sources_of(name: str) -> list[tuple[str, bool, str | None]]:
    package = model.Package.by_name(name)
    return [(one["title"], one["fills"], one["rule"]) for one in origin.sources_of(package.id)]


def act(action: str, user: str = "", **data):
    who = {"user": user or factories.Sysadmin()["name"], "ignore_auth": False}
    return helpers.call_action(action, who, **data)


def test_the_page_names_both_sources_and_says_why(app, two):
    two.put("a", "shared", "Pistes")
    two.put("b", "shared", "Pistes")
    two.run("a")
    assert two.run("b") == {"merged": 1}
    body = app.get("/dataset/shared").body
    for said in ("Source A", "Source B", "Même identifiant de fiche : shared", "sa fiche remplit cette page"):
        assert said in body, said


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        ({"identifiers": [{"value": UUID}]}, {"identifiers": [{"value": UUID.upper()}]}, "citation"),
        ({"identifiers": [{"value": "b-1-of-b"}]}, {}, "citation"),
        ({"resources": [FILE]}, {"resources": [{**FILE, "name": "Autre nom"}]}, "link"),
    ],
    ids=["identifier of the data", "identifier of the data is that of the record", "file"],
)
def test_what_is_unique_in_both_sources_is_merged(two, one, other, rule):
    two.put("a", "a-1", "De A", **one)
    two.put("b", "b-1-of-b", "De B", **other)
    two.put("b", "b-2", "Autre", identifiers=[{"value": "FR-autre-1"}])
    two.run("a")
    assert two.run("b") == {"added": 1, "merged": 1}
    assert sorted(found()) == ["a-1", "b-2"]
    assert sources_of("a-1") == [("Source A", True, None), ("Source B", False, rule)]
    assert two.run("b") == {"merged": 1, "unchanged": 1}
    assert two.run("a") == {"unchanged": 1}


@pytest.mark.parametrize("ambiguous", ["a", "b"])
def test_what_two_records_of_one_source_share_merges_nothing(two, ambiguous):
    shared = {"identifiers": [{"value": UUID}], "resources": [FILE]}
    two.put("a", "a-1", **shared)
    two.put("b", "b-1", **shared)
    two.put(ambiguous, f"{ambiguous}-9", **shared)
    two.run("a")
    assert "merged" not in two.run("b")
    assert len(found()) == 3


def test_a_service_a_feed_or_a_document_merges_nothing(two):
    links = [
        {"url": "https://sig.example.org/geoserver/wfs?service=WFS", "kind": "service", "protocol": "OGC:WFS"},
        {"url": "https://sig.example.org/atom/all.xml", "kind": "download"},
        {"url": "https://sig.example.org/licence-ouverte", "kind": "download"},
        {"url": "https://sig.example.org/notice.pdf", "kind": "documentation"},
    ]
    two.put("a", "a-1", resources=links)
    two.put("b", "b-1", resources=links)
    two.run("a")
    assert two.run("b") == {"added": 1}


def test_records_of_one_source_are_never_merged_by_the_machine(two):
    same = {"title": "Pistes", "identifiers": [{"value": UUID}], "resources": [FILE], "spatial": VOSGES}
    two.servers["a"].put("a-1", **same)
    two.servers["a"].put("a-2", **same)
    assert two.run("a") == {"added": 2}
    two.put("b", "a-1", "Pistes")
    two.put("b", "a-2", "Pistes")
    assert two.run("b") == {"merged": 2}
    assert {name: len(sources_of(name)) for name in found()} == {"a-1": 2, "a-2": 2}


def test_a_listing_that_ends_early_does_not_say_what_is_unique(two):
    two.put("a", "a-1", resources=[FILE])
    for number in range(12):
        two.put("b", f"b-{number}", resources=[FILE] if number == 0 else [])
    two.run("a")
    two.servers["b"].fail_after(1)
    assert counts(two.sources["b"].run()) == {"added": 10}
    two.servers["b"].fails_after = None
    assert two.run("b") == {"added": 2, "merged": 1, "unchanged": 9}


@pytest.mark.parametrize(
    ("a", "b", "filled_by"),
    [
        ("national", "producer", "B"),
        ("region", "epci", "B"),
        ("departement", "region", "A"),
        ("epci", "departement", "A"),
        ("region", "region", "A"),
    ],
)
def test_the_source_nearest_to_the_producer_fills_the_dataset(memory_server, make_source, a, b, filled_by):
    two = Two(memory_server, make_source, a=a, b=b)
    two.put("a", "shared", "De A")
    two.put("b", "shared", "De B")
    two.run("a")
    before = found()["shared"]["id"]
    assert two.run("b") == {"merged": 1}
    dataset = found()["shared"]
    assert (dataset["title"], dataset["id"]) == (f"De {filled_by}", before)
    assert dataset["owner_org"] == two.sources[filled_by.lower()].owner_org
    assert {"a": two.run("a"), "b": two.run("b")} == {
        "a": {"unchanged" if filled_by == "A" else "merged": 1},
        "b": {"unchanged" if filled_by == "B" else "merged": 1},
    }
    assert found()["shared"]["title"] == f"De {filled_by}"


def test_a_source_that_becomes_better_placed_takes_its_place_at_its_next_run(memory_server, make_source):
    two = Two(memory_server, make_source, a="region", b="national")
    two.put("a", "a-1", "De A", resources=[FILE])
    two.put("b", "b-1", "De B", resources=[FILE])
    two.run("a")
    two.run("b")
    assert found()["a-1"]["title"] == "De A"
    patch = {"id": two.sources["b"].id, "config": json.dumps({"priority": "producer"})}
    helpers.call_action("harvest_source_patch", {"user": factories.Sysadmin()["name"]}, **patch)
    assert two.run("b") == {"updated": 1}
    dataset = found()["a-1"]
    assert (dataset["title"], dataset["owner_org"]) == ("De B", two.sources["b"].owner_org)
    assert two.run("a") == {"merged": 1}


def test_the_kind_of_the_organisation_decides_without_a_setting(memory_server, make_source):
    region = factories.Organization(kind="region")["id"]
    city = factories.Organization(kind="epci")["id"]
    servers = [memory_server(f"http://memory.test/{name}") for name in "ab"]
    for server in servers:
        server.put("shared", f"De {server.url[-1]}")
    make_source(servers[0].url, "dge-memory", owner_org=region).run()
    make_source(servers[1].url, "dge-memory", owner_org=city).run()
    assert found()["shared"]["title"] == "De b"


def test_a_source_that_replaces_a_deleted_one_keeps_datasets_names_and_identifiers(two, make_source):
    two.put("a", "shared", "Avant")
    two.run("a")
    before = found()["shared"]["id"]
    helpers.call_action("harvest_source_delete", {"user": factories.Sysadmin()["name"]}, id=two.sources["a"].id)
    two.put("a", "shared", "Après")
    again = make_source("http://memory.test/a", "dge-memory", name="again")
    assert counts(again.run()) == {"merged": 1}
    assert (found()["shared"]["id"], found()["shared"]["title"]) == (before, "Après")


@pytest.mark.ckan_config("ckanext.datagrandest.harvesting.grace_days", 0)
def test_a_record_that_moves_to_another_source_keeps_its_dataset(two):
    two.put("a", "moved", "Avant")
    two.put("a", "stays")
    two.run("a")
    before = found()["moved"]["id"]
    two.servers["a"].remove("moved")
    assert two.run("a")["archived"] == 1
    two.put("b", "moved", "Après")
    assert two.run("b") == {"merged": 1}
    assert (found()["moved"]["id"], found()["moved"]["title"]) == (before, "Après")
    assert two.run("b") == {"unchanged": 1}


def merged(two) -> None:
    two.put("a", "a-1", "De A", identifiers=[{"value": UUID}])
    two.put("b", "b-1", "De B", identifiers=[{"value": UUID}])
    two.run("a")
    assert two.run("b") == {"merged": 1}


def test_a_merge_is_undone_and_stays_undone(app, two):
    merged(two)
    body = app.get("/dataset/a-1", headers=as_sysadmin()).body
    assert "Séparer" in body
    assert "Séparer" not in app.get("/dataset/a-1").body
    undone = act("dge_harvest_merge_undo", id="a-1", source_id=two.sources["b"].id, guid="b-1")
    assert undone["name"] == "b-1"
    datasets = found()
    assert (datasets["a-1"]["title"], datasets["b-1"]["title"]) == ("De A", "De B")
    assert datasets["b-1"]["owner_org"] == two.sources["b"].owner_org
    assert (two.run("a"), two.run("b")) == ({"unchanged": 1}, {"unchanged": 1})
    assert sorted(found()) == ["a-1", "b-1"]
    two.put("b", "b-1", "De B changée", identifiers=[{"value": UUID}])
    assert two.run("b") == {"updated": 1}
    assert found()["b-1"]["title"] == "De B changée"


def test_a_merge_by_the_identifier_of_the_record_is_undone_too(two):
    two.put("a", "shared", "De A")
    two.put("b", "shared", "De B")
    two.run("a")
    two.run("b")
    undone = act("dge_harvest_merge_undo", id="shared", source_id=two.sources["b"].id, guid="shared")
    assert undone["name"].startswith("shared-")
    assert sorted(dataset["title"] for dataset in found().values()) == ["De A", "De B"]
    assert two.run("b") == {"unchanged": 1}
    assert len(found()) == 2


def test_a_dataset_that_was_merged_leads_to_the_one_that_continues_it(app, two):
    two.put("b", "b-1", "De B")
    two.run("b")
    two.put("a", "a-1", "De A", identifiers=[{"value": UUID}])
    two.run("a")
    two.put("b", "b-1", "De B", identifiers=[{"value": UUID}])
    assert two.run("b") == {"updated": 1}
    assert sorted(found()) == ["b-1"], "the older one stays"
    answer = app.get("/dataset/a-1", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"].endswith("/dataset/b-1")) == (302, True)
    shown = helpers.call_action("dge_dataset_tombstone_show", {"user": ""}, id="a-1")
    assert (shown["state"], shown["merged_into"]) == ("merged", "b-1")


def twins(two, **changes) -> dict:
    common = {"contacts": [{"role": "owner", "name": "Département des Vosges"}], "spatial": VOSGES}
    two.put("a", "a-1", "Pistes cyclables", **common)
    two.put("b", "b-1", "PISTES CYCLABLES", **{**common, **changes})
    two.run("a")
    assert two.run("b") == {"added": 1}
    listed = act("dge_harvest_twin_list")
    return listed[0] if listed else {}


def pair(twin: dict) -> dict:
    return {name: twin[name] for name in ("source_a", "guid_a", "source_b", "guid_b")}


def test_same_title_organisation_and_extent_only_fill_a_list(two):
    twin = twins(two)
    assert {record["title"] for record in twin["records"]} == {"Pistes cyclables", "PISTES CYCLABLES"}
    assert twin["state"] == "probable"
    assert len(found()) == 2


def test_another_organisation_is_no_twin(two):
    assert not twins(two, contacts=[{"role": "owner", "name": "Commune de Reims"}])


def test_twins_that_a_person_says_are_the_same_become_one_and_can_be_parted(two):
    twin = twins(two)
    act("dge_harvest_twin_decide", **pair(twin), decision="same")
    assert sorted(found()) == ["a-1"]
    assert sources_of("a-1") == [("Source A", True, None), ("Source B", False, "person")]
    assert (two.run("a"), two.run("b")) == ({"unchanged": 1}, {"merged": 1})
    assert act("dge_harvest_twin_list") == []
    act("dge_harvest_twin_decide", **pair(twin), decision="different")
    assert sorted(found()) == ["a-1", "b-1"]
    assert (two.run("a"), two.run("b")) == ({"unchanged": 1}, {"unchanged": 1})
    assert [one["state"] for one in act("dge_harvest_twin_list", state="different")] == ["different"]
    act("dge_harvest_twin_decide", **pair(twin), decision="undecided")
    assert [one["state"] for one in act("dge_harvest_twin_list")] == ["probable"]


def test_twins_that_a_person_says_are_different_are_not_asked_again(two):
    twin = twins(two)
    act("dge_harvest_twin_decide", **pair(twin), decision="different")
    two.put(
        "b", "b-1", "Pistes cyclables", contacts=[{"role": "owner", "name": "Département des Vosges"}], resources=[FILE]
    )
    two.put(
        "a", "a-1", "Pistes cyclables", contacts=[{"role": "owner", "name": "Département des Vosges"}], resources=[FILE]
    )
    assert (two.run("a"), two.run("b")) == ({"updated": 1}, {"updated": 1})
    assert act("dge_harvest_twin_list") == []
    assert len(found()) == 2


def test_a_person_may_unite_two_records_of_one_source(two):
    two.put("a", "a-1", "Pistes", spatial=VOSGES)
    two.put("a", "a-2", "Pistes", spatial=VOSGES)
    assert two.run("a") == {"added": 2}
    [twin] = act("dge_harvest_twin_list")
    act("dge_harvest_twin_decide", **pair(twin), decision="same")
    assert len(found()) == 1
    assert two.run("a") == {"merged": 1, "unchanged": 1}


def test_who_may_decide(app, two):
    twin = twins(two)
    merged_by = {"id": two.sources["a"].owner_org, "role": "editor"}
    one_side = factories.User()
    helpers.call_action("organization_member_create", {"ignore_auth": True}, **merged_by, username=one_side["name"])
    stranger = factories.User()
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    assert act("dge_harvest_twin_list", stranger["name"]) == []
    assert len(act("dge_harvest_twin_list", one_side["name"])) == 1
    for user in (one_side["name"], stranger["name"]):
        with pytest.raises(tk.NotAuthorized):
            act("dge_harvest_twin_decide", user, **pair(twin), decision="same")
    with pytest.raises(tk.NotAuthorized):
        act("dge_harvest_twin_decide", stranger["name"], **pair(twin), decision="different")
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("dge_harvest_twin_list", {"user": "", "ignore_auth": False})
    act("dge_harvest_twin_decide", one_side["name"], **pair(twin), decision="different")
    act("dge_harvest_twin_decide", **pair(twin), decision="same")
    undo = {"id": "a-1", "source_id": two.sources["b"].id, "guid": "b-1"}
    with pytest.raises(tk.NotAuthorized):
        act("dge_harvest_merge_undo", stranger["name"], **undo)
    act("dge_harvest_merge_undo", one_side["name"], **undo)
    assert len(found()) == 2


def test_what_cannot_be_separated_is_refused_with_a_sentence(two):
    merged(two)
    for data in (
        {"id": "a-1", "source_id": two.sources["a"].id, "guid": "a-1"},
        {"id": "a-1", "source_id": two.sources["b"].id, "guid": "unknown"},
    ):
        with pytest.raises((tk.ValidationError, tk.ObjectNotFound)):
            act("dge_harvest_merge_undo", **data)
    with pytest.raises(tk.ValidationError):
        act("dge_harvest_twin_decide", source_a="x", guid_a="x", source_b="x", guid_b="x", decision="perhaps")


def test_the_page_of_twins_decides_by_post(app, two):
    twin = twins(two)
    body = app.get("/harvest/twins", headers=as_sysadmin(), status=200).body
    assert "Pistes cyclables" in body
    assert "même organisation" in body
    link = f"/harvest/twins/decide?decision=same&{urlencode(pair(twin))}"
    assert app.get(link, headers=as_sysadmin()).status_code in (404, 405)
    assert len(found()) == 2, "a link changes nothing"
    app.post("/harvest/twins/decide", headers=as_sysadmin(), data={**pair(twin), "decision": "same"}, status=200)
    assert len(found()) == 1


def test_identity_asks_the_same_number_of_questions_whatever_the_number_of_records(two):
    def asked(count: int, name: str) -> int:
        for number in range(count):
            two.put(name, f"rec-{count}-{number}", identifiers=[{"value": f"FR-{count}-{number}"}], resources=[FILE])
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            if "dge_harvest_key" in statement or "dge_harvest_twin" in statement or "JOIN harvest_source" in statement:
                seen.append(statement)

        sa.event.listen(model.meta.engine, "before_cursor_execute", note)
        try:
            two.run(name)
        finally:
            sa.event.remove(model.meta.engine, "before_cursor_execute", note)
        return len(seen)

    assert asked(40, "a") == asked(5, "b")


def test_an_unchanged_run_writes_nothing_about_identity(two):
    merged(two)
    with statements() as written:
        two.run("b")
    assert [one for one in written if "dge_harvest" in one and "dge_harvest_run" not in one] == []
    assert model.Session.scalar(sa.select(sa.func.count()).select_from(HarvestTwin)) == 0
    assert matching.certain(two.sources["b"].id) == []
