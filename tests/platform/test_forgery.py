"""A form that somebody opened or sent without logging in still asks a token of those who are logged in."""

import pytest

from ckan.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")


@pytest.fixture
def protected(app, monkeypatch):
    monkeypatch.setitem(app.flask_app.config, "WTF_CSRF_ENABLED", True)
    return app


@pytest.mark.parametrize("address", ["/organization/new", "/espaces/demandes/x/accepter"])
def test_a_visit_without_an_account_opens_no_door_for_forged_requests(protected, address):
    protected.post(address)
    user = factories.Sysadmin(password="une longue phrase")
    with protected.flask_app.test_client() as client:
        site = {"base_url": "http://test.ckan.net"}
        client.post("/user/login", data={"login": user["name"], "password": "une longue phrase"}, **site)
        assert user["fullname"] in client.get("/", **site).get_data(as_text=True)
        forged = client.post(address, data={"title": "forged", "name": "forged"}, **site)
        assert forged.status_code == 400
        assert "CSRF" in forged.get_data(as_text=True)


def test_programs_with_a_token_and_visitors_without_a_cookie_need_none(protected):
    sysadmin = factories.SysadminWithToken()
    for headers, status in (({"Authorization": sysadmin["token"]}, 200), ({}, 403)):
        answer = protected.post(
            "/api/3/action/organization_create",
            json={"name": f"o-{status}", "title": "O"},
            headers=headers,
            status=status,
        )
        assert answer.json["success"] is (status == 200)
