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
    assert "Mairie de Plombières" in queue.find("main").text


def test_the_way_to_the_form_is_where_one_looks_for_it(app):
    for address in ("/", "/aide", "/user/login"):
        assert page(app.get(address)).find("a", href="/espaces/demande"), address


def test_a_commune_that_merged_leads_to_its_successor(app):
    shown = page(app.get("/espaces/demande?commune=Harsault"))
    assert "Harsault fait partie de La Vôge-les-Bains" in shown.find(id="field-commune").text
    assert shown.find("input", {"name": "commune"})["value"] == "88029"


def test_a_postcode_of_several_communes_asks_which_one(app):
    shown = page(app.get("/espaces/demande?commune=88370"))
    assert "88351" in str(shown.find_all("input", {"type": "radio"}))
    chosen = page(app.get("/espaces/demande?commune=88370&commune=commune:88351"))
    assert chosen.find("h2").text == "Plombières-les-Bains"


def test_larger_communes_and_groupings_read_their_own_path(app):
    for typed in ("commune:88160", "CC de la Porte des Vosges Méridionales"):
        shown = page(app.get("/espaces/demande", query_string={"commune": typed}))
        assert "leur propre voie" in shown.find(id="field-commune-error").text
        assert shown.find(id="partenaires")


def test_what_a_stranger_writes_is_shown_as_text(app):
    app.post("/espaces/demande", data=FORM | {"name": "<script>alert(1)</script> Anne"})
    headers = {"Authorization": factories.SysadminWithToken()["token"]}
    queue = app.get("/espaces/demandes", headers=headers)
    shown = app.get(page(queue).find("main").find("h2").find("a")["href"], headers=headers)
    for seen in (queue, shown):
        assert "<script>alert" not in seen.body
        assert "&lt;script&gt;alert(1)" in seen.body
