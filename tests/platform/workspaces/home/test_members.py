"""Members of a workspace: who invites whom, that an administrator is always left, and that the log tells all of it."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from ckan import model
from ckan.common import config
from ckan.lib import mailer
from ckan.tests import factories, helpers

from ckanext.datagrandest.workspaces import audit, store

MAIL = "nouvelle@mairie-plombieres.fr"


@pytest.fixture
def mails(monkeypatch) -> list[tuple[str, str, str]]:
    """Collect mails: address, subject, body."""
    sent: list[tuple[str, str, str]] = []
    monkeypatch.setattr(
        mailer, "mail_recipient", lambda _name, address, subject, body, *_a, **_k: sent.append((address, subject, body))
    )
    monkeypatch.setattr(
        mailer, "mail_user", lambda user, subject, body, *_a, **_k: sent.append((user.email, subject, body))
    )
    return sent


def capacities(space) -> dict[str, str]:
    model.Session.remove()
    rows = helpers.call_action("member_list", {"ignore_auth": True}, id=space["id"], object_type="user")
    named = {model.User.get(row[0]).name: row[2].lower() for row in rows}
    return {name: capacity for name, capacity in named.items() if name != config["ckan.site_id"]}


def test_an_administrator_invites_somebody_new_by_mail(space, people, call, log, mails):
    status, answer = call("dge_workspace_member_invite", people.maire, id=space["name"], email=MAIL, role="editor")
    assert status == 200, answer
    ((address, _, body),) = mails
    assert address == MAIL
    assert "Plombières-les-Bains" in body
    invited = model.User.get(answer["id"])
    assert (invited.state, invited.reset_key in body) == ("pending", True)
    assert ("member-invited", "Maire") in log()
    _, shown = call("dge_workspace_member_list", people.maire, id=space["name"])
    assert [one["email"] for one in shown if one["pending"]] == [MAIL]
    status, _ = call("dge_workspace_member_remind", people.maire, id=space["name"], user=answer["id"])
    assert status == 200
    model.Session.remove()
    assert model.User.get(answer["id"]).reset_key in mails[1][2]
    assert mails[1][2] != body, "the link of the first mail works no more"


def test_somebody_with_an_account_becomes_a_member_at_once(space, people, call, mails, log):
    asked = {"id": space["name"], "email": "PASSANT@example.org", "role": "member"}
    assert call("dge_workspace_member_invite", people.maire, **asked)[0] == 200
    assert capacities(space)["passant"] == "member"
    assert mails[0][0] == "passant@example.org"
    assert urlsplit(mails[0][2].split()[-1]).path == "/espaces/plombieres"
    assert ("member-added", "Maire") in log()
    status, said = call("dge_workspace_member_invite", people.maire, **asked)
    assert (status, "email" in said) == (409, True)


def test_a_mail_that_cannot_be_sent_makes_nobody_a_member(space, people, call, monkeypatch):
    def fail(*_args, **_kwargs):
        raise mailer.MailerException("no server")

    monkeypatch.setattr(mailer, "mail_user", fail)
    status, _ = call("dge_workspace_member_invite", people.maire, id=space["name"], email=MAIL, role="editor")
    assert status == 409
    assert set(capacities(space)) == {"maire", "agent", "stagiaire"}


@pytest.mark.parametrize("who", ["agent", "stagiaire", "voisin", "passant"])
def test_only_administrators_and_the_team_manage_members(space, other, people, call, mails, who):
    user = getattr(people, who)
    asked = {"id": space["name"], "user": "stagiaire", "role": "admin", "email": MAIL}
    for action in ("invite", "update", "remove", "remind"):
        assert call(f"dge_workspace_member_{action}", user, **asked)[0] == (
            200 if (who, action) == ("stagiaire", "remove") else 403
        ), action
    for action, data in core_roads(space, "stagiaire"):
        assert call(action, user, **data)[0] == 403, action
    assert mails == []


def core_roads(space, person):
    return [
        ("organization_member_create", {"id": space["id"], "username": person, "role": "admin"}),
        ("member_create", {"id": space["id"], "object": person, "object_type": "user", "capacity": "admin"}),
        ("member_delete", {"id": space["id"], "object": person, "object_type": "user"}),
        ("user_invite", {"group_id": space["id"], "email": MAIL, "role": "admin"}),
        ("organization_patch", {"id": space["id"], "users": [{"name": person, "capacity": "admin"}]}),
    ]


def last_administrator_goes(space):
    return [
        ("dge_workspace_member_remove", {"id": space["id"], "user": "maire"}),
        ("dge_workspace_member_update", {"id": space["id"], "user": "maire", "role": "editor"}),
        ("organization_member_delete", {"id": space["id"], "username": "maire"}),
        ("member_delete", {"id": space["id"], "object": "maire", "object_type": "user"}),
        ("organization_member_create", {"id": space["id"], "username": "maire", "role": "member"}),
        ("organization_patch", {"id": space["id"], "users": [{"name": "agent", "capacity": "editor"}]}),
    ]


@pytest.mark.parametrize("road", range(6))
@pytest.mark.parametrize("who", ["maire", "aide", "sysadmin"])
def test_the_last_administrator_stays_whatever_the_road(space, people, call, road, who):
    user = factories.SysadminWithToken() if who == "sysadmin" else getattr(people, who)
    action, data = last_administrator_goes(space)[road]
    status, said = call(action, user, **data)
    assert status == 409, said
    assert "seul" in json.dumps(said, ensure_ascii=False), "the sentence says that this is the only one"
    assert capacities(space)["maire"] == "admin"


def test_an_administrator_leaves_once_there_is_another(space, people, call, log):
    assert call("dge_workspace_member_update", people.maire, id=space["id"], user="agent", role="admin")[0] == 200
    assert call("dge_workspace_member_remove", people.maire, id=space["id"], user="maire")[0] == 200
    assert capacities(space) == {"agent": "admin", "stagiaire": "member"}
    assert log()[-2:] == [("member-changed", "Maire"), ("member-left", "Maire")]


@pytest.mark.parametrize("road", range(5))
def test_ckans_own_roads_are_in_the_log_with_their_author(space, people, call, log, mails, road):
    before = len(log())
    action, data = core_roads(space, "passant")[road]
    if action == "organization_patch":
        data["users"] += [{"name": "maire", "capacity": "admin"}]
    if action == "member_delete":
        data["object"] = "agent"
    status, said = call(action, people.maire, **data)
    assert status == 200, said
    new = [what for what, who in log()[before:] if who == "Maire"]
    assert {"member_delete": "member-removed"}.get(action, "member-added") in new


def test_what_is_undone_is_not_in_the_log(space, log):
    before = log()
    table = model.Session.query(model.Member)
    undone = model.Session.begin_nested()
    table.filter_by(group_id=space["id"], table_id=model.User.get("agent").id).one().capacity = "admin"
    model.Session.flush()
    assert len(log()) == len(before) + 1
    undone.rollback()
    assert log() == before


def test_a_suspended_workspace_keeps_its_members_as_they_are(space, people, call, mails):
    store.find(space["id"]).state = "suspended"
    model.Session.commit()
    asked = {"id": space["name"], "user": "stagiaire", "role": "editor", "email": MAIL}
    for action in ("invite", "update", "remove", "remind"):
        for who in (people.maire, people.aide):
            status, said = call(f"dge_workspace_member_{action}", who, **asked)
            assert (status, "suspendu" in said["message"]) == (403, True), action
    assert call("dge_workspace_log", people.stagiaire, id=space["name"])[0] == 200
    assert mails == []


def test_the_page_lets_administrators_manage_and_others_read(space, people, app, mails):
    page = app.get("/espaces/plombieres/membres", headers={"Authorization": people.maire["token"]})
    assert "Inviter quelqu" in page.body
    assert "agent@example.org" in page.body
    read = app.get("/espaces/plombieres/membres", headers={"Authorization": people.stagiaire["token"]})
    assert "Inviter quelqu" not in read.body
    assert "agent@example.org" not in read.body
    headers = {"Authorization": people.maire["token"]}
    app.post("/espaces/plombieres/membres", data={"email": MAIL, "role": "editor"}, headers=headers)
    assert [address for address, _, _ in mails] == [MAIL]
    app.post("/espaces/plombieres/membres/agent/role", data={"role": "admin"}, headers=headers)
    app.post("/espaces/plombieres/membres/stagiaire/retirer", headers=headers)
    assert "stagiaire" not in capacities(space)
    assert capacities(space)["agent"] == "admin"


def test_the_log_is_read_page_by_page_and_taken_away(space, people, app, call):
    for number in range(60):
        audit.record("dataset-created", actor="agent", organization_id=space["id"], title=f"=Jeu {number}")
    model.Session.commit()
    headers = {"Authorization": people.stagiaire["token"]}
    page = app.get("/espaces/plombieres/journal", headers=headers).body
    assert page.count("data-event=") == 50
    assert "Agent a créé le jeu de données « =Jeu 59 »" in page
    last = page.split("journal?avant=")[1].split('"')[0]
    older = app.get(f"/espaces/plombieres/journal?avant={last}", headers=headers).body
    assert "« =Jeu 0 »" in older
    assert "« =Jeu 59 »" not in older
    table = app.get("/espaces/plombieres/journal.csv", headers=headers)
    rows = table.get_data(as_text=True).splitlines()
    assert len(rows) >= 61
    assert rows[0].split(";")[1] == "Qui"
    for user in (people.passant, None):
        headers = {"Authorization": user["token"]} if user else {}
        for address in ("journal", "journal.csv", "membres"):
            response = app.get(f"/espaces/plombieres/{address}", headers=headers, follow_redirects=False)
            assert response.status_code == (403 if user else 302), address
