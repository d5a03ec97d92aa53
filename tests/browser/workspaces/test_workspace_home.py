"""A clerk's first visit, a file, a call for help and its answer, on a phone, by keyboard; the pictures of the guide are taken here.

`deploy/guide-pictures` makes the pictures of `docs/fr/images/` from the `guide-*.png` that this test leaves in the artefacts.
"""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

WAIT = 120_000
HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,rnaBeneficiaire,objet,montant,"
    "nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,dispositifAide"
)
ROW = (
    'Commune de Bruyères,21880078700010,08/04/2024,D1,Les Amis du kiosque,90188012000018,,Pupitres,"1 500,50 €",'
    "aide en numéraire,unique,2024-05-02,,Non,1,"
)
SPOILED = f"{HEADER}\n{ROW}".encode("cp1252", "replace")


@pytest.fixture
def picture(page: Page, artefacts: Any) -> Callable[[str], None]:
    """Take a picture for the guide: the upper part of the page on a phone."""

    def take(name: str) -> None:
        page.screenshot(
            path=artefacts / f"guide-{name}.png", clip={"x": 0, "y": 0, "width": 375, "height": 1100}, full_page=True
        )

    return take


def first_visit(
    page: Page, space: Any, look: Callable[[str], None], picture: Any, press: Callable[[str], None]
) -> None:
    """Go through the first path by keyboard, leave it after the first screen, and come back."""
    page.locator("header").get_by_role("link", name="Mon espace").click()
    expect(page.locator("[data-next=path]")).to_be_visible()
    look("first")
    press("[data-next-step]")
    page.locator("#description").fill("Une commune des Vosges. Voici nos subventions.")
    page.locator("#colour_primary").fill("#1B4F72")
    look("welcome-1")
    picture("bienvenue")
    press("button[data-next-step]")
    expect(page.locator("h1")).to_contain_text("Un premier fichier")
    look("welcome-2")
    page.goto(f"/espaces/{space.name}")
    press("[data-next=path] [data-next-step]")
    expect(page.locator("h1")).to_contain_text("Un premier fichier")
    page.get_by_role("button", name="Plus tard, continuer").click()
    expect(page.locator("h1")).to_contain_text("Qui vous aide")
    look("welcome-3")
    press("button[data-next-step]")
    expect(page.locator("[data-next=first]")).to_be_visible()


def ask(page: Page, look: Callable[[str], None]) -> str:
    """Deposit a spoiled file, and ask for help from its page; give the address of that page."""
    page.locator("[data-next=first] [data-next-step]").click()
    page.set_input_files("input[type=file]", {"name": "subventions.csv", "mimeType": "text/csv", "buffer": SPOILED})
    page.locator("main form .btn-primary").first.click()
    expect(page.locator("#corrections")).to_be_visible(timeout=WAIT)
    deposit = page.url.partition("#")[0]
    page.locator("#aide summary").click()
    page.fill("#help-text", "Faut-il vraiment changer toutes les dates ?")
    page.get_by_role("button", name="Envoyer à l'équipe").click()
    expect(page.locator("#aide")).to_contain_text("L'équipe va répondre")
    look("asked")
    return deposit


def answer(other: Page, helper: Any, link: str) -> None:
    """See the same page as the clerk, correct the file, and hand it back."""
    helper.log_in(other).goto(link)
    other.get_by_role("link", name="Voir la même page").click()
    other.get_by_role("button", name="Appliquer ces corrections").click()
    expect(other.locator("#aide .dge-done").last).to_contain_text("Hélène", timeout=WAIT)
    other.locator("#aide textarea").fill("C'est fait : les dates sont au bon format. Relisez, puis publiez.")
    other.get_by_role("button", name="Répondre et rendre la main").click()
    expect(other.locator("#aide .dge-said").last).to_contain_text("C'est fait")
    other.goto("/espaces/aide")
    expect(other.locator("[data-call=answered]").filter(has_text="Hélène").first).to_be_visible()


def test_a_first_visit_a_call_for_help_and_its_answer(
    page: Page, other: Page, space: Any, helper: Any, mailbox: Any, link_in: Any, look: Any, picture: Any, press: Any,
    complaints: list[str],
):  # fmt: skip
    space.clerk.log_in(page)
    first_visit(page, space, look, picture, press)
    deposit = ask(page, look)
    answer(other, helper, link_in(mailbox.wait(helper.email, "demande de l'aide").text, "/espaces/"))
    page.goto(link_in(mailbox.wait(space.clerk.email, "Une réponse").text, "/espaces/"))
    look("thread")
    page.goto(deposit)
    page.locator("#aide").scroll_into_view_if_needed()
    page.locator("#aide").screenshot(path=f"{os.environ['DGE_ARTEFACTS']}/screenshots/guide-aide.png")
    page.goto(f"/espaces/{space.name}")
    expect(page.locator("[data-next=answer]")).to_contain_text("L'équipe a répondu")
    look("home-answered")
    page.goto(deposit)
    page.get_by_role("button", name="C'est réglé").click()
    page.get_by_role("button", name=re.compile("^Publier")).click()
    expect(page.locator("[data-state=published]")).to_be_visible(timeout=WAIT)
    page.goto(f"/espaces/{space.name}")
    expect(page.locator("[data-dataset]").first).to_be_visible()
    look("home")
    picture("mon-espace")
    page.goto(f"/espaces/{space.name}/journal")
    expect(page.locator(".dge-journal")).to_contain_text("Hélène de l'équipe")
    look("journal")
    assert complaints == []


def test_members_are_invited_and_pages_are_sound(
    page: Page, space: Any, mailbox: Any, look: Any, press: Any, complaints: list[str]
):
    space.clerk.log_in(page)
    page.goto(f"/espaces/{space.name}/membres")
    look("members")
    invited = f"agent-{uuid.uuid4().hex[:8]}@example.org"
    page.locator("#email").focus()
    page.keyboard.type(invited)
    press("button[data-next-step]")
    expect(page.locator("main")).to_contain_text(invited)
    assert space.title in mailbox.wait(invited).text
    for number in range(page.locator("[data-member] details").count()):
        page.locator("[data-member] summary").nth(number).press("Enter")
    look("members-opened")
    page.goto(f"/espaces/{space.name}/aide")
    look("help")
    page.goto("/aide/guide-commune")
    look("guide")
    expect(page.locator(".dge-guide img").first).to_be_visible()
    assert complaints == []
