"""The page of a commune: on a phone, in a town's own site without scripts nor cookies, asking no other host."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

NARROW = {"width": 375, "height": 740}
ADDRESS = "/c/plombieres-les-bains"


def call(page: Page, action: str, **data: object) -> dict[str, object]:
    """Call an action as whoever is logged in."""
    token = page.locator("meta[name=_csrf_token]").get_attribute("content") or ""
    headers = {"Content-Type": "application/json", "X-CSRFToken": token}
    answer = page.request.post(f"/api/action/{action}", data=json.dumps(data), headers=headers)
    assert answer.ok, answer.text()
    return answer.json()["result"]


@pytest.fixture
def covered(log_in: Callable[[], Page]) -> str:
    """A dataset that covers the whole département; its title."""
    page = log_in()
    title = "Forêts des Vosges"
    found = call(page, "package_search", fq="name:forets-des-vosges")
    if not found["count"]:
        call(page, "organization_create", name="org-forets", title="Département des Vosges")
        call(
            page,
            "package_create",
            name="forets-des-vosges",
            title=title,
            owner_org="org-forets",
            territories=["departement:88"],
        )
    page.context.clear_cookies()
    return title


@pytest.fixture
def town_site(base_url: str) -> Iterator[str]:
    """The site of the town, on an address of its own, with the line in one of its pages."""
    line = f'<iframe src="{base_url}{ADDRESS}/integration" title="Données" width="100%" height="700"></iframe>'

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            other = line.replace("/integration", "") if self.path == "/autre" else line
            self.wfile.write(f"<!DOCTYPE html><html lang='fr'><title>Mairie</title><h1>Mairie</h1>{other}".encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("size", [NARROW, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_the_page_of_a_commune(
    page: Page,
    covered: str,
    size: dict[str, int],
    shot: Callable[[str], None],
    barriers: Callable[[], list[str]],
    complaints: list[str],
):
    page.set_viewport_size(size)  # pyright: ignore[reportArgumentType] - a dictionary of its two keys
    page.goto(ADDRESS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Plombières-les-Bains")
    expect(page.get_by_role("link", name=covered)).to_be_visible()
    assert page.locator("h1").count() == 1
    assert fits(page)
    shot(f"commune-{size['width']}")
    assert barriers() == []
    assert complaints == []
    assert page.context.cookies() == []


def test_it_stands_in_the_site_of_the_town_without_scripts_or_cookies(
    chromium: Browser, covered: str, town_site: str, base_url: str, artefacts: object
):
    context = chromium.new_context(java_script_enabled=False, viewport=NARROW)  # pyright: ignore[reportArgumentType]
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(town_site)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Plombières-les-Bains")
    expect(frame.get_by_role("link", name=covered)).to_be_visible()
    page.screenshot(path=f"{artefacts}/commune-in-a-town-site.png")
    assert context.cookies() == []
    assert [url for url in asked if not url.startswith((town_site, base_url))] == []
    context.close()


def test_no_other_page_stands_in_another_site(page: Page, town_site: str):
    page.goto(f"{town_site}/autre")
    page.wait_for_timeout(1000)
    assert page.frame_locator("iframe").locator("h1", has_text="Plombières").count() == 0


def test_the_frame_is_readable_by_all(page: Page, covered: str, barriers: Callable[[], list[str]]):
    page.set_viewport_size(NARROW)  # pyright: ignore[reportArgumentType]
    page.goto(f"{ADDRESS}/integration")
    assert fits(page)
    assert page.locator("script").count() == 0
    assert barriers() == []
