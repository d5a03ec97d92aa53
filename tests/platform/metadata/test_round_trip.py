"""Every field of the schemas survives create, show, update and patch, in the shape that the API promises."""

from __future__ import annotations

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import helpers

from ckanext.datagrandest.metadata.declaration import dataset_declaration, organization_declaration

MINIMAL = {"title": "Menus des cantines", "name": "menus"}


@pytest.fixture
def organization(organization_factory, editor):
    return organization_factory()


@pytest.fixture(autouse=True)
def editor(sysadmin_factory):
    """The activity plugin wants a user for each change."""
    return sysadmin_factory(name="editor")


def call_action(action, /, **data):
    return helpers.call_action(action, {"user": "editor", "ignore_auth": True}, **data)


@pytest.fixture
def dataset(full_dataset, organization):
    return call_action("package_create", name="bati-public", owner_org=organization["id"], **full_dataset)


def test_the_sample_fills_every_field(full_dataset):
    for field in dataset_declaration().level("dataset"):
        assert field.name in {*full_dataset, "name", "owner_org"}, f"{field.name} is missing in the sample"
        for subfield in field.subfields:
            assert any(subfield.name in row for row in full_dataset[field.name])
    for field in dataset_declaration().level("resource"):
        assert any(field.name in resource for resource in full_dataset["resources"]), (
            f"{field.name}: no resource has it"
        )


def test_three_fields_are_enough_for_a_dataset(organization):
    created = call_action("package_create", owner_org=organization["id"], **MINIMAL)
    shown = call_action("package_show", id=created["id"])
    empty = {field.name for field in dataset_declaration().level("dataset")} - {"title", "name", "owner_org"}
    assert {name for name in empty if shown.get(name)} == set(), "what nobody filled in is not stored"


def test_two_fields_are_enough_for_an_organization():
    created = call_action("organization_create", name="mairie", title="Mairie")
    assert call_action("organization_show", id=created["id"])["title"] == "Mairie"


def test_every_dataset_field_comes_back_as_it_was_sent(dataset, full_dataset):
    shown = call_action("package_show", id=dataset["id"])
    for field in dataset_declaration().level("dataset"):
        if field.name not in {"name", "owner_org", "tag_string"}:
            assert shown[field.name] == full_dataset[field.name], field.name
    assert sorted(tag["name"] for tag in shown["tags"]) == ["bâtiment", "patrimoine communal", "école"]
    assert {"key": "guid", "value": "FR-218804136-bati-public"} in shown["extras"]


def test_every_resource_field_comes_back_as_it_was_sent(dataset, full_dataset):
    shown = call_action("package_show", id=dataset["id"])["resources"]
    for sent, stored in zip(full_dataset["resources"], shown, strict=True):
        for name, value in sent.items():
            assert stored[name] == value, name


def test_what_is_shown_can_be_sent_back(dataset):
    shown = call_action("package_show", id=dataset["id"])
    call_action("package_update", **shown)
    again = call_action("package_show", id=dataset["id"])
    changing = {"metadata_modified", "resources"}
    assert {k: v for k, v in again.items() if k not in changing} == {
        k: v for k, v in shown.items() if k not in changing
    }


def test_each_field_alone_is_added_and_removed(full_dataset, organization):
    call_action("package_create", owner_org=organization["id"], **MINIMAL)
    kept = {"name", "owner_org", "title", "tag_string"}
    for name in [field.name for field in dataset_declaration().level("dataset") if field.name not in kept]:
        call_action("package_patch", id="menus", **{name: full_dataset[name]})
        assert call_action("package_show", id="menus")[name] == full_dataset[name], name
        call_action("package_patch", id="menus", **{name: [] if isinstance(full_dataset[name], list) else ""})
        assert not call_action("package_show", id="menus").get(name), f"{name} cannot be emptied"


def test_nothing_is_stored_for_missing_subfields(organization):
    """ckanext-scheming#286: `Missing` reached the database."""
    rows = [{"name": "Mairie"}, {}, {"email": "", "role": ""}]
    created = call_action("package_create", owner_org=organization["id"], **MINIMAL, contacts=rows)
    assert call_action("package_show", id=created["id"])["contacts"] == [{"name": "Mairie"}]
    assert model.Package.get(created["id"]).extras["contacts"] == '[{"name": "Mairie"}]'


def test_errors_are_in_french_and_at_their_place(organization):
    sent = {
        **MINIMAL,
        "owner_org": organization["id"],
        "themes": ["GOVE", "CHATS"],
        "issued": "2024-02-31",
        "license_id": "licence à moi",
        "contacts": [{"name": "Mairie"}, {"email": "pas une adresse"}],
        "resources": [{"url": "javascript:alert(1)"}],
    }
    with pytest.raises(tk.ValidationError) as caught:
        call_action("package_create", **sent)
    errors = caught.value.error_dict
    assert set(errors) >= {"themes", "issued", "license_id", "contacts", "resources"}
    assert not errors["contacts"][0]
    assert "email" in errors["contacts"][1]
    assert "url" in errors["resources"][0]


@pytest.mark.parametrize(
    ("field", "sent", "stored"),
    [
        ("themes", "http://publications.europa.eu/resource/authority/data-theme/ENVI", ["ENVI"]),
        ("themes", "ENVI, Transports", ["ENVI", "TRAN"]),
        ("themes", '["ENVI"]', ["ENVI"]),
        ("frequency", "annually", "ANNUAL"),
        ("license_id", "Licence Ouverte 2.0", "lov2"),
        ("crs", ["2154"], ["EPSG:2154"]),
        ("equivalent_scale", "1:25 000", [25000]),
        ("territories", "commune:88413", ["commune:88413"]),
        ("use_limitations", "Une.\r\nDeux, ou trois.", ["Une.", "Deux, ou trois."]),
        ("issued", "31/12/2024", "2024-12-31"),
    ],
)
def test_other_ways_to_write_a_value(field, sent, stored, organization):
    created = call_action("package_create", owner_org=organization["id"], **MINIMAL, **{field: sent})
    assert call_action("package_show", id=created["id"])[field] == stored


FULL_ORGANIZATION = {
    "title": "Commune de Saint-Dié-des-Vosges",
    "description": "La mairie.",
    "kind": "commune",
    "email": "mairie@saint-die.eu",
    "url": "https://www.saint-die.eu",
    "siren": "218804136",
    "siret": "21880413600016",
    "insee_code": "88413",
    "territories": ["commune:88413"],
    "image_url": "https://www.saint-die.eu/logo.png",
    "privacy_guard": "stop",
    "colour_primary": "#1B4F72",
    "colour_secondary": "#F4D03F",
}


def test_every_organization_field_comes_back_as_it_was_sent():
    assert {field.name for field in organization_declaration()} == {*FULL_ORGANIZATION, "name"}
    created = call_action("organization_create", name="saint-die", **FULL_ORGANIZATION)
    shown = call_action("organization_show", id=created["id"])
    assert {name: shown[name] for name in FULL_ORGANIZATION} == FULL_ORGANIZATION
    call_action("organization_patch", id=created["id"], siren="218 804 136", territories="commune:88413")
    again = call_action("organization_show", id=created["id"])
    assert {name: again[name] for name in FULL_ORGANIZATION} == FULL_ORGANIZATION


@pytest.mark.parametrize(
    ("field", "value"),
    [("siren", "218804137"), ("siret", "1"), ("insee_code", "88000"), ("colour_primary", "bleu"), ("url", "javascript:x"), ("email", "x"), ("kind", "planète")],
)  # fmt: skip
def test_wrong_organization_values_are_refused(field, value):
    with pytest.raises(tk.ValidationError) as caught:
        call_action("organization_create", name="mairie", title="Mairie", **{field: value})
    assert field in caught.value.error_dict


def test_the_licence_list_is_ours():
    licences = {licence["id"]: licence for licence in call_action("license_list")}
    assert licences["lov2"]["title"] == "Licence Ouverte 2.0 (Etalab)"
    assert model.Package.get_license_register()["lov2"].isopen()
    assert not model.Package.get_license_register()["other-closed"].isopen()
