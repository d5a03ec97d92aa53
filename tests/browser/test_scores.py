"""The score of a dataset: modest for visitors, a list of what to mend for those who can; on a phone too."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

NARROW = {"width": 375, "height": 740}


def call(page: Page, action: str, **data: object) -> dict[str, object]:
    """Call an action as whoever is logged in."""
    token = page.locator("meta[name=_csrf_token]").get_attribute("content") or ""
    headers = {"Content-Type": "application/json", "X-CSRFToken": token}
    answer = page.request.post(f"/api/action/{action}", data=json.dumps(data), headers=headers)
    assert answer.ok, answer.text()
    return answer.json()["result"]


@pytest.fixture
def dataset(log_in: Callable[[], Page]) -> str:
    """A dataset with a file elsewhere and much that lacks; the sysadmin stays logged in."""
    page = log_in()
    name = f"notes-{uuid.uuid4().hex[:8]}"
    call(page, "organization_create", name=f"org-{name}", title="Ville de Bruyères")
    call(
        page, "package_create", name=name, title="Arbres remarquables", owner_org=f"org-{name}", license_id="lov2",
        notes="Les arbres.", territories=["commune:88078"], frequency="ANNUAL", modified="2020-01-01",
        resources=[{"url": "https://exemple.example.org/arbres.csv", "name": "Arbres", "format": "CSV", "kind": "download"}],
    )  # fmt: skip
    return name


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_who_can_mend_sees_what_to_mend_first(
    page: Page, dataset: str, shot: Callable[[str], None], barriers: Callable[[], list[str]], complaints: list[str]
):
    page.goto(f"/dataset/{dataset}")
    box = page.locator("section[aria-labelledby=aside-quality]")
    expect(box).to_contain_text("Ce qui ferait le plus monter la note")
    shot("score-dataset-editor")
    assert barriers() == []
    box.get_by_role("link", name="Le détail de la note").click()
    expect(page.get_by_role("heading", name="Ce qui ferait monter la note")).to_be_visible()
    shot("score-page-editor")
    assert barriers() == []
    # Each page that a criterion leads to exists, and so does its field.
    links = page.locator(".dge-gains a").evaluate_all("links => links.map(link => link.href)")
    assert len(links) > 10
    for link in sorted(set(links)):
        page.goto(link)
        field = link.partition("#")[2]
        assert not field or page.locator(f"[id='{field}']").count() == 1, link
    assert complaints == []


def test_a_visitor_with_a_phone_sees_a_modest_figure(
    dataset: str, chromium: Browser, page: Page, base_url: str, artefacts, barriers
):
    visitor = chromium.new_context(base_url=base_url, locale="fr-FR", viewport=NARROW).new_page()
    visitor.goto(f"/dataset/{dataset}")
    box = visitor.locator("section[aria-labelledby=aside-quality]")
    expect(box).to_contain_text("/ 100")
    expect(box).not_to_contain_text("Ce qui ferait")
    assert fits(visitor)
    visitor.goto(f"/dataset/{dataset}/qualite")
    expect(visitor.locator(".dge-gains").first).to_be_visible()
    assert visitor.locator(".dge-gains a").count() == 0
    assert fits(visitor)
    visitor.screenshot(path=artefacts / "score-page-phone.png", full_page=True)
    visitor.goto("/qualite/territoire/departement:88")
    assert fits(visitor)
    visitor.screenshot(path=artefacts / "score-territory-phone.png", full_page=True)
    visitor.context.close()


def test_the_history_and_the_averages_can_be_read(
    page: Page, dataset: str, shot: Callable[[str], None], barriers: Callable[[], list[str]]
):
    page.goto(f"/dataset/{dataset}/qualite")
    table = page.locator("section[aria-labelledby=history] table")
    for _ in range(40):  # the recurring job passes every two minutes
        if table.count():
            break
        page.wait_for_timeout(5_000)
        page.reload()
    expect(table.locator("tbody tr")).to_have_count(1)
    shot("score-history")
    page.goto(f"/organization/org-{dataset}/qualite")
    expect(page.locator("main")).to_contain_text("Note médiane")
    shot("score-organization")
    assert barriers() == []
    page.goto("/qualite/territoire/commune:88078")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bruyères")
    shot("score-territory")
    assert barriers() == []
    page.goto("/dataset/?ext_territory=commune:88078&sort=quality_score_i+desc,+metadata_modified+desc")
    page.get_by_role("link", name="Qualité des données : Bruyères").click()
    expect(page.locator("main")).to_contain_text("Note moyenne")


def test_the_page_works_with_the_keyboard(page: Page, dataset: str):
    page.goto(f"/dataset/{dataset}/qualite")
    summary = page.locator("details summary").last
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details .dge-gains").last).to_be_visible()
    assert page.locator(".dge-table-wrap[tabindex='0'][aria-label]").count() >= 1
