"""The pages around deposits, on a phone, by keyboard, as axe reads them: hosting, help and its queue, templates, versions, members."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

WAIT = 120_000
HEADER = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,rnaBeneficiaire,objet,montant,"
    "nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,pourcentageSubvention,dispositifAide"
)
ROW = (
    "Commune de Bruyères,21880078700010,2024-0{month}-08,D{month},Les Amis du kiosque,90188012000018,,{what},{amount},"
    "aide en numéraire,unique,2024-05-02,,non,1,"
)

FILLED = {"nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire", "objet",
          "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "notificationUE"}  # fmt: skip


def table(**amounts: int) -> bytes:
    """Write grants of as many months: `table(m1=100, m2=250)`."""
    rows = (ROW.format(month=name[1:], what="Concert", amount=amount) for name, amount in amounts.items())
    return "\n".join([HEADER, *rows]).encode()


def gauge(page: Page) -> Any:
    """Give the gauge of the room for files."""
    return page.locator("[data-gauge=storage]")


def downloaded(page: Page, act: Callable[[], None]) -> bytes:
    """Give what is downloaded when something is pressed."""
    with page.expect_download() as waited:
        act()
    return waited.value.path().read_bytes()


def test_hosting_is_read_widened_suspended_taken_away_and_closed(
    page: Page, space: Any, helper: Any, look: Any, press: Any, write: Any, complaints: list[str]
):
    address = f"/espaces/{space.name}/hebergement"
    space.clerk.log_in(page).goto(f"/espaces/{space.name}")
    press(f".dge-tabs a[href='{address}']")
    expect(gauge(page)).to_contain_text("0 octets sur 500 Mo")
    look("hosting")
    write("#reason-more", "Les plans de la carte communale prennent 600 Mo.")
    press("form[action$='/hebergement/demande'] button")
    expect(page.locator("#more ~ [role=status]")).to_contain_text("carte communale")
    expect(page.locator(".flash-messages[role=status]")).to_contain_text("transmise à l’équipe")
    look("hosting-asked")

    helper.log_in(page).goto(address)
    expect(page.locator("#limits ~ [role=status]")).to_contain_text("carte communale")
    look("hosting-team")
    write("#storage_mb", "700")
    press("form[action$='/hebergement/limites'] button")
    expect(gauge(page)).to_contain_text("sur 700 Mo")
    press("#state ~ details summary")
    write("#reason-state", "Un fichier porte les adresses de particuliers.")
    look("hosting-team-suspends")
    press("button[value=suspend]")
    expect(page.locator("main .alert-warning")).to_contain_text("adresses de particuliers")
    look("hosting-team-suspended")

    space.clerk.log_in(page).goto(address)
    assert page.locator("#reason-more").count() == 0, "more room is of no use to who cannot deposit"
    look("hosting-suspended")
    with zipfile.ZipFile(io.BytesIO(downloaded(page, lambda: press("a[href$='/export.zip']")))) as export:
        assert export.testzip() is None
        assert any("journal" in name for name in export.namelist())
    press("#state ~ details summary")
    write("#reason-state", "Nous publions désormais avec notre communauté.")
    press("button[value=close]")
    expect(page.locator("#state ~ [role=status]")).to_be_visible()
    look("hosting-closed")
    assert complaints == []


def test_a_question_goes_to_the_team_and_comes_back(
    page: Page, space: Any, helper: Any, act: Any, mailbox: Any, link_in: Any, look: Any, press: Any, write: Any,
    complaints: list[str],
):  # fmt: skip
    space.clerk.log_in(page).goto(f"/espaces/{space.name}/aide")
    write("#text", "Quel fichier publier en premier ?\nNous avons les subventions et les menus de la cantine.")
    look("call-to-ask")
    press("main form button[type=submit]")
    expect(page.locator(".dge-said")).to_contain_text("menus de la cantine")
    look("call-asked")

    helper.log_in(page).goto("/espaces")
    write("#q", space.title)
    page.keyboard.press("Enter")
    page.wait_for_url("**/espaces?q=*")
    expect(page.locator(f"[data-workspace='{space.name}']")).to_be_visible()
    look("team-spaces")
    press("a[href='/espaces/aide']")
    expect(page.locator("[data-call=open]").first).to_be_visible()
    look("team-queue")
    press(f"[data-call=open] a[href*='/{space.name}/']")
    expect(page.locator(".dge-said")).to_contain_text("menus de la cantine")
    look("team-call")
    press("form[action$='/prendre'] button")
    expect(page.locator("form[action$='/prendre']")).to_have_count(0)
    write("main textarea", "Les subventions : le modèle vous attend dans votre espace.")
    press("button[name=answer]")
    expect(page.locator(".dge-said[data-team]")).to_contain_text("le modèle vous attend")
    look("team-call-answered")
    page.goto(f"/espaces/{space.name}/aide")
    look("team-help-of-a-space")

    space.clerk.log_in(page).goto(link_in(mailbox.wait(space.clerk.email, "Une réponse").text, "/espaces/"))
    look("call-answered")
    press("button[name=close]")
    expect(page.locator("button[name=close]")).to_have_count(0)
    expect(page.locator("main details summary")).to_be_visible()
    look("call-settled")

    helper.log_in(page).goto("/espaces/aide?regles=1")
    expect(page.locator(f"[data-call=closed] a[href*='/{space.name}/']")).to_be_visible()
    look("team-queue-settled")
    assert complaints == []


def deposit(page: Page, content: bytes, press: Any) -> None:
    """Deposit a file on the page that is open; it is ready to be published at the end."""
    page.set_input_files("#upload", {"name": "subventions-2024.csv", "mimeType": "text/csv", "buffer": content})
    press("form[data-dge-deposit] button[type=submit]")
    expect(page.locator("[data-state=ready]")).to_be_visible(timeout=WAIT)


def publish(page: Page, press: Any) -> None:
    """Publish the deposit that is shown."""
    press("button[formaction$='/publier']")
    expect(page.locator("[data-state=published]").first).to_be_visible(timeout=WAIT)


def test_templates_and_the_versions_of_a_file(
    page: Page, space: Any, call: Any, look: Any, press: Any, complaints: list[str]
):
    space.clerk.log_in(page).goto(f"/espaces/{space.name}")
    press(f"a[href='/espaces/{space.name}/modeles']")
    expect(page.locator("a[href$='.xlsx']").first).to_be_visible()
    look("templates")
    book = downloaded(page, lambda: press("a[href$='/modeles/scdl/subventions.xlsx']"))
    with zipfile.ZipFile(io.BytesIO(book)) as workbook:
        assert space.title in workbook.read("xl/sharedStrings.xml").decode()

    page.goto(f"/espaces/{space.name}/deposer")
    deposit(page, table(m1=100, m2=200, m3=300), press)
    publish(page, press)
    dataset = call("package_search", fq=f"organization:{space.name}")["results"][0]
    versions = f"/dataset/{dataset['name']}/resource/{dataset['resources'][0]['id']}/versions"
    page.goto(versions)
    look("versions-first")
    press("main a.btn-primary")
    expect(page.locator("[data-replaces]")).to_contain_text(dataset["title"])
    expect(page.locator("#upload-help")).to_contain_text("50 Mo")
    look("versions-deposit")
    deposit(page, table(m1=100, m2=250, m4=400, m5=500), press)
    expect(page.locator("[data-difference]")).to_be_visible(timeout=WAIT)
    look("versions-difference")
    publish(page, press)

    page.goto(versions)
    expect(page.locator("[data-difference]")).to_be_visible(timeout=WAIT)
    for number in range(page.locator("main details").count()):
        page.locator("main details").nth(number).locator("summary").press("Enter")
    added = page.locator("main details", has_text="ajoutées").locator("th")
    assert added.all_inner_texts() == [name for name in HEADER.split(",") if name in FILLED]
    look("versions")
    page.context.clear_cookies()
    page.goto(versions)
    expect(page.locator("[data-difference]")).to_be_visible()
    assert page.locator("main details, main form").count() == 0, (
        "rows and former files are for those who may change them"
    )
    look("versions-visitor")
    assert complaints == []
