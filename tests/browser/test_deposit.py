"""A clerk deposits a file on a phone and has a published dataset a few clicks later; by keyboard alone; without JavaScript."""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from .signing_in import sign_in

PHONE = {"width": 375, "height": 740}
HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,rnaBeneficiaire,objet,montant,"
    "nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,dispositifAide"
)
VALID_ROW = (
    "Commune de Bruyères,21880078700010,2024-0{n}-08,D{n},Les Amis du kiosque,90188012000018,,Pupitres,1500.50,"
    "aide en numéraire,unique,2024-05-02,,non,1,"
)
VALID = "\n".join([HEADER, *(VALID_ROW.format(n=number) for number in range(1, 6))]).encode()
#: Days as people write them, decimal commas and units, blanks at the ends, a yes with a capital, SIRET in groups.
SPOILED_ROW = (
    'Commune de Bruyères,218 800 787 00010,08/0{n}/2024,D{n}, Les Amis du kiosque ,90188012000018,,Pupitres,"1 500,50 €",'
    "aide en numéraire,unique,2024-05-02,,Non,1,"
)
SPOILED = "\n".join([HEADER, *(SPOILED_ROW.format(n=number) for number in range(1, 4))]).encode("cp1252", "replace")
WAIT = 120_000


@dataclass(frozen=True)
class Clerk:
    """Somebody who publishes in a workspace of their own."""

    name: str
    password: str
    workspace: str

    def log_in(self, page: Page) -> Page:
        """Log in by the form."""
        return sign_in(page, self.name, self.password)


@pytest.fixture
def clerk(chromium: Browser, base_url: str) -> Iterator[Clerk]:
    """A publisher of a commune, as the team declares it."""
    headers = {"Authorization": os.environ["DGE_ADMIN_TOKEN"], "Content-Type": "application/json"}
    team = chromium.new_context(base_url=base_url, extra_http_headers=headers)
    name = f"depot-{uuid.uuid4().hex[:8]}"
    made = Clerk(f"agent-{name}", uuid.uuid4().hex, f"commune-{name}")
    members = [{"name": made.name, "capacity": "editor"}]
    for action, data in (
        ("user_create", {"name": made.name, "email": f"{name}@example.org", "password": made.password}),
        ("organization_create", {"name": made.workspace, "title": f"Commune de Bruyères {name}", "users": members,
                                 "territories": ["commune:88078"]}),
    ):  # fmt: skip
        answer = team.request.post(f"/api/action/{action}", data=json.dumps(data))
        assert answer.ok, answer.text()
    yield made
    team.close()


@pytest.fixture
def visitor(chromium: Browser, base_url: str) -> Iterator[Page]:
    """The page of somebody else."""
    context = chromium.new_context(base_url=base_url, locale="fr-FR")
    yield context.new_page()
    context.close()


class Hand:
    """Counts what a person presses: each click, or each key that acts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, target: Locator) -> None:
        """Click."""
        self.count += 1
        target.click()

    def press(self, target: Locator) -> None:
        """Go to a control with the tabulation key, as the eye sees where one is, and press it."""
        self.reach(target)
        self.count += 1
        self.page.keyboard.press("Enter")

    def reach(self, target: Locator) -> None:
        """Go to a control with the tabulation key."""
        for _ in range(200):
            if target.evaluate("item => item === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"no key reaches {target}")

    def choose(self, act: Callable[[], None], name: str, content: bytes) -> None:
        """Choose a file in the window that a click or a key opens."""
        with self.page.expect_file_chooser() as chooser:
            act()
        chooser.value.set_files({"name": name, "mimeType": "text/csv", "buffer": content})


@pytest.fixture
def sound(page: Page, shot: Callable[[str], None], barriers: Callable[[], list[str]]) -> Callable[[str], None]:
    """Look at the page as axe and the screen of a phone see it."""

    def look(name: str) -> None:
        shot(f"deposit-{name}")
        assert barriers() == [], name
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{name} is {too_wide} pixels wider than the screen"
        assert page.locator("h1").count() == 1

    return look


def test_a_valid_file_is_published_in_four_clicks_at_most_on_a_phone(clerk, page, visitor, sound, complaints):
    clerk.log_in(page)
    page.set_viewport_size(PHONE)
    page.goto(f"/espaces/{clerk.workspace}/deposer")
    sound("drop")
    hand = Hand(page)
    hand.choose(lambda: hand.click(page.locator("#upload")), "subventions-2024.csv", VALID)
    hand.click(page.get_by_role("button", name="Déposer", exact=True))
    expect(page.locator("[data-state=ready]")).to_be_visible(timeout=WAIT)
    expect(page.locator("[data-schema='scdl/subventions']")).to_contain_text(
        "Cela ressemble à Subventions versées : 100 %"
    )
    expect(page.locator("#describe ~ dl")).to_contain_text("Subventions versées – Commune de Bruyères")
    expect(page.locator(".dge-preview")).to_contain_text("Les Amis du kiosque")
    sound("ready")
    hand.click(page.get_by_role("button", name="Publier", exact=True))
    expect(page.locator("[data-state=published]")).to_be_visible(timeout=WAIT)
    sound("published")
    assert hand.count == 3, "at most four: choose, deposit, publish"

    page.get_by_role("link", name="Voir le récépissé").click()
    expect(page.locator("[data-found=yes]")).to_be_visible()
    expect(page.locator("[data-points='9']")).to_have_text("9 / 9")
    sound("receipt")
    assert visitor.goto(f"/dataset/?q={clerk.workspace.rpartition('-')[2]}").status == 200
    visitor.get_by_role("link", name=re.compile("Subventions versées – Commune de Bruyères")).first.click()
    expect(visitor.locator("h1")).to_contain_text("Subventions versées")
    assert complaints == []


def test_ten_faults_of_five_kinds_take_eight_keys_at_most_by_keyboard_alone(clerk, page, sound, complaints):
    clerk.log_in(page)
    page.set_viewport_size(PHONE)
    page.goto(f"/espaces/{clerk.workspace}/deposer")
    hand = Hand(page)
    hand.choose(lambda: hand.press(page.locator("#upload")), "subventions 2024.csv", SPOILED)
    hand.press(page.get_by_role("button", name="Déposer", exact=True))
    expect(page.locator("[data-state=choices]")).to_be_visible(timeout=WAIT)
    faults = int(re.sub(r"\D", "", page.locator("[data-quality=invalid]").inner_text()))
    assert faults >= 10
    assert page.locator("#corrections ~ form .dge-rule").count() >= 5
    sound("corrections")
    hand.press(page.get_by_role("button", name="Appliquer ces corrections"))
    expect(page.locator("[data-state=ready]")).to_be_visible(timeout=WAIT)
    expect(page.locator("[data-quality=valid]")).to_be_visible()
    sound("corrected")
    hand.press(page.get_by_role("button", name="Publier", exact=True))
    expect(page.locator("[data-state=published]")).to_be_visible(timeout=WAIT)
    assert hand.count == 4, "at most eight: choose, deposit, correct, publish"
    assert complaints == []


def test_a_draft_is_taken_up_on_another_device_without_javascript(clerk, chromium, base_url, page, sound, complaints):
    clerk.log_in(page)
    page.set_viewport_size(PHONE)
    page.goto(f"/espaces/{clerk.workspace}/deposer")
    page.set_input_files("#upload", {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Déposer", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("n’est pas un tableau")
    sound("refused")
    page.set_input_files("#upload", {"name": "subventions.csv", "mimeType": "text/csv", "buffer": VALID})
    page.get_by_role("button", name="Déposer", exact=True).click()
    expect(page.locator("[data-state=ready]")).to_be_visible(timeout=WAIT)
    page.get_by_text("Modifier la description").click()
    sound("describe")
    page.fill("#field-title", "Aides aux associations de Bruyères")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator("#describe ~ dl")).to_contain_text("Aides aux associations de Bruyères")

    plain = chromium.new_context(base_url=base_url, locale="fr-FR", java_script_enabled=False, viewport=PHONE)
    try:
        other = clerk.log_in(plain.new_page())
        other.goto(f"/espaces/{clerk.workspace}/depots")
        other.get_by_role("link", name="Aides aux associations de Bruyères").click()
        expect(other.locator("[data-state=ready]")).to_be_visible()
        other.get_by_role("button", name="Publier", exact=True).click()
        expect(other.locator("[data-state=published]")).to_be_visible(timeout=WAIT)
        _deposits_plainly(clerk, other)
    finally:
        plain.close()
    page.goto(f"/espaces/{clerk.workspace}/depots")
    sound("list")
    assert complaints == []


def _deposits_plainly(clerk: Clerk, page: Page) -> None:
    """Deposit by the bare form: the page comes again by itself until the file is read."""
    page.goto(f"/espaces/{clerk.workspace}/deposer")
    page.set_input_files("#upload", {"name": "encore.csv", "mimeType": "text/csv", "buffer": VALID})
    page.get_by_role("button", name="Déposer", exact=True).click()
    expect(page.locator("[data-state=ready]")).to_be_visible(timeout=WAIT)


def test_points_are_on_a_map_with_their_list(clerk, page, sound, context: BrowserContext, complaints):
    clerk.log_in(page)
    page.set_viewport_size(PHONE)
    header = "COLL_NOM,EQUIP_NOM,EQUIP_LAT,EQUIP_LONG"
    rows = "\n".join(f"Bruyères,Kiosque {number},48.2{number},6.7{number}" for number in range(3))
    page.goto(f"/espaces/{clerk.workspace}/deposer")
    page.set_input_files(
        "#upload", {"name": "kiosques.csv", "mimeType": "text/csv", "buffer": f"{header}\n{rows}\n".encode()}
    )
    page.get_by_role("button", name="Déposer", exact=True).click()
    expect(page.locator(".dge-map circle")).to_have_count(3, timeout=WAIT)
    expect(page.locator(".dge-points li").first).to_contain_text("Kiosque 0")
    sound("map")
    assert complaints == []
