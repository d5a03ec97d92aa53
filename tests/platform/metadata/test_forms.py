"""The forms: drawn in French, few fields first, usable without JavaScript, and losing nothing."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from ckan.tests import helpers

from ckanext.datagrandest.metadata.declaration import dataset_declaration, organization_declaration


@pytest.fixture
def editor(sysadmin_factory):
    return sysadmin_factory(name="editor")


@pytest.fixture
def headers(editor):
    return {"Authorization": act("api_token_create", user="editor", name="test")["token"]}


@pytest.fixture
def organization(organization_factory, editor):
    return organization_factory(name="saint-die")


def act(action, /, **data):
    return helpers.call_action(action, {"user": "editor", "ignore_auth": True}, **data)


@pytest.fixture
def dataset(full_dataset, organization):
    return act("package_create", name="bati-public", owner_org=organization["id"], **full_dataset)


def page(response) -> BeautifulSoup:
    assert response.status_code == 200, response.body[:2000]
    return BeautifulSoup(response.body, "html.parser")


def submitted(form) -> dict:
    """Give what a browser without JavaScript would send."""
    data: dict = {}
    for element in form.select("input[name], textarea[name], select[name]"):
        name = element["name"]
        if element.name == "select":
            chosen = element.select_one("option[selected]") or element.select_one("option")
            data.setdefault(name, []).append(chosen.get("value", "") if chosen else "")
        elif element.name == "textarea":
            data.setdefault(name, []).append(element.text.removeprefix("\n"))
        elif element.get("type") in {"checkbox", "radio"}:
            if element.has_attr("checked"):
                data.setdefault(name, []).append(element.get("value", "on"))
        elif element.get("type") not in {"file", "submit"}:
            data.setdefault(name, []).append(element.get("value", ""))
    return {name: values if len(values) > 1 else values[0] for name, values in data.items()}


def test_the_form_begins_with_the_essential_and_folds_the_rest(app, headers, organization):
    form = page(app.get("/dataset/new", headers=headers)).select_one("form#dataset-edit")
    groups = [group["name"] for group in dataset_declaration().groups]
    assert len(form.select("section.dge-group")) == 1
    assert len(form.select("details.dge-group")) == len(groups) - 1
    assert form.select("details.dge-group[open]") == []
    assert [heading.text for heading in form.select("section.dge-group > h2")] == ["L'essentiel"]


@pytest.mark.parametrize("field", dataset_declaration().level("dataset"), ids=lambda field: field.name)
def test_the_labels_of_the_form_are_drawn(field, drawn_form):
    """One drawing for all fields: each control has a label or a legend, and its help tied to it."""
    if "carried" in str(field.raw.get("form_snippet")):
        return
    controls = drawn_form.select(f'[name="{field.name}"], [name^="{field.name}-0-"], fieldset#field-{field.name}')
    assert controls, f"{field.name} is not in the form"
    for control in controls:
        name = control.get("id", "")
        labels = drawn_form.select(f'label[for="{name}"]') or control.select(":scope > legend")
        assert labels, f"{field.name}: no label for #{name}"
        if described := control.get("aria-describedby"):
            for identifier in described.split():
                assert drawn_form.select(f'[id="{identifier}"]'), f"{field.name}: #{identifier} is missing"


@pytest.fixture
def drawn_form(app, headers, organization):
    return page(app.get("/dataset/new", headers=headers)).select_one("form#dataset-edit")


def test_no_identifier_is_drawn_twice(drawn_form):
    identifiers = [element["id"] for element in drawn_form.select("[id]")]
    assert sorted({name for name in identifiers if identifiers.count(name) > 1}) == []


def test_the_form_saves_what_it_shows(app, headers, dataset, full_dataset):
    form = page(app.get("/dataset/edit/bati-public", headers=headers)).select_one("form#dataset-edit")
    response = app.post("/dataset/edit/bati-public", headers=headers, data={**submitted(form), "save": ""})
    assert response.status_code == 200
    shown = act("package_show", id=dataset["id"])
    for field in dataset_declaration().level("dataset"):
        if field.name not in {"name", "owner_org", "tag_string"}:
            assert shown[field.name] == full_dataset[field.name], field.name
    assert {"key": "guid", "value": "FR-218804136-bati-public"} in shown["extras"], "the form lost the identifier"
    assert len(shown["tags"]) == 3
    assert len(shown["resources"]) == 3


def test_a_row_is_added_and_one_removed_without_javascript(app, headers, dataset):
    form = page(app.get("/dataset/edit/bati-public", headers=headers)).select_one("form#dataset-edit")
    data = submitted(form)
    for subfield in ("role", "name", "email", "phone", "url"):
        data[f"contacts-0-{subfield}"] = ""
    data["contacts-2-name"] = "Police municipale"
    app.post("/dataset/edit/bati-public", headers=headers, data={**data, "save": ""})
    names = [row["name"] for row in act("package_show", id=dataset["id"])["contacts"]]
    assert names == ["Commune de Saint-Dié-des-Vosges", "Police municipale"]


def test_an_error_opens_its_group_and_keeps_what_was_typed(app, headers, dataset):
    form = page(app.get("/dataset/edit/bati-public", headers=headers)).select_one("form#dataset-edit")
    data = {**submitted(form), "issued": "31 février", "contacts-1-email": "pas une adresse", "save": ""}
    again = page(app.post("/dataset/edit/bati-public", headers=headers, data=data)).select_one("form#dataset-edit")
    assert len(again.select("details.dge-group[open]")) == 2
    assert again.select_one("[name=issued]")["value"] == "31 février"
    assert again.select_one("[name=issued]")["aria-invalid"] == "true"
    assert "n'est pas une date" in again.select_one("#field-issued-error").text
    assert "n'est pas une adresse électronique" in again.select_one("#field-contacts-1-email-error").text
    assert again.select_one('[name="contacts-1-email"]')["value"] == "pas une adresse"
    assert [box["value"] for box in again.select("[name=themes][checked]")] == ["GOVE", "REGI"]


def test_the_resource_form_saves_what_it_shows(app, headers, dataset, full_dataset):
    resource = act("package_show", id=dataset["id"])["resources"][0]
    url = f"/dataset/bati-public/resource/{resource['id']}/edit"
    form = page(app.get(url, headers=headers)).select_one("form#resource-edit")
    assert len(form.select("section.dge-group")) == 1
    app.post(url, headers=headers, data={**submitted(form), "save": ""})
    shown = act("resource_show", id=resource["id"])
    for name, value in full_dataset["resources"][0].items():
        assert shown[name] == value, name


def test_the_organization_form_saves_what_it_shows(app, headers, organization):
    values = {"kind": "commune", "siren": "218804136", "territories": ["commune:88413"], "colour_primary": "#1B4F72"}
    act("organization_patch", id="saint-die", **values)
    form = page(app.get("/organization/edit/saint-die", headers=headers)).select_one("form.dataset-form")
    for field in organization_declaration():
        assert form.select(f'[name="{field.name}"]'), f"{field.name} is not in the form"
    app.post("/organization/edit/saint-die", headers=headers, data={**submitted(form), "save": ""})
    shown = act("organization_show", id="saint-die")
    assert {name: shown[name] for name in values} == values


def test_a_new_organization_is_drawn(app, headers):
    assert page(app.get("/organization/new", headers=headers)).select("form.dataset-form section.dge-group")


def test_pages_show_labels_not_codes(app, dataset):
    text = re.sub(r"\s+", " ", page(app.get("/dataset/bati-public")).get_text(" "))
    for wanted in ("Vie publique et administration", "Bâtiments", "Tous les ans", "Lambert-93", "Saint-Dié-des-Vosges (88)", "Point de contact", "Ouvert à tous", "Non conforme", "étaient inversés"):  # fmt: skip
        assert wanted in text, wanted
    for unwanted in ("GOVE", "pointOfContact", "notConformant"):
        assert unwanted not in text, unwanted
    resource = dataset["resources"][0]["id"]
    assert "Fichier à télécharger" in page(app.get(f"/dataset/bati-public/resource/{resource}")).get_text(" ")


@pytest.mark.parametrize("value", ["texte", ["texte"], {"name": "Mairie"}, [["x"]]])
def test_rows_of_another_shape_are_refused_not_an_error_of_ours(value, app, headers, organization):
    sent = {"name": "jeu", "title": "Jeu", "owner_org": "saint-die", "contacts": value}
    response = app.post("/api/action/package_create", headers=headers, json=sent, expect_errors=True)
    assert response.status_code in {200, 400, 409}, response.body
