"""The field of territories with its script: found by typing, chosen and removed by the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect


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
