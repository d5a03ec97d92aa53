"""The picker without its script: what searches do with a name, and what the pages show."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk
from ckan.tests import factories

from ckanext.datagrandest.territories import picking


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.body, "html.parser")


def test_a_clear_name_leads_to_the_search_by_its_code(app, territories):
    moved = app.get("/dataset/?ext_territory=Plombières-les-Bains&q=eau&page=3", follow_redirects=False, status=302)
    asked = parse_qs(urlsplit(moved.headers["Location"]).query)
    assert asked == {"ext_territory": ["commune:88351"], "q": ["eau"]}
    page = soup_of(app.get("/dataset/?ext_territory=Plombières-les-Bains"))
    field = page.select_one("input[name=ext_territory]")
    assert (field["value"], field["data-code"]) == ("Plombières-les-Bains (88)", "commune:88351")


def test_the_search_of_an_organisation_understands_too(app, territories):
    name = factories.Organization()["name"]
    moved = app.get(f"/organization/{name}?ext_territory=Épinal", follow_redirects=False, status=302)
    assert urlsplit(moved.headers["Location"]).path == f"/organization/{name}"
    assert parse_qs(urlsplit(moved.headers["Location"]).query) == {"ext_territory": ["commune:88160"]}


def test_a_postcode_of_several_communes_asks_which(app, territories):
    page = soup_of(app.get("/dataset/?ext_territory=88370&q=eau", status=200))
    links = {link.text: parse_qs(urlsplit(link["href"]).query) for link in page.select(".dge-cards a")}
    assert links["Plombières-les-Bains (88)"] == {"ext_territory": ["commune:88351"], "q": ["eau"]}
    assert page.select_one("form input[type=hidden][name=q]")["value"] == "eau"
    assert page.select_one("form label[for=field-place]")


def test_an_unknown_name_is_told_in_words(app, territories):
    page = app.get("/dataset/?ext_territory=Nulle+part+du+tout", status=400)
    assert "Vérifiez l’orthographe" in page.body


@pytest.mark.parametrize("value", ["<script>alert(1)</script>", 'x" OR *', "\x00", "é" * 5_000])
def test_hostile_names_are_shown_as_text(app, territories, value):
    response = app.get("/dataset/", query_string={"ext_territory": value}, status=400)
    assert "<script>alert" not in response.body


def test_the_api_keeps_codes_only(app, territories):
    app.get("/api/3/action/package_search?ext_territory=Plombières-les-Bains", status=409)


def test_the_snippet_offers_what_was_perhaps_meant(app, territories):
    picked = picking.pick("88370", kinds=("commune",))
    with app.flask_app.test_request_context("/"):
        given = {
            "id": "field-commune",
            "name": "commune",
            "label": "Votre commune",
            "kinds": ["commune"],
            "value": picked.text,
            "error": tk.h.dge_territory_sentence(picked.message),
            "choices": picked.choices,
            "required": True,
        }
        html = tk.render_snippet("territories/snippets/picker.html", given)
    field = BeautifulSoup(html, "html.parser")
    control = field.select_one("input[type=search][name=commune][required]")
    assert control["value"] == "88370"
    assert control["aria-invalid"] == "true"
    assert field.select_one(f"#{control['aria-describedby']}").text.startswith("Plusieurs lieux répondent")
    buttons = field.select("fieldset input[type=radio][name=commune]")
    assert [button["value"] for button in buttons] == [choice.code for choice in picked.choices]
    assert "kind=commune" in field.select_one("[data-dge-picker]")["data-dge-picker"]


def test_several_kinds_are_searched_at_once(app, territories):
    action = tk.get_action("dge_territory_search")
    found = action({}, {"q": "Épinal", "kind": "commune, epci"})["results"]
    assert {place["kind"] for place in found} == {"commune", "epci"}
    assert found[0]["label"] == "Épinal (88)"
    with pytest.raises(tk.ValidationError) as refused:
        action({}, {"q": "Épinal", "kind": "commune,canton"})
    assert "canton" in refused.value.error_dict["kind"][0]
