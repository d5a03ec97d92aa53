"""The pages of a request, as a visitor without an account and as an animateur see them."""

import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "mail_server")
FORM = {"commune": "88351", "siret": "218 803 518 00016", "email": "mairie@plombieres.example", "name": "Anne Martin"}


def page(response):
    return BeautifulSoup(response.body, "html.parser")


def test_a_visitor_chooses_the_commune_and_reads_its_number(app):
    first = page(app.get("/espaces/demande"))
    assert len(first.find_all("h1")) == 1
    assert first.find("input", {"name": "commune"})["required"] == ""
    second = page(app.get("/espaces/demande?commune=plombieres les bains"))
    assert second.find("input", {"name": "siret"})["value"].replace("\u00a0", "") == "21880351800016"
    assert "RGPD" in second.text
    assert "CNIL" in second.text


def test_what_was_typed_stays_beside_what_is_wrong_with_it(app):
    answer = app.post("/espaces/demande", data=FORM | {"siret": "2,18E+13"}, status=409)
    shown = page(answer)
    assert "abrégé par un tableur" in shown.find(id="error-siret").text
    assert shown.find("input", {"name": "name"})["value"] == "Anne Martin"
    assert shown.find("input", {"name": "siret"})["aria-invalid"] == "true"


def test_a_request_is_decided_in_the_queue(app):
    answer = app.post("/espaces/demande", data=FORM, follow_redirects=False)
    assert answer.status_code == 302
    animateur = factories.UserWithToken()
    factories.Organization(name="data-grand-est", users=[{"name": animateur["name"], "capacity": "editor"}])
    headers = {"Authorization": animateur["token"]}
    queue = page(app.get("/espaces/demandes", headers=headers))
    link = queue.find("a", string=lambda text: text and "Plombières-les-Bains" in text)
    shown = page(app.get(link["href"], headers=headers))
    assert "Accepter et inviter" in shown.text
    done = app.post(f"{link['href']}/accepter", headers=headers)
    assert "Commune de Plombières-les-Bains" in done.body
    app.get("/espaces/demandes", headers={"Authorization": factories.UserWithToken()["token"]}, status=403)


def test_an_organisation_of_the_commune_that_is_there_already_is_told(app):
    factories.Organization(title="Mairie de Plombières", siren="218803518")
    animateur = factories.SysadminWithToken()
    app.post("/espaces/demande", data=FORM)
    queue = page(app.get("/espaces/demandes", headers={"Authorization": animateur["token"]}))
    assert "Mairie de Plombières" in queue.find("table").text
