"""The removal guard asks a person: the question, the mail, the answers, who may answer, and what comes back."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer
from ckan.tests import factories, helpers

from ckanext.datagrandest.harvesting import config, holding

from .contract import as_sysadmin
from .running import counts, found

GRACE = "ckanext.datagrandest.harvesting.grace_days"


@pytest.fixture
def server(memory_server):
    server = memory_server()
    server.put_many(30)
    return server


@pytest.fixture
def source(server, make_source):
    source = make_source(server.url, "dge-memory", title="Vosges")
    source.run()
    return source


@pytest.fixture
def mails(monkeypatch) -> list[tuple]:
    sent: list[tuple] = []
    monkeypatch.setattr(mailer, "mail_recipient", lambda *mail, **_options: sent.append(mail))
    return sent


def lose(server, count: int) -> None:
    server.remove(*[f"rec-{number:03}" for number in range(count)])


def waiting(source) -> dict:
    [hold] = [hold for hold in holding.of_source(source.id) if hold["state"] == "waiting"]
    return hold


def say(answer: str, source, **context) -> dict:
    who = {"user": factories.Sysadmin()["name"], "ignore_auth": False, **context}
    return helpers.call_action("dge_harvest_hold_answer", who, id=waiting(source)["id"], answer=answer)


@pytest.mark.parametrize(
    ("lost", "held"), [(5, False), (6, False), (7, True)], ids=["not more than 5", "exactly 20 %", "more than both"]
)
def test_the_thresholds_at_their_boundary(server, source, lost, held):
    lose(server, lost)
    run = source.run()
    assert (run["held"], run["missing"]) == ((lost, 0) if held else (0, lost))
    assert bool(holding.of_source(source.id)) is held


def test_six_of_a_small_source_are_held_and_five_are_not(memory_server, make_source):
    server = memory_server("http://memory.test/small")
    server.put_many(12)
    source = make_source(server.url, "dge-memory")
    source.run()
    lose(server, 5)
    assert counts(source.run()) == {"unchanged": 7, "missing": 5}
    server.remove("rec-005")
    assert counts(source.run()) == {"unchanged": 6, "held": 6}


def test_a_held_run_is_told_once_to_the_administrators_of_the_source(server, make_source, mails):
    admin = factories.User(email="sig@vosges.example.org")
    factories.User(email="autre@example.org")
    owner = factories.Organization(users=[{"name": admin["name"], "capacity": "admin"}])
    source = make_source(server.url, "dge-memory", title="Vosges", owner_org=owner["id"])
    source.run()
    lose(server, 10)
    source.run()
    mine = [mail for mail in mails if mail[1] == "sig@vosges.example.org"]
    assert len(mine) == 1
    assert "autre@example.org" not in [mail[1] for mail in mails]
    _name, _address, subject, body = mine[0]
    assert subject == "« Vosges » : 10 jeux de données disparaîtraient, votre décision est attendue"
    assert f"/harvest/{source.name}/removals" in body
    assert "Jeu rec-003" in body
    source.run()
    assert len([mail for mail in mails if mail[1] == "sig@vosges.example.org"]) == 1, "the same question again"
    server.remove("rec-015")
    source.run()
    assert len([mail for mail in mails if mail[1] == "sig@vosges.example.org"]) == 2, "one more has disappeared"


def test_a_run_that_ends_early_asks_and_removes_nothing(server, source):
    lose(server, 1)
    server.fail_after(2)
    run = source.run()
    assert run["state"] == "failed"
    assert (run["held"], run["missing"]) == (10, 0)
    assert len(waiting(source)["records"]) == 10
    assert len(found()) == 30


def test_another_count_than_the_servers_own_asks_and_removes_nothing(server, source):
    lose(server, 1)
    server.announce(30)
    assert counts(source.run()) == {"unchanged": 29, "held": 1}
    assert [record["title"] for record in waiting(source)["records"]] == ["Jeu rec-000"]


@pytest.mark.ckan_config(GRACE, 7)
def test_an_accepted_removal_waits_its_grace_then_closes_and_is_not_asked_again(server, source):
    lose(server, 10)
    source.run()
    answered = say("accept", source)
    assert (answered["state"], answered["closed"]) == ("accepted", 0)
    assert answered["decided_by"]
    assert counts(source.run()) == {"unchanged": 20, "missing": 10}
    source.age_missing(days=8)
    assert counts(source.run()) == {"unchanged": 20, "missing": 10, "archived": 10}
    assert len(found()) == 20


@pytest.mark.ckan_config(GRACE, 0)
def test_without_grace_an_accepted_removal_closes_at_once(server, source):
    lose(server, 10)
    source.run()
    assert say("accept", source)["closed"] == 10
    assert len(found()) == 20


@pytest.mark.ckan_config(GRACE, 0)
def test_an_accepted_removal_is_not_carried_out_by_a_run_that_ends_early(server, source):
    assert config.grace().days == 0
    lose(server, 10)
    source.run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(tk.config, GRACE, 7)
        say("accept", source)
    server.fail_after(1)
    assert "archived" not in counts(source.run())
    server.fails_after = None
    assert counts(source.run())["archived"] == 10


@pytest.mark.ckan_config(GRACE, 0)
def test_a_refused_removal_keeps_the_datasets_and_is_not_asked_again(server, source, mails):
    factories.Sysadmin(email="animation@example.org")
    lose(server, 10)
    source.run()
    say("reject", source)
    sent = len(mails)
    run = source.run()
    assert counts(run) == {"unchanged": 20, "held": 10}
    assert len(mails) == sent
    assert any("refused" in note or "refusé" in note for note in run["notes"])
    server.put_many(60)
    lose(server, 10)
    assert counts(source.run())["held"] == 10, "they stay however large the source becomes"
    assert len(found()) == 60


def test_what_comes_back_is_no_longer_under_a_decision(server, source):
    lose(server, 10)
    source.run()
    say("reject", source)
    server.put_many(30)
    assert counts(source.run()) == {"unchanged": 30}
    lose(server, 10)
    assert counts(source.run()) == {"unchanged": 20, "held": 10}
    assert waiting(source), "a new absence is a new question"


def test_a_good_run_withdraws_the_question(server, source):
    lose(server, 10)
    source.run()
    hold_id = waiting(source)["id"]
    server.put_many(30)
    source.run()
    assert holding.show(hold_id)["state"] == "withdrawn"
    with pytest.raises(tk.ValidationError):
        helpers.call_action("dge_harvest_hold_answer", {"user": "x"}, id=hold_id, answer="accept")


def test_an_answer_can_be_changed(server, source):
    lose(server, 10)
    source.run()
    hold_id = waiting(source)["id"]
    for answer, state in (("reject", "rejected"), ("accept", "accepted"), ("reject", "rejected")):
        shown = helpers.call_action("dge_harvest_hold_answer", {"user": "x"}, id=hold_id, answer=answer)
        assert shown["state"] == state
    assert counts(source.run()) == {"unchanged": 20, "held": 10}


def test_only_those_who_run_the_source_may_answer(app, server, source):
    lose(server, 10)
    source.run()
    stranger, editor = factories.User(), factories.User()
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    member = {"id": source.owner_org, "username": editor["name"], "role": "editor"}
    helpers.call_action("organization_member_create", {"ignore_auth": True}, **member)
    for user in ("", stranger["name"]):
        with pytest.raises(tk.NotAuthorized):
            say("accept", source, user=user)
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action("dge_harvest_hold_list", {"user": user, "ignore_auth": False}, source_id=source.id)
    assert say("reject", source, user=editor["name"])["decided_by"] == editor["name"]


def test_the_page_lists_what_would_go_and_refuses_a_change_by_link(app, server, source):
    lose(server, 10)
    source.run()
    hold_id = waiting(source)["id"]
    address = f"/harvest/{source.name}/removals"
    body = app.get(address, headers=as_sysadmin(), status=200).body
    assert "Jeu rec-003" in body
    assert "Garder ces jeux de données" in body
    assert app.get(address).status_code in (302, 401, 403)
    assert app.get(f"{address}/{hold_id}?answer=accept", headers=as_sysadmin()).status_code in (404, 405)
    app.post(f"{address}/{hold_id}", headers=as_sysadmin(), data={"answer": "reject"}, status=200)
    assert holding.show(hold_id)["state"] == "rejected"


@pytest.mark.ckan_config(GRACE, 0)
def test_a_closed_dataset_says_in_french_what_became_of_it(app, server, source):
    server.put("rec-000", "Pistes cyclables d’Épinal")
    server.put("rec-029", "Pistes cyclables de Bruyères")
    source.run()
    lose(server, 1)
    assert counts(source.run())["archived"] == 1
    answer = app.get("/dataset/rec-000", status=410)
    for said in ("Pistes cyclables d’Épinal", "Ce jeu de données est fermé", "Vosges", "Pistes cyclables de Bruyères"):
        assert said in answer.body, said
    shown = helpers.call_action("dge_dataset_tombstone_show", {"user": "", "ignore_auth": False}, id="rec-000")
    assert (shown["state"], shown["title"], shown["source"]) == ("closed", "Pistes cyclables d’Épinal", "Vosges")
    assert app.get("/dataset/never-was", status=404)


@pytest.mark.ckan_config(GRACE, 0)
def test_a_private_dataset_leaves_no_tombstone(app, server, source):
    private = {"id": found()["rec-000"]["id"], "private": True}
    helpers.call_action("package_patch", {"user": factories.Sysadmin()["name"]}, **private)
    lose(server, 1)
    assert counts(source.run())["archived"] == 1
    assert "Jeu rec-000" not in app.get("/dataset/rec-000", status=404).body
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("dge_dataset_tombstone_show", {"user": ""}, id="rec-000")


@pytest.mark.ckan_config(GRACE, 0)
def test_a_closed_dataset_comes_back_with_its_record_or_by_a_person(app, server, source):
    lose(server, 2)
    before = {name: dataset["id"] for name, dataset in found().items()}
    source.run()
    server.put("rec-000")
    assert counts(source.run())["updated"] == 1
    assert found()["rec-000"]["id"] == before["rec-000"]
    app.get("/dataset/rec-000", status=200)
    stranger = factories.User()["name"]
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action("dge_harvest_dataset_reopen", {"user": stranger, "ignore_auth": False}, id="rec-001")
    assert "Rouvrir ce jeu de données" in app.get("/dataset/rec-001", headers=as_sysadmin(), status=200).body
    app.post("/dataset/rec-001/reopen", headers=as_sysadmin(), status=200)
    assert found()["rec-001"]["id"] == before["rec-001"]
    app.get("/dataset/rec-001", status=200)
    assert counts(source.run()) == {"unchanged": 29, "held": 1}, "a person opened it: no run closes it again"
    server.put("rec-001")
    assert counts(source.run()) == {"unchanged": 30}


def test_the_page_of_a_dataset_names_its_source_and_its_absence(app, server, source):
    assert "Vosges" in app.get("/dataset/rec-000").body
    lose(server, 1)
    source.run()
    assert "ne donne plus ce jeu de données" in app.get("/dataset/rec-000").body
    assert model.Package.by_name("rec-000").state == "active"
