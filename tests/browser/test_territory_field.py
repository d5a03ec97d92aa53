"""The picker of territories with its script: by the keyboard alone, on a phone, and without the script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

PHONE = {"width": 375, "height": 740}
PLOMBIERES = re.compile("ext_territory=commune(:|%3A)88351")


def test_territories_are_found_chosen_and_removed_by_keyboard(log_in, shot, complaints, barriers):
    page = log_in()
    page.goto("/dataset/new")
    field = page.locator("input#field-territories[role=combobox]")
    field.scroll_into_view_if_needed()
    field.press_sequentially("saint die des")
    option = page.locator("#field-territories-found [role=option]").first
    expect(option).to_contain_text("Saint-Dié-des-Vosges")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("-0$"))
    shot("territory-field-open")
    field.press("Enter")
    chosen = page.get_by_role("button", name=re.compile("Saint-Dié-des-Vosges"))
    expect(chosen).to_be_visible()
    expect(page.locator("textarea[name=territories]")).to_have_value("commune:88413")
    field.press_sequentially("ouest vosgien")
    expect(page.locator("#field-territories-found [role=option]").first).to_contain_text("Ouest Vosgien")
    field.press("Enter")
    expect(page.locator("textarea[name=territories]")).to_have_value("commune:88413\nepci:200068559")
    shot("territory-field-chosen")
    assert [barrier for barrier in barriers() if "territor" in barrier] == []
    chosen.press("Enter")
    expect(page.locator("textarea[name=territories]")).to_have_value("epci:200068559")
    expect(field).to_be_focused()
    assert complaints == []


@pytest.mark.parametrize("address", ["/organization/new", "/dataset/new"])
def test_the_forms_of_organisations_and_datasets_have_the_same_picker(log_in, address):
    page = log_in()
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach((group) => { group.open = true })")
    expect(page.locator("[data-dge-picker] input#field-territories[role=combobox]")).to_be_visible()


def test_a_search_by_place_on_a_phone_by_keyboard_alone(page, shot, complaints, barriers):
    page.set_viewport_size(PHONE)
    page.goto("/dataset/")
    field = page.locator("#field-place[role=combobox]")
    page.get_by_label("Où ?").focus()
    expect(field).to_be_focused()
    page.keyboard.type("plombieres les b", delay=20)
    option = page.locator("#field-place-found [role=option]").first
    expect(option).to_contain_text("Plombières-les-Bains (88)")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert option.bounding_box()["height"] >= 40
    assert barriers() == []
    shot("picker-phone")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(PLOMBIERES)
    expect(page.locator("#field-place")).to_have_value("Plombières-les-Bains (88)")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Rechercher").first.click()
    page.wait_for_url(PLOMBIERES)  # sent again as it stands: the code, not the label
    assert complaints == []


def test_what_is_typed_and_not_chosen_is_understood_by_the_server(page):
    page.goto("/dataset/?ext_territory=commune:88160")
    field = page.locator("#field-place")
    expect(field).to_have_value("Épinal (88)")
    field.fill("Plombières-les-Bains")
    field.press("Enter")
    page.wait_for_url(PLOMBIERES)


def test_without_scripts_the_page_asks_which_place(chromium, base_url, artefacts):
    context = chromium.new_context(base_url=base_url, locale="fr-FR", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/dataset/")
    page.get_by_label("Où ?").fill("88370")
    page.get_by_label("Où ?").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quel territoire ?")
    page.screenshot(path=artefacts / "picker-which.png", full_page=True)
    page.get_by_role("link", name="Plombières-les-Bains (88)").click()
    page.wait_for_url(PLOMBIERES)
    context.close()


def test_the_page_of_a_territory_on_a_phone(page, shot, complaints, barriers):
    page.set_viewport_size(PHONE)
    page.goto("/territoires/epci:200068757")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Epinal")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert barriers() == []
    shot("territory-phone")
    page.get_by_role("link", name="Épinal (88)").last.click()
    page.wait_for_url(re.compile("/territoires/commune(:|%3A)88160"))
    page.get_by_role("link", name="Voir les données de ce territoire").click()
    page.wait_for_url(re.compile("ext_territory=commune(:|%3A)88160"))
    assert complaints == []
