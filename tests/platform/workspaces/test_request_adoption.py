"""A commune that asks has an ordinary organisation already: the animateur has it become the workspace, or makes another one."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories, helpers

from ckanext.datagrandest.workspaces import audit, rights, store
from ckanext.datagrandest.workspaces.requesting import adopting, deciding

from .requesting import act, ask

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index", "mail_server")


@pytest.fixture
def animateur():
    user = factories.UserWithToken(name="aide")
    factories.Organization(name="data-grand-est", users=[{"name": "aide", "capacity": "editor"}])
    return user


@pytest.fixture
def ordinary():
    """An organisation of Plombières-les-Bains that is no workspace, with a secretary and two datasets."""
    factories.User(name="secretaire")
    made = factories.Organization(
        name="mairie-plombieres", title="Mairie de Plombières", insee_code="88351", colour_primary="#1B4F72",
        users=[{"name": "secretaire", "capacity": "editor"}],
    )  # fmt: skip
    factories.Dataset(name="budget", owner_org=made["id"], private=True)
    factories.Dataset(name="cantine", owner_org=made["id"])
    return made


def shown(user: str, request: dict) -> dict:
    return act("request_show", user, id=request["id"])


def test_the_request_shows_the_organisations_that_may_become_the_workspace(animateur, ordinary):
    factories.Organization(name="ailleurs", insee_code="88160")
    found = shown("aide", ask())
    assert found["organizations"] == [
        {
            "id": ordinary["id"],
            "name": "mairie-plombieres",
            "title": "Mairie de Plombières",
            "datasets": 2,
            "members": 1,
        }
    ]
    (check,) = [one for one in found["checks"] if one["code"] == "organization"]
    assert "Mairie de Plombières" in check["message"]


def test_the_organisation_becomes_the_workspace_and_keeps_what_it_has(animateur, ordinary):
    request = ask()
    found = act("approve", "aide", id=request["id"], organization="mairie-plombieres")
    assert found["organization"]["id"] == ordinary["id"]
    space = tk.get_action("organization_show")({"ignore_auth": True}, {"id": ordinary["id"]})
    assert (space["name"], space["title"], space["colour_primary"]) == (
        "mairie-plombieres",
        "Mairie de Plombières",
        "#1B4F72",
    )
    assert (space["siret"], space["kind"], space["territories"]) == ("21880351800016", "commune", ["commune:88351"])
    row = store.find(ordinary["id"])
    assert (row.territory, row.siret, row.state) == ("commune:88351", "21880351800016", "active")
    assert rights.role("secretaire", ordinary["id"]) is rights.Role.PUBLISHER
    assert rights.role(model.User.get(store_user(found)).name, ordinary["id"]) is rights.Role.ADMINISTRATOR
    assert "workspace-adopted" in {event.what for event in audit.events(ordinary["id"])}
    assert model.Session.query(model.Group).filter_by(is_organization=True, state="active").count() == 2
    assert {one.name for one in model.Session.query(model.Package).filter_by(owner_org=ordinary["id"])} == {
        "budget",
        "cantine",
    }
    assert adopting.index(ordinary["id"]) == {"indexed": 1}
    reader = {"user": "aide", "ignore_auth": False, "auth_user_obj": model.User.get("aide")}
    drafts = helpers.call_action("package_search", reader, fq="name:budget", include_private=True)
    assert drafts["count"] == 1, "the animateurs see the private datasets of workspaces"


def store_user(found: dict) -> str:
    """Give the id of the administrator of an approved request."""
    from ckanext.datagrandest.workspaces.requesting import store as requests

    return requests.find(found["id"]).user_id


def test_without_a_choice_a_new_one_is_made(animateur, ordinary):
    found = act("approve", "aide", id=ask()["id"])
    assert found["organization"]["name"] == "plombieres-les-bains"
    assert store.find(ordinary["id"]) is None


def test_another_communes_organisation_a_workspace_and_nonsense_are_refused_and_nothing_is_kept(animateur, ordinary):
    factories.Organization(name="ailleurs", insee_code="88160")
    request = ask()
    for wrong in ("ailleurs", "data-grand-est", "nothing"):
        with pytest.raises(tk.ValidationError) as refusal:
            act("approve", "aide", id=request["id"], organization=wrong)
        assert "organization" in refusal.value.error_dict
    assert shown("aide", request)["state"] == "unconfirmed"
    assert store.of_territory("commune:88351") is None


def test_a_fault_after_the_organisation_changed_leaves_it_as_it_was(animateur, ordinary, monkeypatch):
    def fail(*_args):
        raise tk.ValidationError({"email": ["no"]})

    request = ask()
    monkeypatch.setattr(deciding.opening, "_administrator", fail)
    with pytest.raises(tk.ValidationError):
        act("approve", "aide", id=request["id"], organization=ordinary["id"])
    model.Session.remove()
    assert "siret" not in (model.Group.get(ordinary["id"]).extras or {})
    assert store.find(ordinary["id"]) is None


def test_the_queue_lets_the_animateur_choose(app, animateur, ordinary):
    request = ask()
    headers = {"Authorization": animateur["token"]}
    page = BeautifulSoup(app.get(f"/espaces/demandes/{request['id']}", headers=headers).body, "html.parser")
    choices = page.find_all("input", {"name": "organization"})
    assert [one["value"] for one in choices] == [ordinary["id"], ""]
    assert choices[0].has_attr("checked")
    assert "2 jeux de données, 1 membre" in page.fieldset.text
    assert {one["for"] for one in page.fieldset.find_all("label")} == {one["id"] for one in choices}
    app.post(f"/espaces/demandes/{request['id']}/accepter", data={"organization": ordinary["id"]}, headers=headers)
    assert store.find(ordinary["id"]).state == "active"
