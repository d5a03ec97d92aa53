"""What all parts of the room stand on: one open workspace a territory, roles, a log that tells."""

import pytest
from sqlalchemy.exc import IntegrityError

from ckan import model
from ckan.tests import factories

from ckanext.datagrandest.workspaces import audit, rights, store
from ckanext.datagrandest.workspaces.model import CLOSED

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")
PLOMBIERES = ("commune:88351", "21880351000012")


def test_a_territory_has_one_open_workspace():
    first, second, third = (factories.Organization()["id"] for _ in range(3))
    store.add(first, *PLOMBIERES)
    assert store.of_territory(PLOMBIERES[0]).organization_id == first
    with pytest.raises(IntegrityError), model.Session.begin_nested():
        store.add(second, *PLOMBIERES)
    store.find(first).state = CLOSED
    store.add(third, *PLOMBIERES)
    assert store.of_territory(PLOMBIERES[0]).organization_id == third


@pytest.mark.ckan_config("ckanext.datagrandest.workspaces.team", "equipe")
def test_roles_are_those_of_the_workspace_and_of_the_team():
    people = {name: factories.User(name=name)["name"] for name in ("maire", "agent", "stagiaire", "voisin", "aide")}
    members = [{"name": name, "capacity": capacity} for name, capacity in
               (("maire", "admin"), ("agent", "editor"), ("stagiaire", "member"))]  # fmt: skip
    space = factories.Organization(users=members)["name"]
    factories.Organization(name="equipe", users=[{"name": "aide", "capacity": "editor"}])
    assert rights.role("aide", space) is rights.Role.STRANGER, "an ordinary organisation is not the team's"
    store.add(model.Group.get(space).id, *PLOMBIERES)
    roles = {name: rights.role(name, space) for name in people}
    assert roles == {
        "maire": rights.Role.ADMINISTRATOR, "agent": rights.Role.PUBLISHER, "stagiaire": rights.Role.CONTRIBUTOR,
        "voisin": rights.Role.STRANGER, "aide": rights.Role.ANIMATEUR,
    }  # fmt: skip
    assert rights.role(None, space) is rights.Role.STRANGER


def test_the_log_tells_who_did_what():
    user, space = factories.User(fullname="Anne Martin"), factories.Organization()
    audit.record("workspace-created", actor=user["name"], organization_id=space["id"], commune="Plombières-les-Bains")
    (event,) = audit.events(space["id"])
    assert "Anne Martin" in str(audit.sentence(event.what, event.actor_name, event.details))
    with pytest.raises(KeyError):
        audit.record("no-such-sentence", actor=None)
