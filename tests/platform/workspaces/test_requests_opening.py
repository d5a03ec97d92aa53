"""From a request to an open workspace, over the API: what others of the room stand on."""

import pytest

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from ckanext.datagrandest.workspaces import audit, rights, store

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "mail_server")
PLOMBIERES = {
    "commune": "88351",
    "siret": "218 803 518 00016",
    "email": "mairie@plombieres.example",
    "name": "Anne Martin",
}


@pytest.fixture
def animateur():
    user = factories.User(name="aide")
    factories.Organization(name="data-grand-est", users=[{"name": user["name"], "capacity": "editor"}])
    return user["name"]


def ask(**changes):
    return tk.get_action("dge_workspace_request")({"user": ""}, PLOMBIERES | changes)


def act(action, user, **data):
    return tk.get_action(action)({"user": user}, data)


def test_a_request_approved_opens_the_workspace_of_the_commune_with_its_administrator(animateur):
    asked = ask()
    assert asked["state"] == "unconfirmed"
    found = act("dge_workspace_approve", animateur, id=asked["id"])
    assert found["state"] == "approved"
    space = tk.get_action("organization_show")({"ignore_auth": True}, {"id": found["organization"]["id"]})
    assert {key: space.get(key) for key in ("title", "name", "kind", "siren", "siret", "insee_code", "territories")} == {
        "title": "Commune de Plombières-les-Bains", "name": "plombieres-les-bains", "kind": "commune",
        "siren": "218803518", "siret": "21880351800016", "insee_code": "88351", "territories": ["commune:88351"],
    }  # fmt: skip
    row = store.find(space["id"])
    assert (row.territory, row.siret, row.state) == ("commune:88351", "21880351800016", "active")
    (member,) = model.Session.query(model.Member).filter_by(group_id=space["id"], table_name="user", state="active")
    user = model.User.get(member.table_id)
    assert (user.email, user.fullname, user.state) == ("mairie@plombieres.example", "Anne Martin", "pending")
    assert rights.role(user.name, space["id"]) is rights.Role.ADMINISTRATOR
    assert {"workspace-created", "request-approved"} <= {event.what for event in audit.events(space["id"])}


def test_an_account_that_has_the_address_becomes_the_administrator(animateur):
    before = factories.User(email="Mairie@Plombieres.example")
    found = act("dge_workspace_approve", animateur, id=ask()["id"])
    assert rights.role(before["name"], found["organization"]["id"]) is rights.Role.ADMINISTRATOR
    assert model.Session.query(model.User).filter(model.User.email.ilike("mairie@%")).count() == 1
