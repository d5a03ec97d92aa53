"""The pages that everyone meets first: they answer in French, ask no other host, and shut nobody out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

DESKTOP, NARROW = {"width": 1280, "height": 900}, {"width": 375, "height": 740}
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


def places(page: Page) -> dict[str, str]:
    """What the addresses of the pages below are made of: a source that was harvested, and a dataset. Asked logged in."""

    def ask(action: str) -> Any:
        return page.request.get(f"/api/3/action/{action}").json()["result"]

    sources = [one["id"] for one in ask("harvest_source_list?only_active=true")]
    source = next(one for one in sources if ask(f"harvest_job_list?source_id={one}"))
    dataset = ask("package_search?q=batis&rows=1")["results"][0]
    return {
        "source": ask(f"package_show?id={source}")["name"],
        "job": ask(f"harvest_job_list?source_id={source}")[0]["id"],
        "dataset": dataset["name"],
        "file": dataset["resources"][0]["id"],
        "organisation": dataset["organization"]["name"],
    }


#: Pages of those who publish, by the place where they work: each place is one test, which logs in once.
WORKSHOP = {
    "harvest": [
        "/harvest",
        "/harvest/new",
        "/harvest/{source}",
        "/harvest/about/{source}",
        "/harvest/edit/{source}",
        "/harvest/admin/{source}",
        "/harvest/{source}/job",
        "/harvest/{source}/job/{job}",
    ],
    "dashboard": ["/dashboard/", "/dashboard/datasets", "/dashboard/organizations", "/dashboard/groups"],
    "user": ["/user/admin", "/user/edit/admin", "/user/admin/api-tokens", "/user/register", "/user/"],
    "administration": ["/ckan-admin/", "/ckan-admin/config", "/ckan-admin/trash"],
    "organisation": [
        "/organization/new",
        "/organization/edit/{organisation}",
        "/organization/manage_members/{organisation}",
        "/organization/member_new/{organisation}",
        "/organization/bulk_process/{organisation}",
        "/group/",
        "/group/new",
    ],
    "dataset": [
        "/dataset/new",
        "/dataset/edit/{dataset}",
        "/dataset/resources/{dataset}",
        "/dataset/{dataset}/resource/new",
        "/dataset/{dataset}/resource/{file}",
        "/dataset/{dataset}/resource/{file}/edit",
        "/dataset/activity/{dataset}",
        "/dataset/groups/{dataset}",
    ],
}


@pytest.mark.parametrize("place", WORKSHOP)
def test_the_pages_of_those_who_publish_shut_nobody_out_and_fit_a_phone(place, log_in, shot, complaints, barriers):
    page = log_in()
    known = places(page)
    faults = []
    for pattern in WORKSHOP[place]:
        page.set_viewport_size(DESKTOP)
        assert page.goto(pattern.format(**known), wait_until="networkidle").status == 200, pattern
        shot(f"workshop{pattern}")
        faults += [f"{pattern}: {barrier}" for barrier in barriers()]
        page.set_viewport_size(NARROW)
        shot(f"workshop{pattern}-phone")
        width = page.evaluate("document.documentElement.scrollWidth")
        faults += [f"{pattern}: {width} pixels wide"] if width > NARROW["width"] else []
    assert faults == []
    assert complaints == []


def test_a_page_that_is_refused_says_so_to_all(page, shot, barriers):
    answer = page.goto("/organization/new")
    assert answer.status == 403
    shot("refused")
    assert barriers() == []
