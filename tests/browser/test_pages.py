"""The pages that everyone meets first: they answer in French, ask no other host, and shut nobody out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

PUBLIC = {"home": "/", "search": "/dataset/", "organisations": "/organization/", "login": "/user/login"}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_is_french_light_and_open_to_all(name, page, shot, complaints, barriers):
    page.goto(PUBLIC[name])
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    shot(name)
    assert complaints == []
    assert barriers() == []


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_fits_a_phone(name, phone, shot):
    phone.goto(PUBLIC[name])
    shot(f"{name}-phone")
    too_wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"the page is {too_wide} pixels wider than the screen"


def test_a_word_without_its_accent_finds_the_dataset_and_its_page(page, shot, complaints, barriers):
    page.goto("/dataset/?q=batis")
    first = page.locator(".dataset-heading a, .dataset-item h2 a").first
    title = first.inner_text().strip()
    first.click()
    expect(page.locator("h1").first).to_contain_text(title)
    shot("dataset")
    assert complaints == []
    assert barriers() == []


def test_a_publisher_logs_in_and_meets_the_form_of_a_dataset(log_in, shot, complaints, barriers):
    page = log_in()
    page.goto("/dataset/new")
    expect(page.locator("#dataset-edit")).to_be_visible()
    shot("dataset-new")
    assert complaints == []
    assert barriers() == []


def test_a_wrong_password_is_told_in_french(page):
    page.goto("/user/login")
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", "not the password")
    page.press("input[name=password]", "Enter")
    expect(page.locator("body")).to_contain_text(re.compile("mot de passe", re.IGNORECASE))
