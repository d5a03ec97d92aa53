"""A clerk's first visit, a file, a call for help and its answer, on a phone, by keyboard; the pictures of the guide are taken here.

`deploy/guide-pictures` makes the pictures of `docs/fr/images/` from the `guide-*.png` that this test leaves in the artefacts.
"""

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
WAIT = 120_000
TEAM = "data-grand-est"
HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,rnaBeneficiaire,objet,montant,"
    "nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,dispositifAide"
)
ROW = (
    'Commune de Bruyères,21880078700010,08/04/2024,D1,Les Amis du kiosque,90188012000018,,Pupitres,"1 500,50 €",'
    "aide en numéraire,unique,2024-05-02,,Non,1,"
)
SPOILED = f"{HEADER}\n{ROW}".encode("cp1252", "replace")


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    login: str
    password: str
    email: str

    def log_in(self, page: Page) -> Page:
        """Log in by the form."""
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
def look(page: Page, shot: Callable[[str], None], barriers: Callable[[], list[str]]) -> Callable[[str], None]:
    """Look at the page as axe and the screen of a phone see it."""

    def look(name: str) -> None:
        shot(f"space-{name}")
        assert barriers() == [], name
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{name} is {too_wide} pixels wider than the screen"
        assert page.locator("h1").count() == 1, name
        assert page.locator("main [data-next-step], main .btn-primary").count() >= 1, f"{name} has no next step"

    return look


@pytest.fixture
def picture(page: Page, artefacts: Any) -> Callable[[str], None]:
    """Take a picture for the guide: the upper part of the page on a phone."""

    def take(name: str) -> None:
        page.screenshot(
            path=artefacts / f"guide-{name}.png", clip={"x": 0, "y": 0, "width": 375, "height": 1100}, full_page=True
        )

    return take


def press(page: Page, selector: str) -> None:
    """Go to a control with the tabulation key, and press it."""
    for _ in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    pytest.fail(f"no key reaches {selector}")


def first_visit(page: Page, space: Space, look: Callable[[str], None], picture: Callable[[str], None]) -> None:
    """Go through the first path by keyboard, leave it after the first screen, and come back."""
    page.locator("header").get_by_role("link", name="Mon espace").click()
    expect(page.locator("[data-next=path]")).to_be_visible()
    look("first")
    press(page, "[data-next-step]")
    page.locator("#description").fill("Une commune des Vosges. Voici nos subventions.")
    page.locator("#colour_primary").fill("#1B4F72")
    look("welcome-1")
    picture("bienvenue")
    press(page, "button[data-next-step]")
    expect(page.locator("h1")).to_contain_text("Un premier fichier")
    look("welcome-2")
    page.goto(f"/espaces/{space.name}")
    press(page, "[data-next=path] [data-next-step]")
    expect(page.locator("h1")).to_contain_text("Un premier fichier")
    page.get_by_role("button", name="Plus tard, continuer").click()
    expect(page.locator("h1")).to_contain_text("Qui vous aide")
    look("welcome-3")
    press(page, "button[data-next-step]")
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


def answer(other: Page, helper: Person, link: str) -> None:
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
    page: Page, other: Page, space: Space, helper: Person, mailbox: Any, look: Any, picture: Any, complaints: list[str]
):
    page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType] - a dictionary of its two keys
    space.clerk.log_in(page)
    first_visit(page, space, look, picture)
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
    page: Page, space: Space, mailbox: Any, look: Any, complaints: list[str]
):
    page.set_viewport_size(PHONE)  # pyright: ignore[reportArgumentType]
    space.clerk.log_in(page)
    page.goto(f"/espaces/{space.name}/membres")
    look("members")
    invited = f"agent-{uuid.uuid4().hex[:8]}@example.org"
    page.locator("#email").focus()
    page.keyboard.type(invited)
    press(page, "button[data-next-step]")
    expect(page.locator("main")).to_contain_text(invited)
    assert space.title in mailbox.wait(invited).text
    page.goto(f"/espaces/{space.name}/aide")
    look("help")
    page.goto("/aide/guide-commune")
    look("guide")
    expect(page.locator(".dge-guide img").first).to_be_visible()
    assert complaints == []
