"""A clerk asks for the workspace of Plombières-les-Bains on a phone, by keyboard alone; an animateur opens it; real mails."""

from __future__ import annotations

import os
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

#: Another one each time: the platform that is visited may have seen this test before.
WHO = f"mairie-{os.getpid()}-{int(time.time())}@plombieres.example"
#: The width that the guide for communes is written for.
PHONE = {"width": 375, "height": 740}


def link_in(text: str, beginning: str) -> str:
    """Give the path of a mail's link."""
    found = re.search(rf"https?://[^/\s]+(\S*{re.escape(beginning)}\S+)", text)
    assert found, text
    return found[1]


def fits(page: Page) -> bool:
    """Tell whether nothing is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def tab_to(page: Page, selector: str) -> None:
    """Go on with the tabulator until an element has the focus."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached with the tabulator")


class Walk:
    """A page on a phone that is looked at after each step: axe clean, nothing wider than the screen, a screenshot."""

    def __init__(self, page: Page, barriers: Any, shot: Any) -> None:
        self.page, self._barriers, self._shot = page, barriers, shot
        page.set_viewport_size(PHONE)

    def look(self, name: str) -> None:
        """Look at the page as it stands."""
        assert self._barriers() == []
        assert fits(self.page), f"{name}: wider than the screen"
        self._shot(name)

    def type(self, selector: str, text: str) -> None:
        """Go to a field with the tabulator, and write over what is in it."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def press(self, selector: str) -> None:
        """Go to a button with the tabulator, and press it."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Enter")


def choose_the_commune(walk: Walk) -> None:
    """Find the commune by the first letters of its name."""
    page = walk.page
    page.goto("/espaces/demande")
    walk.look("demande-commune")
    walk.type("#field-commune", "plombieres les b")
    expect(page.locator("[role=option]").first).to_contain_text("Plombières-les-Bains")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    walk.press("form.dge-form button[type=submit]")
    expect(page.get_by_role("heading", name="Plombières-les-Bains")).to_be_visible()
    expect(page.locator("#field-siret")).to_have_value(re.compile(r"218\s803\s518\s00016"))
    walk.look("demande-formulaire")


def fill_in_and_correct(walk: Walk) -> None:
    """Send a SIRET that a spreadsheet spoiled, read why it is refused, correct it."""
    page = walk.page
    walk.type("#field-siret", "2,18804E+13")
    walk.type("#field-name", "Anne Martin")
    walk.type("#field-email", WHO)
    page.keyboard.press("Enter")
    expect(page.locator("#error-siret")).to_contain_text("abrégé par un tableur")
    expect(page.locator("#field-name")).to_have_value("Anne Martin")
    walk.look("demande-siret-faux")
    walk.type("#field-siret", "218 803 518 00016")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Regardez dans votre boîte aux lettres")
    walk.look("demande-envoyee")
    assert page.context.cookies() == [], "who has no account gets no cookie"


def confirm(walk: Walk, letter: str) -> None:
    """Follow the link of the first mail."""
    walk.page.goto(link_in(letter, "/espaces/demande/lien/"))
    walk.look("demande-lien")
    walk.press("main button[type=submit]")
    expect(walk.page.locator("h1")).to_have_text("Votre adresse est confirmée")
    walk.look("demande-confirmee")


def approve(walk: Walk) -> None:
    """Decide as an animateur."""
    page = walk.page
    page.goto("/espaces/demandes")
    walk.look("demandes")
    page.get_by_role("link", name="Plombières-les-Bains (88)").click()
    expect(page.get_by_text("L'adresse électronique est confirmée.")).to_be_visible()
    walk.look("demande-a-decider")
    page.get_by_role("button", name="Accepter et inviter").click()
    expect(page.get_by_text("L'espace est ouvert, et son administrateur est invité par courriel.")).to_be_visible()


def come_in(walk: Walk, invitation: str) -> None:
    """Choose a password by the link of the invitation, log in, and open the workspace."""
    page, password = walk.page, "une longue phrase à moi"
    page.context.clear_cookies()
    page.goto(link_in(invitation, "/user/reset/"))
    for field in ("password1", "password2"):
        page.fill(f"input[name={field}]", password)
    page.locator("input[name=password2]").press("Enter")
    page.wait_for_url(lambda url: "/user/reset/" not in url)
    page.goto("/user/login")
    page.fill("input[name=login]", WHO)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/user/login" not in url)
    page.goto(link_in(invitation, "/espaces/"))
    expect(page.locator("h1")).to_have_text("Mon espace : Commune de Plombières-les-Bains")
    expect(page.locator(".breadcrumb")).to_contain_text("Commune de Plombières-les-Bains")


def test_from_the_request_to_the_open_workspace(
    page: Page, log_in: Any, mailbox: Any, shot: Any, complaints: list[str], barriers: Any, free_commune: Any
) -> None:
    free_commune("88351")
    walk = Walk(page, barriers, shot)
    choose_the_commune(walk)
    fill_in_and_correct(walk)
    confirm(walk, mailbox.wait(WHO, "Confirmez votre adresse").text)
    log_in()
    approve(walk)
    come_in(walk, mailbox.wait(WHO, "L'espace de Plombières-les-Bains est ouvert").text)
    walk.look("espace-ouvert")
    refused = [line for line in complaints if "409" in line]
    assert complaints == refused, "only the refused form answers with a status of error"
