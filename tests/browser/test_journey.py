"""The whole way of a commune of the Vosges, on the real platform with real mail.

It asks for its workspace, is let in, deposits a spoiled workbook, is helped by an animateur, publishes; a visitor finds the
data on the commune's page.
"""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Page, expect

INSEE, NAME = "88351", "Plombières-les-Bains"
PHONE = {"width": 375, "height": 740}
PASSWORD = "Mirabelle-et-bluet-88"
HEADER = [
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire",
    "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE",
    "notificationUE", "pourcentageSubvention", "dispositifAide",
]  # fmt: skip


def spoiled(siret: str) -> bytes:
    """Write a workbook as clerks have them: a title above, days and amounts as people write them, blanks, a total."""
    common = ["aide en numéraire", "unique", "2025-05-02", "", "Non", "1", ""]
    rows = [
        ["Subventions versées en 2025"],
        [],
        HEADER,
        ["Commune de Plombières", siret, "08/04/2025", "D1", " Les Amis du kiosque ", "90188012000018", "", "Pupitres", "1 500,50 €", *common],
        ["Commune de Plombières", siret, "9 avril 2025", "D2", "Les Amis du kiosque", "90188012000018", "", "Concert", "1200", *common],
        ["Total", "", "", "", "", "", "", "", "2700,50"],
    ]  # fmt: skip
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    sheet = book.add_worksheet("Subventions")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return output.getvalue()


@pytest.fixture
def visitor(chromium: Browser, base_url: str) -> Iterator[Callable[[], Page]]:
    """Open pages of people of their own, each on a phone."""
    contexts = []

    def opened() -> Page:
        context = chromium.new_context(base_url=base_url, locale="fr-FR", viewport=PHONE)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def link_in(text: str, path: str) -> str:
    """Find the link to a kind of page in a mail."""
    found = re.search(rf"https?://\S*{path}\S*", text)
    assert found, text
    return found.group()


@pytest.fixture
def shot(artefacts: Path) -> Callable[[Page, str], None]:
    """Keep a screenshot of a step, of whoever takes it."""

    def shot(page: Page, name: str) -> None:
        page.screenshot(path=artefacts / f"journey-{name}.png", full_page=True)

    return shot


def ask(clerk: Page, email: str, shot: Callable[[Page, str], None]) -> str:
    """Ask for the workspace of the commune; give the SIRET that the form proposes."""
    clerk.goto("/espaces/demande")
    clerk.fill("#field-commune", NAME)
    clerk.locator("form.dge-form button[type=submit]").first.click()
    siret = re.sub(r"\s", "", clerk.input_value("#field-siret"))
    clerk.fill("#field-name", "Jeanne Thirion")
    clerk.fill("#field-email", email)
    shot(clerk, "1-request")
    clerk.locator("form.dge-form button[type=submit]").click()
    clerk.wait_for_url("**/espaces/demande/envoyee**")
    return siret


def confirm(clerk: Page, letter: str) -> None:
    """Confirm the address by the link of a mail."""
    clerk.goto(link_in(letter, "/espaces/demande/lien/"))
    clerk.locator("main form button[type=submit], .dge-form button[type=submit], form button.btn-primary").last.click()


def approve(team: Page, shot: Callable[[Page, str], None]) -> None:
    """Read what the checks found, and approve."""
    team.goto("/espaces/demandes")
    team.get_by_role("link", name=re.compile(NAME)).first.click()
    shot(team, "2-checks")
    team.locator("form[action$='/accepter'] button").click()
    expect(team.locator("form[action$='/inviter']")).to_be_visible()


def come_in(clerk: Page, email: str, invitation: str) -> str:
    """Choose a password by the link of the invitation, and log in; give the name of the workspace."""
    clerk.goto(link_in(invitation, "/user/reset/"))
    clerk.fill("input[name=password1]", PASSWORD)
    clerk.fill("input[name=password2]", PASSWORD)
    clerk.locator("button[name=save], form button[type=submit]").last.click()
    clerk.goto("/user/login")
    clerk.fill("input[name=login]", email)
    clerk.fill("input[name=password]", PASSWORD)
    clerk.press("input[name=password]", "Enter")
    clerk.wait_for_url(lambda url: "/user/login" not in url)
    workspace = link_in(invitation, "/espaces/").rpartition("/")[-1]
    clerk.goto(f"/espaces/{workspace}")
    expect(clerk.locator("#content, main").first).to_contain_text("Plombières")
    return workspace


def deposit_and_call(clerk: Page, workspace: str, content: bytes, shot: Callable[[Page, str], None]) -> str:
    """Deposit a spoiled workbook and call for help; give the address of the deposit."""
    clerk.goto(f"/espaces/{workspace}/deposer")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    clerk.set_input_files("#upload", {"name": "subventions-2025.xlsx", "mimeType": kind, "buffer": content})
    clerk.locator("form[data-dge-deposit] button[type=submit]").click()
    expect(clerk.locator("[data-quality=invalid]")).to_be_visible(timeout=120_000)
    deposit = clerk.url.partition("#")[0].partition("?")[0]
    shot(clerk, "3-report")
    clerk.locator("[data-help-ask] summary").click()
    clerk.fill("#help-text", "Que dois-je faire de toutes ces remarques ?")
    clerk.locator("#aide form button[type=submit]").last.click()
    expect(clerk.locator("#aide")).to_contain_text("Que dois-je faire")
    return deposit


def help_out(team: Page, deposit: str) -> None:
    """See the same report, correct the file, hand it back."""
    team.goto("/espaces/aide")
    team.locator("[data-call=open] a").filter(has_text="Plombières").last.click()
    team.locator(f"a[href*='{deposit.rpartition('/')[-1]}']").first.click()
    team.locator("form[action$='/corriger'] button[type=submit]").click()
    expect(team.locator("[data-quality=valid]")).to_be_visible(timeout=120_000)
    team.locator("#aide textarea").fill("C'est corrigé : vous pouvez publier.")
    team.locator("#aide button[name=answer]").click()
    expect(team.locator("#aide")).to_contain_text("vous pouvez publier")


def publish(clerk: Page, deposit: str, shot: Callable[[Page, str], None]) -> None:
    """Read the answer, and publish."""
    clerk.goto(deposit)
    expect(clerk.locator("#aide")).to_contain_text("vous pouvez publier")
    clerk.locator("button[formaction$='/publier']").click()
    expect(clerk.locator("[data-state=published]").first).to_be_visible(timeout=120_000)
    shot(clerk, "4-published")


def find(someone: Page, shot: Callable[[Page, str], None]) -> None:
    """Find the data on the commune's page."""
    someone.goto(f"/c/{INSEE}")
    expect(someone.locator("h1")).to_contain_text(NAME)
    shot(someone, "5-commune")
    someone.locator("main a[href*='/dataset/']").first.click()
    expect(someone.locator("h1")).to_contain_text(re.compile("ubvention"))
    shot(someone, "6-dataset")


def test_from_the_request_of_a_commune_to_its_dataset_found_by_a_visitor(
    free_commune: Callable[[str], None],
    visitor: Callable[[], Page],
    log_in: Callable[[], Page],
    mailbox: Any,
    shot: Callable[[Page, str], None],
):
    free_commune(INSEE)
    email = f"mairie-{uuid.uuid4().hex[:8]}@plombieres.example"
    clerk, team = visitor(), log_in()
    siret = ask(clerk, email, shot)
    confirm(clerk, mailbox.wait(email, NAME).text)
    approve(team, shot)
    workspace = come_in(clerk, email, mailbox.wait(email, "ouvert").text)
    deposit = deposit_and_call(clerk, workspace, spoiled(siret), shot)
    help_out(team, deposit)
    mailbox.wait(email, "subventions")
    publish(clerk, deposit, shot)
    find(visitor(), shot)
