"""People of a workspace and of the team, on a platform that visitors use; what they see on a phone, and press."""

from __future__ import annotations

import json
import os
import random
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, expect

PHONE = {"width": 375, "height": 740}
TEAM = "data-grand-est"


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    login: str
    password: str
    email: str

    def log_in(self, page: Page) -> Page:
        """Log in by the form, on a phone; who was logged in there is not any more."""
        page.context.clear_cookies()
        page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType] - a dictionary of its two keys
        page.goto("/user/login")
        page.fill("input[name=login]", self.login)
        page.fill("input[name=password]", self.password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/user/login" not in url)
        return page


@dataclass(frozen=True)
class Space:
    """The workspace of a commune, and its administrator."""

    name: str
    title: str
    clerk: Person


@pytest.fixture
def act(chromium: Browser, base_url: str) -> Iterator[Callable[..., Any]]:
    """Call an action as the sysadmin; give the answer, or None where it is refused."""
    headers = {"Authorization": os.environ["DGE_ADMIN_TOKEN"], "Content-Type": "application/json"}
    context = chromium.new_context(base_url=base_url, extra_http_headers=headers)
    request: APIRequestContext = context.request

    def call(action: str, **data: Any) -> Any:
        answer = request.post(f"/api/action/{action}", data=json.dumps(data))
        return answer.json()["result"] if answer.ok else None

    yield call
    context.close()


def siret_of(siren: str) -> str:
    """Give a SIRET of a body: the first number of an establishment whose check digit fits."""
    for number in range(10):
        candidate = f"{siren}0001{number}"
        digits = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(candidate))]
        if sum(one - 9 if one > 9 else one for one in digits) % 10 == 0:
            return candidate
    raise AssertionError(siren)


def link_in(text: str, beginning: str) -> str:
    """Give the path of a mail's link."""
    found = re.search(rf"https?://[^/\s]+({re.escape(beginning)}\S+)", text)
    assert found, text
    return found[1]


@pytest.fixture(name="link_in")
def link_in_mail() -> Callable[[str, str], str]:
    """Give the path of a mail's link: `link_in(letter.text, "/espaces/")`."""
    return link_in


@pytest.fixture
def space(page: Page, act: Callable[..., Any], mailbox: Any) -> Space:
    """A commune that has none yet gets its workspace, by the road that communes take."""
    email = f"mairie-{uuid.uuid4().hex[:8]}@example.org"
    communes = act("dge_territory_search", q="Saint", kind="commune", limit=50)["results"]
    random.shuffle(communes)
    for commune in communes:
        asked = act(
            "dge_workspace_request",
            commune=commune["insee"],
            siret=siret_of(commune["siren"]),
            email=email,
            name="Anne Martin",
        )
        if asked:
            break
    page.goto(link_in(mailbox.wait(email, "Confirmez").text, "/espaces/demande/lien/"))
    page.locator("main button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Votre adresse est confirmée")
    assert act("dge_workspace_approve", id=asked["id"])
    invitation = mailbox.wait(email, "est ouvert").text
    clerk, name = Person(email, "une longue phrase à moi", email), link_in(invitation, "/espaces/").rpartition("/")[2]
    page.goto(link_in(invitation, "/user/reset/"))
    for field in ("password1", "password2"):
        page.fill(f"input[name={field}]", clerk.password)
    page.locator("input[name=password2]").press("Enter")
    page.wait_for_url(lambda url: "/user/reset/" not in url)
    page.context.clear_cookies()
    return Space(name, commune["name"], clerk)


@pytest.fixture
def helper(act: Callable[..., Any]) -> Person:
    """Somebody of the team."""
    name = f"aide-{uuid.uuid4().hex[:8]}"
    made = Person(name, uuid.uuid4().hex, f"{name}@example.org")
    assert act("user_create", name=name, fullname="Hélène de l'équipe", email=made.email, password=made.password)
    act("organization_create", name=TEAM, title="DATA Grand Est")
    assert act("organization_member_create", id=TEAM, username=name, role="editor")
    return made


@pytest.fixture
def other(chromium: Browser, base_url: str) -> Iterator[Page]:
    """The page of somebody else, on another computer."""
    context = chromium.new_context(base_url=base_url, locale="fr-FR")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def look(page: Page, shot: Callable[[str], None], barriers: Callable[..., list[str]]) -> Callable[[str], None]:
    """Look at the page as axe, with all its rules of whatever weight, and the screen of a phone see it."""

    def look(name: str) -> None:
        page.wait_for_load_state()
        page.evaluate("document.fonts.ready.then(() => true)")
        shot(f"space-{name}")
        assert barriers(every=True) == [], name
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{name} is {too_wide} pixels wider than the screen"
        assert page.locator("h1").count() == 1, name
        assert page.locator("main [data-next-step], main .btn-primary").count() >= 1, f"{name} has no next step"

    return look


@pytest.fixture
def press(page: Page) -> Callable[[str], None]:
    """Go to a control with the tabulation key, and press it: `press("button[name=answer]")`."""

    def press(selector: str) -> None:
        reach(page, selector)
        page.keyboard.press("Enter")

    return press


@pytest.fixture
def write(page: Page) -> Callable[[str, str], None]:
    """Go to a field with the tabulation key, and write over what is in it."""

    def write(selector: str, text: str) -> None:
        reach(page, selector)
        page.keyboard.press("Control+A")
        page.keyboard.type(text)

    return write


def reach(page: Page, selector: str) -> None:
    """Go to a control with the tabulation key; it must then be seen."""
    for _ in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no key reaches {selector}")
