"""Who may do what: contributors wait for approval, publishers publish, the team helps, and nobody reaches another workspace."""

from __future__ import annotations

import pytest

from ckan import model as ckan_model
from ckan.lib import mailer
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces import store as workspaces
from ckanext.datagrandest.workspaces.depositing import auth
from ckanext.datagrandest.workspaces.model import SUSPENDED

from .conftest import SPOILED, act, show

#: Every action about a deposit, with what it asks for.
OF_A_DEPOSIT = {
    "dge_deposit_show": {},
    "dge_deposit_receipt": {},
    "dge_deposit_update": {"metadata": {"title": "À moi"}},
    "dge_deposit_publish": {},
    "dge_deposit_approve": {},
    "dge_deposit_return": {"reason": "parce que"},
    "dge_deposit_abandon": {},
}
OF_A_WORKSPACE = {"dge_deposit_create": {"url": "https://example.org/a.csv"}, "dge_deposit_list": {}}


@pytest.fixture
def mails(monkeypatch, ckan_config) -> list[tuple]:
    """Collect the mails that are sent in this process."""
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "data@example.org")
    sent: list[tuple] = []
    monkeypatch.setattr(mailer, "mail_recipient", lambda *mail, **_options: sent.append(mail))
    return sent


def test_every_action_is_listed_here():
    names = {name for name in vars(auth) if name.startswith("dge_deposit_")}
    assert names == OF_A_DEPOSIT.keys() | OF_A_WORKSPACE.keys()


@pytest.mark.parametrize("who", ["voisin", "personne"])
def test_every_action_refuses_across_workspaces(call, deposit, read, people, elsewhere, who):
    made = deposit()
    read(made)
    somebody = people.get(who)
    for action, data in OF_A_DEPOSIT.items():
        assert call(action, somebody, id=made["id"], **data)[0] == 403, action
    for action, data in OF_A_WORKSPACE.items():
        assert call(action, somebody, workspace="bruyeres", **data)[0] == 403, action
    assert show(made["id"])["state"] == "ready"
    assert [one.what for one in audit.about(made["id"])] == ["deposit-received"]


def test_pages_refuse_across_workspaces(app, deposit, people, elsewhere):
    made = deposit()
    token = {"Authorization": people["voisin"]["token"]}
    for page in ("deposer", "depots", f"depots/{made['id']}", f"depots/{made['id']}/recu"):
        assert app.get(f"/espaces/bruyeres/{page}", headers=token).status_code == 403, page
    assert app.get(f"/espaces/epinal/depots/{made['id']}", headers=token).status_code in {403, 404}
    mine = {"Authorization": people["agent"]["token"]}
    assert app.get(f"/espaces/bruyeres/depots/{made['id']}", headers=mine).status_code == 200
    assert app.get("/espaces/nulle-part/deposer", headers=mine).status_code == 404


def test_a_file_of_another_workspace_is_not_replaced(deposit, elsewhere):
    other = factories.Dataset(
        owner_org=elsewhere["id"], resources=[{"url": "https://example.org/a.csv", "format": "CSV"}]
    )
    with pytest.raises(tk.ValidationError) as refusal:
        deposit(replaces=other["resources"][0]["id"])
    assert "replaces" in refusal.value.error_dict


def test_what_a_contributor_deposits_waits_for_approval_and_everybody_is_told(deposit, read, mails, people):
    made = deposit(user="stagiaire")
    assert read(made)["state"] == "ready"
    assert show(made["id"], "stagiaire")["next"] == "submit"
    mails.clear()
    assert act("dge_deposit_publish", "stagiaire", id=made["id"])["state"] == "waiting"
    assert sorted(mail[1] for mail in mails) == ["agent@example.org", "maire@example.org"]
    assert f"/espaces/bruyeres/depots/{made['id']}" in mails[0][3]
    assert act("dge_deposit_publish", "stagiaire", id=made["id"])["state"] == "waiting"
    assert helpers.call_action("package_show", {"ignore_auth": True}, id=made["dataset_id"])["private"]
    with pytest.raises(tk.NotAuthorized):
        act("dge_deposit_approve", "stagiaire", id=made["id"])
    with pytest.raises(tk.ValidationError):
        act("dge_deposit_update", "stagiaire", id=made["id"], metadata={"title": "Après coup"})

    mails.clear()
    back = act("dge_deposit_return", "agent", id=made["id"], reason="Le titre dit peu.")
    assert (back["state"], back["reason"]) == ("ready", "Le titre dit peu.")
    assert [mail[1] for mail in mails] == ["stagiaire@example.org"]
    assert "Le titre dit peu." in mails[0][3]
    act("dge_deposit_update", "stagiaire", id=made["id"], metadata={"title": "Aides de 2024"})
    act("dge_deposit_publish", "stagiaire", id=made["id"])
    assert show(made["id"])["next"] == "approve"
    published = act("dge_deposit_approve", "maire", id=made["id"])
    assert published["state"] == "published"
    assert act("dge_deposit_approve", "agent", id=made["id"])["published_at"] == published["published_at"]
    assert [one.what for one in audit.about(made["id"])] == [
        "deposit-received", "deposit-submitted", "deposit-returned", "deposit-described", "deposit-submitted",
        "deposit-published",
    ]  # fmt: skip
    assert all(str(audit.sentence(one.what, one.actor_name, one.details)) for one in audit.about(made["id"]))


def test_contributors_correct_their_own_deposits_only(deposit, read):
    mine, other = deposit(SPOILED, user="stagiaire"), deposit(SPOILED, "autres.csv", user="agent")
    read(mine)
    read(other)
    assert act("dge_deposit_update", "stagiaire", id=mine["id"], refused=[])["state"] == "received"
    assert read(mine)["state"] == "ready"
    for action in ("dge_deposit_update", "dge_deposit_publish", "dge_deposit_abandon"):
        with pytest.raises(tk.NotAuthorized):
            act(action, "stagiaire", id=other["id"])
    assert show(other["id"], "stagiaire")["may"] == []


@pytest.mark.ckan_config("ckanext.datagrandest.workspaces.team", "equipe")
def test_the_team_helps_in_all_workspaces(deposit, read, people):
    factories.Organization(name="equipe", users=[{"name": "aide", "capacity": "editor"}])
    made = deposit(SPOILED)
    read(made)
    act("dge_deposit_update", "aide", id=made["id"], refused=[])
    read(made)
    assert act("dge_deposit_publish", "aide", id=made["id"])["state"] == "published"


def test_a_suspended_workspace_can_only_be_read(deposit, read):
    made = deposit()
    read(made)
    workspaces.find("bruyeres").state = SUSPENDED
    ckan_model.Session.commit()
    assert show(made["id"])["state"] == "ready"
    for action in ("dge_deposit_publish", "dge_deposit_abandon"):
        with pytest.raises(tk.NotAuthorized):
            act(action, "maire", id=made["id"])
        ckan_model.Session.rollback()
    with pytest.raises(tk.NotAuthorized):
        deposit()
