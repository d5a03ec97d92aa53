"""What the API and the page refuse: 409 with words by field, 403 without right, 429 with `Retry-After`."""

import pytest

from ckan import model
from ckan.plugins import toolkit as tk
from ckan.tests import factories

from ckanext.datagrandest.workspaces import store as workspaces
from ckanext.datagrandest.workspaces.requesting import throttle
from ckanext.datagrandest.workspaces.requesting.model import Request
from ckanext.datagrandest.workspaces.requesting.siret import likely

from .requesting import GIRMONT, PLOMBIERES, act, ask

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "mail_server")
ADDRESS = "/api/3/action/dge_workspace_request"


def refused(app, status=409, **changes):
    answer = app.post(ADDRESS, json=PLOMBIERES | changes, status=status)
    assert answer.json["success"] is False
    assert model.Session.query(Request).count() == 0
    return answer.json["error"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("siret", likely("218804870"), "Le Val-d'Ajol"),
        ("siret", likely("218802346"), "a fusionné et n'existe plus"),
        ("siret", "2,18804E+13", "abrégé par un tableur"),
        ("siret", "21880351816", "zéros ont été perdus"),
        ("siret", likely("200068377"), "leur propre voie"),
        ("commune", "88160", "3\u202f500 habitants au plus"),
        ("commune", "88234", "La Vôge-les-Bains (code INSEE 88029)"),
        ("commune", "200068377", "intercommunalité"),
        ("commune", "29019", "région"),
        ("commune", "99999", "code INSEE"),
        ("commune", {"$ne": 1}, "Indiquez votre commune"),
        ("email", "mairie", "adresse électronique"),
        ("name", "", "prénom"),
    ],
)
def test_what_is_wrong_is_told_by_field_in_french(app, field, value, words):
    error = refused(app, **{field: value})
    assert error["__type"] == "Validation Error"
    assert set(error) == {"__type", field}
    assert words in error[field][0]


def test_an_empty_request_tells_all_that_is_missing(app):
    error = app.post(ADDRESS, json={}, status=409).json["error"]
    assert set(error) == {"__type", "commune", "email", "name"}


def test_spaces_in_a_siret_do_not_matter(app):
    answer = app.post(ADDRESS, json=PLOMBIERES | {"siret": " 218\u00a0803 518 000 16 "})
    assert set(answer.json["result"]) == {"id", "state"}
    assert model.Session.query(Request).one().siret == "21880351800016"


def test_who_has_no_account_needs_no_cookie(app, monkeypatch):
    monkeypatch.setitem(app.flask_app.config, "WTF_CSRF_ENABLED", True)
    assert app.post(ADDRESS, json=PLOMBIERES).json["success"]
    page = app.get("/espaces/demande?commune=88205")
    assert "Set-Cookie" not in page.headers
    app.post("/espaces/demande", data=GIRMONT)
    assert model.Session.query(Request).count() == 2


def test_a_commune_that_has_a_workspace_asks_its_administrator(app):
    user = factories.User(email="secret@plombieres.example")
    space = factories.Organization(users=[{"name": user["name"], "capacity": "admin"}])
    workspaces.add(space["id"], "commune:88351", "21880351800016")
    model.Session.commit()
    error = refused(app)
    assert "Demandez à son administrateur" in error["commune"][0]
    assert "secret@" not in str(error)


def test_a_commune_has_one_open_request(app):
    ask()
    error = app.post(ADDRESS, json=PLOMBIERES | {"email": "autre@example.org"}, status=409).json["error"]
    assert "en cours pour Plombières-les-Bains" in error["commune"][0]
    assert PLOMBIERES["email"] not in str(error)


@pytest.mark.ckan_config("ckanext.datagrandest.workspaces.unconfirmed_per_email", 1)
def test_one_address_gets_no_flood_of_mails(app):
    ask()
    error = app.post(ADDRESS, json=GIRMONT | {"email": PLOMBIERES["email"].upper()}, status=409).json["error"]
    assert "confirmée" in error["email"][0]


@pytest.mark.ckan_config("ckanext.datagrandest.workspaces.requests_per_hour", 3)
def test_one_attempt_too_many_is_told_when_to_come_again(app):
    for number in range(3):
        app.post(ADDRESS, json=PLOMBIERES | {"siret": "1", "email": f"m{number}@example.org"}, status=409)
    answer = app.post(ADDRESS, json=PLOMBIERES | {"email": "m4@example.org"}, status=429)
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "Trop de demandes" in answer.json["error"]["message"][0]
    page = app.post("/espaces/demande", data=PLOMBIERES, status=429)
    assert "Trop de demandes" in page.body
    assert "Retry-After" in page.headers
    sysadmin = factories.SysadminWithToken()
    app.post(ADDRESS, json=PLOMBIERES, headers={"Authorization": sysadmin["token"]}, status=200)


@pytest.mark.ckan_config("ckanext.datagrandest.workspaces.requests_per_hour", 2)
def test_addresses_are_counted_apart(app):
    def send(address, email):
        headers = {"X-Forwarded-For": address}
        return app.post(ADDRESS, json={"commune": "88351", "email": email}, headers=headers).status_code

    assert [send("192.0.2.1", f"m{number}@example.org") for number in range(3)] == [409, 409, 429]
    assert send("9.9.9.9, 192.0.2.1", "m5@example.org") == 429, "only the nearest hop is believed"
    assert send("192.0.2.2", "m6@example.org") == 409, "another client is not held up"
    assert send("2001:db8::1", "n1@example.org") == send("2001:db8::2", "n2@example.org") == 409
    assert send("2001:db8::3", "n3@example.org") == 429, "one home has many addresses of IPv6"
    assert [send(f"192.0.2.{number}", "same@example.org") for number in (7, 8, 9)] == [409, 409, 429]


def test_what_a_stranger_writes_about_the_client_is_not_believed(app):
    with app.flask_app.test_request_context(
        headers={"X-Forwarded-For": "192.0.2.7"}, environ_base={"REMOTE_ADDR": "203.0.113.9"}
    ):
        assert throttle.client_address() == "203.0.113.9"


def test_a_field_that_only_programs_fill_in_keeps_nothing(app):
    answer = app.post("/espaces/demande", data=PLOMBIERES | {"website": "https://spam.example"})
    assert answer.status_code == 200
    assert model.Session.query(Request).count() == 0


@pytest.mark.parametrize("action", ["approve", "refuse", "question", "invite", "request_show", "request_list"])
def test_only_animateurs_decide(action):
    asked = ask()
    maire = factories.User(name="maire")
    factories.Organization(users=[{"name": "maire", "capacity": "admin"}])
    for user in ("", maire["name"]):
        with pytest.raises(tk.NotAuthorized):
            act(action, user, id=asked["id"], question="Qui ?")


@pytest.mark.usefixtures("with_request_context")
def test_a_request_is_decided_once():
    factories.Sysadmin(name="chef")
    asked = ask()
    act("approve", "chef", id=asked["id"])
    for action in ("approve", "refuse", "question"):
        with pytest.raises(tk.ValidationError, match="déjà été acceptée"):
            act(action, "chef", id=asked["id"], question="Qui ?")
    with pytest.raises(tk.ObjectNotFound):
        act("approve", "chef", id="nothing")
    with pytest.raises(tk.ValidationError, match="déjà son espace"):
        ask()


def test_two_communes_of_one_name_have_addresses_of_their_own():
    factories.Sysadmin(name="chef")
    factories.Group(name="plombieres-les-bains")
    found = act("approve", "chef", id=ask()["id"])
    assert found["organization"]["name"] == "plombieres-les-bains-88"


@pytest.mark.parametrize("action", ["organization_delete", "organization_purge"])
def test_a_commune_whose_organisation_is_taken_away_may_ask_again(action):
    factories.Sysadmin(name="chef")
    found = act("approve", "chef", id=ask()["id"])
    tk.get_action(action)({"user": "chef"}, {"id": found["organization"]["id"]})
    again = act("approve", "chef", id=ask()["id"])
    assert again["organization"]["id"] != found["organization"]["id"]
