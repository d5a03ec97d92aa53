"""The field of forms without a script: what it shows, and what may be written in it."""

import pytest
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk
from ckan.tests import factories


@pytest.fixture
def organization():
    return factories.Organization()


def made(organization, territories) -> list[str]:
    return factories.Dataset(owner_org=organization["id"], territories=territories).get("territories", [])


def test_names_are_understood(organization):
    assert made(organization, "Épinal\nVosges\nCC de l'Ouest Vosgien") == [
        "commune:88160",
        "departement:88",
        "epci:200068559",
    ]
    assert made(organization, ["commune:88160 Épinal (88)", "88160"]) == ["commune:88160"]


def test_an_ambiguous_name_is_refused_with_its_choices(organization):
    with pytest.raises(tk.ValidationError) as refused:
        made(organization, "Sainte-Croix")
    sentence = refused.value.error_dict["territories"][0]
    assert sentence.count("commune:") > 1


def test_the_form_shows_codes_with_their_meaning(app, organization):
    token = factories.APIToken(user=factories.Sysadmin()["name"])["token"]
    dataset = factories.Dataset(owner_org=organization["id"], territories=["commune:88160", "commune:88422"])
    page = app.get(f"/dataset/edit/{dataset['name']}", headers={"Authorization": token})
    soup = BeautifulSoup(page.body, "html.parser")
    area = soup.select_one("textarea[name=territories]")
    assert area.text.split() == ["commune:88160", "commune:88422"]
    assert soup.select_one(f"label[for={area['id']}]")
    meanings = [item.text for item in soup.select("[data-dge-meanings] li")]
    assert meanings[0].startswith("Épinal (88)")
    assert "Saint-Laurent (88) → Épinal" in meanings[1]
    assert soup.select_one("[data-dge-picker] textarea[name=territories]")
    assert any("picker" in script.get("src", "") for script in soup.select("script"))
