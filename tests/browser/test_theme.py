"""The theme in a browser: keyboard, phone, no script, proposals, forms in French."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

TEXT_PAGES = ("/about", "/aide", "/contact", "/mentions-legales", "/donnees-personnelles", "/accessibilite")
NARROW = {"width": 375, "height": 740}
#: What a visitor's first page may weigh, uncompressed, all files together.
HOME_BYTES = 120_000


@pytest.fixture
def first_dataset(page: Page) -> str:
    """Address of the page of a dataset that has a service, files and an extent."""
    answer = page.request.get("/api/3/action/package_search?q=batis&rows=1").json()
    return f"/dataset/{answer['result']['results'][0]['name']}"


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


@pytest.mark.parametrize("address", [*TEXT_PAGES, "/pres-de-chez-vous", "/user/reset", "/no-such-page"])
def test_a_page_of_text_shuts_nobody_out_and_fits_a_phone(address, page, shot, barriers):
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert page.locator("h1").count() == 1
    assert barriers() == []
    page.set_viewport_size(NARROW)
    shot(f"text{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("address", ["/", "/dataset/", "/organization/", "/user/login"])
def test_no_page_scrolls_sideways_at_375_pixels(address, page):
    page.set_viewport_size(NARROW)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_the_dataset_fits_a_phone_and_a_zoom_of_four(page, first_dataset, shot, barriers):
    page.goto(first_dataset)
    page.set_viewport_size(NARROW)
    shot("dataset-phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 enlarged four times
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert barriers() == []


def test_the_keyboard_reaches_content_search_and_footer_first(page):
    page.goto("/aide")
    for target in ("#content", "#field-sitewide-search", "#footer"):
        page.keyboard.press("Tab")
        assert f'href="{target}"' in focused(page)
        assert page.locator(":focus").bounding_box()["y"] >= 0, "the shortcut that has the focus is not on the screen"
    page.goto("/aide")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert 'id="field-sitewide-search"' in focused(page)
    page.keyboard.type("batis")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/dataset/\?q=batis"))
    expect(page.locator(".dge-dataset").first).to_be_visible()


def test_the_focus_can_be_seen(page):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_the_order_of_the_keyboard_is_that_of_the_page(page):
    page.goto("/aide")
    seen = []
    for _ in range(9):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("(document.activeElement.textContent || document.activeElement.name).trim()"))
    assert seen[3].startswith("DATA Grand Est")
    assert "Données" in seen
    assert seen.index("Données") > 4


def test_search_and_filters_work_without_scripts(chromium, base_url):
    context = chromium.new_context(base_url=base_url, locale="fr-FR", java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto("/")
        page.fill("#field-sitewide-search", "inondations")
        page.click(".dge-hero button[type=submit]")
        expect(page.locator(".dge-dataset").first).to_be_visible()
        before = page.locator("h1").inner_text()
        page.locator(".dge-facet a").first.click()
        expect(page.locator(".dge-applied a").first).to_be_visible()
        page.locator(".dge-applied a").first.click()
        expect(page.locator("h1")).to_have_text(before)
    finally:
        context.close()


def test_the_search_field_proposes_and_the_keyboard_chooses(page, barriers):
    page.goto("/")
    field = page.locator("#field-sitewide-search")
    field.press_sequentially("inond", delay=20)
    options = page.locator("#field-sitewide-search ~ .dge-proposals li")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert barriers() == []
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("a", delay=20)
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/"))
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "selector", "action"),
    [("/", "#field-sitewide-search", "dge_search_suggest"), ("/dataset/", "#field-place", "dge_territory_search")],
)
def test_an_answer_that_comes_after_the_field_was_left_opens_nothing(page, address, selector, action):
    held = []

    def hold(route):
        held.append(route)

    page.goto(address)
    page.route(f"**/{action}?*", hold)
    field = page.locator(selector)
    with page.expect_request(f"**/{action}?*"):
        field.press_sequentially("saint")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)  # the list closes a moment after the field is left
    field.focus()
    for route in held:
        route.continue_()
    page.wait_for_timeout(1_000)
    expect(field).to_have_attribute("aria-expanded", "false")
    assert page.locator("[role=option]:visible").count() == 0


def test_a_commune_leads_to_its_data(page, shot):
    page.goto("/")
    field = page.locator("#field-near")
    field.press_sequentially("saint die des v", delay=20)
    option = page.locator("#field-near-found li", has_text="Saint-Dié-des-Vosges").first
    expect(option).to_be_visible()
    shot("proposals")
    option.click()
    page.wait_for_url(re.compile("ext_territory=commune(:|%3A)88413"))
    expect(page.locator(".dge-applied")).to_contain_text("Saint-Dié-des-Vosges")
    shot("search-commune")


def test_a_commune_is_found_without_scripts(page):
    page.goto("/pres-de-chez-vous?q=88100")
    expect(page.locator("main")).to_contain_text("Saint-Dié-des-Vosges")


def test_the_plan_shows_the_extent_and_says_it(page, first_dataset):
    page.goto(first_dataset)
    expect(page.locator(".dge-map svg rect.extent")).to_be_visible()
    expect(page.locator(".dge-map figcaption")).to_contain_text("de longitude")


def test_the_address_of_a_service_can_be_copied(page, context, base_url, first_dataset):
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    page.goto(first_dataset)
    button = page.locator("[data-dge-copy]").first
    button.click()
    expect(button).to_contain_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()").startswith("http")


def test_the_home_page_is_light_and_asks_no_other_host(page, base_url, artefacts):
    weights: dict[str, int] = {}
    page.on("response", lambda response: weights.update({response.url: len(response.body())}))
    page.goto("/", wait_until="networkidle")
    (artefacts.parent / "home-weight.json").write_text(json.dumps(weights, indent=1), encoding="utf-8")
    assert [url for url in weights if not url.startswith(base_url)] == []
    assert sum(weights.values()) <= HOME_BYTES, weights
    assert len(weights) <= 6, list(weights)
    assert page.context.cookies() == [], "a visitor gets no cookie"


def test_scripts_speak_french(log_in):
    page = log_in()
    page.goto("/dataset/new")
    expect(page.locator(".slug-preview button")).to_have_text("Éditer")


def test_subfields_that_repeat_can_be_added_and_removed_in_french(log_in, shot, barriers):
    """The button of ckanext-scheming that removes a row is dead in some locales (ckanext-scheming#447); ours is not."""
    page = log_in()
    page.goto("/dataset/new")
    page.locator("details.dge-group", has=page.locator("#field-contacts")).locator("summary").first.click()
    rows = page.locator("#field-contacts > .dge-row")
    before = rows.count()
    page.locator("#field-contacts > button", has_text="Ajouter").click()
    expect(rows).to_have_count(before + 1)
    rows.last.locator("[name$='-name']").fill("Service des eaux")
    shot("dataset-new-contacts")
    assert barriers() == []
    rows.first.locator(".btn-outline-danger").click()
    expect(rows).to_have_count(before)
    expect(rows.last.locator("[name$='-name']")).to_have_value("Service des eaux")


def test_the_console_stays_silent_on_the_dataset(page, first_dataset, complaints):
    page.goto(first_dataset)
    page.wait_for_load_state("networkidle")
    assert complaints == []
