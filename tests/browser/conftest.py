"""Chromium on a running platform. `deploy/test browser` starts the platform and says where it is.

Each test gets a page of its own in French; a failed test leaves a screenshot in the artefacts, and
`shot("name")` leaves one of a page worth looking at.
"""

from __future__ import annotations

import json
import os
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from .letters import Letters
from .signing_in import sign_in

CHROMIUM = "/usr/bin/chromium"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
FAILED = pytest.StashKey[bool]()

#: Milliseconds that a page may take to become what is expected: none of these tests is about speed.
expect.set_options(timeout=20_000)


def _needed(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        pytest.exit(f"{name} is not set: run these tests with `deploy/test browser`", returncode=2)
    return value


@pytest.fixture(scope="session")
def base_url() -> str:
    """Address of the platform, without a slash at the end."""
    return _needed("DGE_BASE_URL")


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Folder of the screenshots."""
    folder = Path(_needed("DGE_ARTEFACTS"), "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, started once. It refuses its sandbox to root, who runs the tests in CI."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*arguments, "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Remember whether the test failed, for its screenshot."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
def context(chromium: Browser, base_url: str) -> Iterator[BrowserContext]:
    """A visitor of one's own: no cookie of another test."""
    context = chromium.new_context(base_url=base_url, locale="fr-FR", viewport=DESKTOP)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest, artefacts: Path) -> Iterator[Page]:
    """A page of a visitor who is not logged in."""
    page = context.new_page()
    yield page
    if request.node.stash.get(FAILED, False):
        page.screenshot(path=artefacts / f"FAILED-{_file_name(request.node.name)}.png", full_page=True)


@pytest.fixture
def phone(page: Page) -> Page:
    """The page on the screen of a phone, 360 pixels wide."""
    page.set_viewport_size(PHONE)
    return page


@pytest.fixture
def log_in(page: Page) -> Callable[[], Page]:
    """Log the sysadmin in by the form; give the page."""

    def log_in() -> Page:
        return sign_in(page, "admin", _needed("DGE_ADMIN_PASSWORD"))

    return log_in


@pytest.fixture
def mailbox(read_letter: Callable[[bytes], Any]) -> Letters:
    """The mails that the platform kept since the test began: `mailbox.wait("mairie@…", "Confirmez").text`."""
    return Letters(Path(_needed("DGE_MAILS")), read_letter)


@pytest.fixture
def call(base_url: str) -> Callable[..., Any]:
    """Call an action of the API as the sysadmin: `call("package_show", id="…")`."""

    def call(action: str, **data: Any) -> Any:
        headers = {"Authorization": _needed("DGE_ADMIN_TOKEN"), "Content-Type": "application/json"}
        asked = urllib.request.Request(f"{base_url}/api/3/action/{action}", json.dumps(data).encode(), headers)
        with urllib.request.urlopen(asked) as answer:
            return json.load(answer)["result"]

    return call


@pytest.fixture
def free_commune(call: Callable[..., Any]) -> Iterator[Callable[[str], None]]:
    """Take away a commune's requests, its workspace and its datasets (`free_commune("88351")`), now and after the test."""
    freed: set[str] = set()

    def free(insee: str) -> None:
        freed.add(insee)
        requests = call("dge_workspace_request_list", limit=100)["results"]
        for request in (one for one in requests if one["commune"]["insee"] == insee):
            call("dge_workspace_refuse", id=request["id"])
        spaces = call("organization_list", all_fields=True, include_extras=True)
        for space in (one for one in spaces if one.get("insee_code") == insee):
            _purge(call, space["id"])

    yield free
    for insee in tuple(freed):
        free(insee)


def _purge(call: Callable[..., Any], organization_id: str) -> None:
    mine = {"fq": f'owner_org:"{organization_id}"', "include_private": True, "include_drafts": True, "rows": 1000}
    for dataset in call("package_search", **mine)["results"]:
        call("dataset_purge", id=dataset["id"])
    call("organization_purge", id=organization_id)


@pytest.fixture
def shot(page: Page, artefacts: Path) -> Callable[[str], None]:
    """Keep a screenshot of the whole page: `shot("home")`."""

    def shot(name: str) -> None:
        page.screenshot(path=artefacts / f"{_file_name(name)}.png", full_page=True)

    return shot


@pytest.fixture
def complaints(page: Page, base_url: str) -> list[str]:
    """What the browser complains about while the test runs: errors of scripts, missing files, other hosts."""
    heard: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((base_url, "data:", "blob:")):
            heard.append(f"another host is asked: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(f"{message.text} ({message.location.get('url')})")

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    return heard


@pytest.fixture
def barriers(page: Page) -> Callable[..., list[str]]:
    """List the serious and critical violations that axe finds on the page, one line each; all of them by `barriers(every=True)`."""

    def barriers(*, every: bool = False) -> list[str]:
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [
            f"{violation['id']} ({violation['impact']}): {violation['help']} — {node['target']} {node['html'][:160]}"
            for violation in found
            if every or violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ]

    return barriers


def _file_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip("-")
