"""A clerk asks for help from a deposit; an animateur sees the same page, corrects, hands it back; both are told by mail."""

from __future__ import annotations

import io
import json
import re

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage

from ckan import model
from ckan.tests import helpers

from ckanext.datagrandest.jobs import runner
from ckanext.datagrandest.jobs import store as jobs
from ckanext.datagrandest.quality import tasks
from ckanext.datagrandest.workspaces.helping import turns
from ckanext.datagrandest.workspaces.helping.model import HelpCall

HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,objet,montant,nature,"
    "conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention"
)
ROW = (
    "Commune de Plombières,21880351000012,01/02/2024,D1,Les Amis du kiosque,90188012000018,Fonctionnement,1500.5,"
    "aide en numéraire,unique,2024-03-01,,non,1"
)
SPOILED = f"{HEADER}\n{ROW}\n".encode("cp1252")
QUESTION = "Je ne comprends pas ce que veut dire la colonne des dates. <b>Merci</b>"


@pytest.fixture
def mailbox(mailbox_on, ckan_config, monkeypatch):
    """A real mail server on the loopback."""
    box = mailbox_on()
    monkeypatch.setitem(ckan_config, "smtp.server", box.address)
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "data@example.org")
    return box


@pytest.fixture
def deposit(space):
    """A spoiled file of subsidies, deposited by the agent and read."""
    file = FileStorage(io.BytesIO(SPOILED), filename="subventions.csv")
    made = helpers.call_action(
        "dge_deposit_create", {"user": "agent", "ignore_auth": False}, workspace=space["id"], upload=file
    )
    work(made["resource_id"])
    return helpers.call_action("dge_deposit_show", {"user": "agent", "ignore_auth": False}, id=made["id"])


def work(resource_id):
    while job := jobs.active(tasks.job_key(resource_id)):
        runner.run(job.id, job.attempt)
    model.Session.remove()


def ask(call, user, **data):
    status, found = call("dge_help_ask", user, text=QUESTION, **data)
    assert status == 200, found
    return found


def test_from_the_question_to_the_repaired_file(space, deposit, people, call, mailbox, app, log):
    answer = app.post(
        "/espaces/plombieres/aide", headers={"Authorization": people.agent["token"]}, follow_redirects=False,
        data={"deposit": deposit["id"], "step": deposit["next"], "text": QUESTION},
    )  # fmt: skip
    assert answer.headers["Location"].endswith(f"/depots/{deposit['id']}#aide")
    letter = mailbox.wait("aide@example.org")
    assert (letter.subject, QUESTION in letter.text) == (
        "Plombières-les-Bains demande de l'aide : subventions.csv",
        True,
    )
    link = re.search(r"https?://[^/]+(/espaces/plombieres/aide/\S+)", letter.text)[1]

    helper = {"Authorization": people.aide["token"]}
    page = BeautifulSoup(app.get(link, headers=helper).body, "html.parser")
    same = page.select_one(f"a[href$='/depots/{deposit['id']}']")["href"]
    theirs = app.get(same, headers=helper).body
    assert "corrections" in theirs
    assert "&lt;b&gt;Merci" in theirs
    assert "<b>Merci" not in theirs
    app.post(f"{same}/corriger", data={}, headers=helper)
    work(deposit["resource_id"])
    app.post(link, data={"text": "Les dates sont corrigées : relisez, puis publiez."}, headers=helper)
    back = mailbox.wait("agent@example.org")
    assert "Les dates sont corrigées" in back.text

    mine = BeautifulSoup(app.get(same, headers={"Authorization": people.agent["token"]}).body, "html.parser")
    thread = [" ".join(one.text.split()) for one in mine.select(".dge-thread li")]
    assert len(thread) >= 3, thread
    assert any("Aide" in one and "corrig" in one for one in thread[1:-1]), (
        "what was done stands in the thread, with who did it"
    )
    assert "Les dates sont corrigées" in thread[-1]
    assert mine.select_one("[data-help]").text.count("à vous") == 1
    assert ("help-asked", "Agent") in log()
    assert ("help-answered", "Aide") in log()
    _, shown = call("dge_workspace_home", people.agent, id=space["id"])
    assert (shown["next"]["kind"], shown["next"]["url"]) == ("answer", link)
    status, done = call("dge_help_close", people.agent, id=link.rpartition("/")[2], text="")
    assert (status, done["state"]) == (200, "closed")
    assert "a clos" in mailbox.wait("aide@example.org", "clos").text


def test_the_queue_shows_the_oldest_first_and_whose_it_is(space, other, deposit, people, call, mailbox, app):
    first = ask(call, people.agent, deposit=deposit["id"], step="correct")
    second = ask(call, people.voisin, workspace="bruyeres")
    headers = {"Authorization": people.aide["token"]}

    def queue():
        page = BeautifulSoup(app.get("/espaces/aide", headers=headers).body, "html.parser")
        return {
            state: [one.a["href"].rpartition("/")[2] for one in page.select(f"[data-call={state}]")]
            for state in ("open", "answered")
        }, page.text

    assert queue()[0] == {"open": [first["id"], second["id"]], "answered": []}
    app.post(f"/espaces/plombieres/aide/{first['id']}/prendre", headers=headers)
    assert "personne encore" in queue()[1]
    assert call("dge_help_show", people.agent, id=first["id"])[1]["taken_by"] == "Aide"
    call("dge_help_answer", people.aide, id=second["id"], text="Bonjour")
    assert queue()[0] == {"open": [first["id"]], "answered": [second["id"]]}
    assert "personne encore" not in queue()[1]
    for user in (people.maire, people.passant):
        assert app.get("/espaces/aide", headers={"Authorization": user["token"]}).status_code == 403


def test_asking_again_goes_on_with_the_same_call(space, deposit, people, call, mailbox):
    first = ask(call, people.agent, deposit=deposit["id"])
    again = ask(call, people.stagiaire, deposit=deposit["id"])
    assert again["id"] == first["id"]
    assert len([one for one in again["thread"] if one["kind"] == "message"]) == 2
    call("dge_help_close", people.aide, id=first["id"])
    assert ask(call, people.agent, deposit=deposit["id"])["id"] != first["id"], "a settled one stays settled"
    assert model.Session.query(HelpCall).count() == 2


def test_a_settled_call_is_open_again_when_somebody_writes(space, people, call, mailbox):
    found = ask(call, people.maire, workspace=space["id"])
    call("dge_help_close", people.aide, id=found["id"], text="C'est fait.")
    assert "C'est fait." in mailbox.wait("maire@example.org", "réglée").text
    status, again = call("dge_help_answer", people.maire, id=found["id"], text="Encore une chose")
    assert (status, again["state"], again["closed_by"]) == (200, "open", None)


def test_whoever_looks_after_a_call_is_told_alone(space, people, call, mailbox):
    helpers.call_action(
        "organization_member_create", {"ignore_auth": True}, id="equipe", username="passant", role="editor"
    )
    found = ask(call, people.maire, workspace=space["id"])
    assert {letter.to for letter in mailbox.letters} == {"aide@example.org", "passant@example.org"}
    call("dge_help_take", people.passant, id=found["id"])
    mailbox.letters.clear()
    call("dge_help_answer", people.maire, id=found["id"], text="Alors ?")
    assert [letter.to for letter in mailbox.letters] == ["passant@example.org"]


def test_a_mail_server_that_is_down_loses_no_question(space, people, call, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "smtp.server", "127.0.0.1:9")
    found = ask(call, people.maire, workspace=space["id"])
    assert call("dge_help_list", people.aide, state="open")[1][0]["id"] == found["id"]


@pytest.mark.parametrize("who", ["voisin", "passant", None])
def test_calls_are_closed_to_others(space, other, deposit, people, call, mailbox, app, who):
    found = ask(call, people.agent, deposit=deposit["id"])
    user = getattr(people, who) if who else None
    for action, data in (
        ("show", {}), ("answer", {"text": "x"}), ("close", {}), ("take", {}), ("list", {"deposit": deposit["id"]}), ("list", {"workspace": space["id"]}),
        ("ask", {"deposit": deposit["id"], "text": "x"}), ("ask", {"workspace": space["id"], "text": "x"}), ("list", {}),
    ):  # fmt: skip
        assert call(f"dge_help_{action}", user, **{"id": found["id"], **data})[0] == 403, action
    headers = {"Authorization": user["token"]} if user else {}
    for address in (
        f"/espaces/plombieres/aide/{found['id']}",
        f"/espaces/bruyeres/aide/{found['id']}",
        f"/espaces/plombieres/depots/{deposit['id']}",
    ):
        response = app.get(address, headers=headers, follow_redirects=False)
        assert response.status_code in {302, 403, 404}
        assert "kiosque" not in response.body


def test_bad_questions_are_refused_in_french(space, people, call):
    for data, field in (
        ({"text": " "}, "text"),
        ({"text": "x" * 5001}, "text"),
        ({"text": "x", "step": "nulle-part"}, "step"),
    ):
        status, said = call("dge_help_ask", people.maire, workspace=space["id"], **data)
        assert (status, field in said) == (409, True), json.dumps(said)
    assert call("dge_help_ask", people.maire, deposit="nulle-part", text="x")[0] == 404
    assert call("dge_help_ask", people.maire, text="x")[0] == 409


def test_help_can_be_asked_where_nothing_can_be_changed(space, people, call, mailbox):
    from ckanext.datagrandest.workspaces import store

    store.find(space["id"]).state = "suspended"
    model.Session.commit()
    assert ask(call, people.maire, workspace=space["id"])["state"] == turns.OPEN


def test_every_step_of_a_deposit_has_its_words():
    from ckanext.datagrandest.workspaces.depositing.states import Next

    assert {one.value for one in Next} <= set(turns.STEPS)
