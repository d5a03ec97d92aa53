"""Whoever gets another role, or is removed, is told by a real mail; nobody is told of what they do themselves."""

from __future__ import annotations

import pytest

from ckan import model
from ckan.tests import helpers

from .test_helping import mailbox  # noqa: F401 - a fixture: the real mail server of these tests


def test_a_new_role_is_told_with_who_gave_it_and_what_it_means(space, people, call, mailbox):  # noqa: F811
    assert call("dge_workspace_member_update", people.maire, id=space["id"], user="agent", role="member")[0] == 200
    letter = mailbox.wait("agent@example.org")
    assert letter.subject == "Votre rôle dans l'espace « Plombières-les-Bains » a changé"
    assert "Maire vous a donné un autre rôle" in letter.text
    assert "Jusqu'ici : Publicateur." in letter.text
    assert "Désormais : Contributeur. Dépose des fichiers" in letter.text
    assert "/espaces/plombieres" in letter.text
    assert [one.to for one in mailbox.letters] == ["agent@example.org"]


def test_who_is_removed_is_told(space, people, call, mailbox):  # noqa: F811
    assert call("dge_workspace_member_remove", people.aide, id=space["id"], user="stagiaire")[0] == 200
    letter = mailbox.wait("stagiaire@example.org")
    assert letter.subject == "Vous n'êtes plus membre de l'espace « Plombières-les-Bains »"
    assert "Aide vous a retiré de l'espace" in letter.text
    assert "Ce que vous y avez déposé ou publié reste en place" in letter.text
    assert len(mailbox.letters) == 1


def test_nobody_is_told_of_what_they_do_themselves_or_of_the_same_role(space, people, call, mailbox):  # noqa: F811
    assert call("dge_workspace_member_update", people.maire, id=space["id"], user="agent", role="admin")[0] == 200
    mailbox.letters.clear()
    assert call("dge_workspace_member_update", people.maire, id=space["id"], user="maire", role="editor")[0] == 200
    assert call("dge_workspace_member_update", people.agent, id=space["id"], user="stagiaire", role="member")[0] == 200
    assert call("dge_workspace_member_remove", people.stagiaire, id=space["id"], user="stagiaire")[0] == 200
    assert mailbox.letters == []


@pytest.mark.parametrize(
    ("action", "data", "words"),
    [
        ("member_create", {"object": "agent", "object_type": "user", "capacity": "member"}, "a changé"),
        ("organization_member_create", {"username": "agent", "role": "admin"}, "a changé"),
        ("member_delete", {"object": "agent", "object_type": "user"}, "plus membre"),
        ("organization_member_delete", {"username": "agent"}, "plus membre"),
        ("organization_patch", {"users": [{"name": "maire", "capacity": "admin"}]}, "plus membre"),
    ],
)
def test_ckans_own_roads_tell_it_as_well(space, people, call, mailbox, action, data, words):  # noqa: F811
    status, said = call(action, people.maire, id=space["id"], **data)
    assert status == 200, said
    letter = mailbox.wait("agent@example.org", words)
    assert "Maire vous a" in letter.text
    assert len(mailbox.to("agent@example.org")) == 1


def test_what_is_undone_or_changed_back_is_not_told(space, mailbox):  # noqa: F811
    row = model.Session.query(model.Member).filter_by(group_id=space["id"], table_id=model.User.get("agent").id).one()
    undone = model.Session.begin_nested()
    row.capacity = "admin"
    model.Session.flush()
    undone.rollback()
    model.Session.commit()
    row.capacity = "member"
    model.Session.flush()
    row.capacity = "editor"
    model.Session.commit()
    row.capacity = "admin"
    model.Session.flush()
    model.Session.rollback()
    assert mailbox.letters == []


def test_an_ordinary_organisation_a_deleted_one_and_a_deleted_account_mail_nobody(space, people, call, mailbox):  # noqa: F811
    helpers.call_action("user_delete", {"ignore_auth": True, "user": "maire"}, id="agent")
    helpers.call_action("organization_delete", {"ignore_auth": True, "user": "maire"}, id=space["id"])
    helpers.call_action(
        "member_delete", {"ignore_auth": True, "user": "maire"}, id="equipe", object="aide", object_type="user"
    )
    assert mailbox.letters == []
