"""A clerk uploads a spoiled workbook, reads why in French, and has a valid file three clicks later.

Another uploads a file that names people: it waits, says why, and is public once masked. A third corrects how a file is
read, without JavaScript.
"""

from __future__ import annotations

import io
import json
import os
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from .signing_in import sign_in

HEADER = [
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
]
#: Days as people write them, a decimal comma, blanks at the ends, a yes with a capital.
ROWS = [
    ["Commune de Bruyères", "21880078700010", "08/04/2025", "D1", " Les Amis du kiosque ", "90188012000018", "",
     "Pupitres", "1500,50", "aide en numéraire", "unique", "2025-05-02", "", "non", "1", ""],
    ["Commune de Bruyères", "21880078700010", "9 avril 2025", "D2", "Les Amis du kiosque", "90188012000018", "",
     "Concert", "1 200 €", "aide en numéraire", "unique", "2025-06-02", "", "Non", "0,5", ""],
]  # fmt: skip
NAMESPACE = "http://schemas.openxmlformats.org"


def workbook(rows: list[list[str]]) -> bytes:
    """Write a workbook of one sheet, all cells texts, with the parts that the format requires."""
    cells = [
        [f'<c t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>' for cell in row] for row in rows
    ]
    sheet = "".join(f"<row>{''.join(row)}</row>" for row in cells)
    main, relations = f"{NAMESPACE}/spreadsheetml/2006/main", f"{NAMESPACE}/package/2006/relationships"
    office = f"{NAMESPACE}/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{NAMESPACE}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Subventions" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    output = io.BytesIO()
    with ZipFile(output, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return output.getvalue()


def dataset_of(page: Page) -> str:
    """Make an organisation and a dataset; give the dataset's name."""
    name = f"subventions-{uuid.uuid4().hex[:8]}"
    token = page.locator("meta[name=_csrf_token]").get_attribute("content") or ""
    for action, data in (
        ("organization_create", {"name": f"org-{name}", "title": "Bruyères"}),
        ("package_create", {"name": name, "title": "Subventions versées", "owner_org": f"org-{name}"}),
    ):
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        answer = page.request.post(f"/api/action/{action}", data=json.dumps(data), headers=headers)
        assert answer.ok, answer.text()
    return name


def test_a_spoiled_workbook_is_valid_three_clicks_later(
    log_in: Callable[[], Page], shot: Callable[[str], None], barriers: Callable[[], list[str]]
):
    page = log_in()
    name = dataset_of(page)
    page.goto(f"/dataset/{name}/resource/new")
    file = {
        "name": "subventions.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": workbook([HEADER, *ROWS]),
    }
    page.set_input_files("input[type=file]", file)
    page.fill("input[name=name]", "Subventions 2025")
    page.locator("button[name=save]").last.click()
    page.goto(f"/dataset/{name}")
    page.locator("#dataset-resources a.heading").first.click()
    shot("quality-resource")
    page.goto(f"{page.url.partition('?')[0]}/qualite")
    expect(page.locator("[data-quality=invalid][data-pending='']")).to_have_text("Fichier à corriger", timeout=90_000)
    expect(page.locator("main")).to_contain_text("dateConvention")
    shot("quality-report")
    assert barriers() == []
    page.get_by_role("link", name="Proposer des corrections").click()
    expect(page.locator("main")).to_contain_text("08/04/2025")
    shot("quality-repair")
    assert barriers() == []
    page.get_by_role("button", name="Appliquer ces corrections").click()
    expect(page.locator("[data-quality=valid][data-pending='']")).to_have_text("Fichier valide", timeout=90_000)
    shot("quality-valid")


#: A made-up number with a right key, and an address of nobody.
NIR, PERSON = "2 95 10 99 126 111 93", "jean.dupont@ville.fr"
MEMBERS = f"""Adhérents, liste tenue par {PERSON}
nom,contact,numéro
Amis du kiosque,{PERSON},{NIR}
Arts du feu,mairie@ville.fr,
""".encode()
#: Two columns for who sees commas, three for who sees semicolons: nothing tells which is meant.
MISREAD = "Mairie;2024\nlieu,effectif;unité\nNancy,2;classe\nMetz,5;école\n".encode("cp1252")
PHONE = {"width": 375, "height": 740}


@dataclass(frozen=True)
class Editor:
    """A person who publishes for an organisation, and a dataset of theirs without files."""

    name: str
    password: str
    dataset: str

    def log_in(self, page: Page) -> Page:
        """Log in by the form."""
        return sign_in(page, self.name, self.password)

    def upload(self, page: Page, file_name: str, content: bytes) -> str:
        """Send a file by the form; give the address of the page of its quality."""
        page.goto(f"/dataset/{self.dataset}/resource/new")
        page.set_input_files("input[type=file]", {"name": file_name, "mimeType": "text/csv", "buffer": content})
        page.fill("input[name=name]", file_name)
        page.locator("button[name=save]").last.click()
        page.goto(f"/dataset/{self.dataset}")
        page.locator("#dataset-resources a.heading").first.click()
        page.wait_for_url(re.compile("/resource/"))
        return f"{page.url.partition('?')[0]}/qualite"


@pytest.fixture
def make_editor(chromium: Browser, base_url: str) -> Iterator[Callable[..., Editor]]:
    """Declare an organisation, what it does about personal data, an editor and a public dataset, as the team does."""
    headers = {"Authorization": os.environ["DGE_ADMIN_TOKEN"], "Content-Type": "application/json"}
    team = chromium.new_context(base_url=base_url, extra_http_headers=headers)

    def make(privacy_guard: str = "warn") -> Editor:
        name = f"adherents-{uuid.uuid4().hex[:8]}"
        editor = Editor(f"editrice-{name}", uuid.uuid4().hex, name)
        members = [{"name": editor.name, "capacity": "editor"}]
        for action, data in (
            ("user_create", {"name": editor.name, "email": f"{name}@example.org", "password": editor.password}),
            ("organization_create", {"name": f"org-{name}", "title": "Bruyères", "users": members,
                                     "privacy_guard": privacy_guard}),
            ("package_create", {"name": name, "title": "Adhérents", "owner_org": f"org-{name}", "private": False}),
        ):  # fmt: skip
            answer = team.request.post(f"/api/action/{action}", data=json.dumps(data))
            assert answer.ok, answer.text()
        return editor

    yield make
    team.close()


@pytest.fixture
def visitor(chromium: Browser, base_url: str) -> Iterator[Page]:
    """The page of somebody else."""
    context = chromium.new_context(base_url=base_url, locale="fr-FR")
    yield context.new_page()
    context.close()


def sound(page: Page, shot: Callable[[str], None], barriers: Callable[[], list[str]], name: str) -> None:
    """Look at a page as axe, a screen and a phone see it."""
    shot(name)
    assert barriers() == []
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    shot(f"{name}-phone")
    page.set_viewport_size(size)
    assert too_wide <= 0, f"{name} is {too_wide} pixels wider than the screen"


def test_personal_data_wait_are_explained_masked_and_the_dataset_publishes_itself(
    make_editor, page, visitor, shot, barriers, complaints
):
    editor = make_editor("stop")
    assert visitor.goto(f"/dataset/{editor.dataset}").status == 200
    report = editor.upload(editor.log_in(page), "adherents.csv", MEMBERS)
    assert visitor.goto(f"/dataset/{editor.dataset}").status in {403, 404}, "nobody has looked at the file yet"
    page.goto(f"/dataset/{editor.dataset}")
    expect(page.locator("[data-waits=yes]")).to_contain_text("publié tout seul")
    expect(page.locator("[data-waits=yes]")).not_to_contain_text("publiez à nouveau")
    sound(page, shot, barriers, "privacy-waits")

    page.goto(f"/dataset/edit/{editor.dataset}")
    expect(page.locator("#field-private")).to_have_value("False")
    expect(page.locator("#field-private-help")).to_be_visible()
    assert barriers() == []
    page.locator("#field-private").scroll_into_view_if_needed()
    shot("privacy-form")
    page.fill("#field-title", "Adhérents de 2025")
    page.locator("button[name=save]").last.click()
    expect(page.locator("h1").first).to_contain_text("Adhérents de 2025")
    expect(page.locator("[data-waits=yes]"), "saving its form lets it go on waiting").to_be_visible()

    page.goto(report)
    expect(page.locator("[data-quality][data-pending='']")).to_be_visible(timeout=90_000)
    expect(page.locator("[data-sight=found]")).to_contain_text("personnelles")
    sound(page, shot, barriers, "privacy-report")
    page.locator("[data-sight=found] a").click()
    expect(page.locator("main")).to_contain_text("numéros de sécurité sociale")
    expect(page.locator("main")).to_contain_text("Hors des colonnes")
    said = page.locator("main").inner_text()
    assert PERSON not in said
    assert NIR not in said
    sound(page, shot, barriers, "privacy-findings")
    page.get_by_role("button", name="Masquer ce qui est coché").click()
    expect(page.locator("body")).to_contain_text("Les données sont masquées")
    expect(page.locator("[data-quality][data-pending='']")).to_be_visible(timeout=90_000)
    expect(page.locator("[data-sight=found]")).to_have_count(0)
    shot("privacy-masked")

    assert visitor.goto(f"/dataset/{editor.dataset}").status == 200
    page.goto(f"/dataset/{editor.dataset}")
    expect(page.locator("[data-waits]")).to_have_count(0)
    address = page.locator("a.resource-url-analytics").first.get_attribute("href")
    public = visitor.request.get(address or "").text()
    assert "Amis du kiosque" in public
    assert PERSON not in public
    assert NIR not in public
    assert complaints == []


def test_a_file_that_is_misread_is_corrected_without_javascript(
    make_editor, chromium, base_url, page, shot, barriers, complaints
):
    editor = make_editor()
    plain = chromium.new_context(base_url=base_url, locale="fr-FR", java_script_enabled=False)
    try:
        clerk = editor.log_in(plain.new_page())
        report = editor.upload(clerk, "effectifs.csv", MISREAD)
        clerk.goto(report)
        expect(clerk.locator("[data-quality][data-pending='']")).to_be_visible(timeout=90_000)
        clerk.get_by_role("link", name="Ce n'est pas cela : corriger").click()
        clerk.select_option("#delimiter", ",")
        clerk.select_option("#encoding", "cp1252")
        clerk.fill("#header_row", "2")
        clerk.get_by_role("button", name="Lire le fichier ainsi").click()
        expect(clerk.locator("body")).to_contain_text("est relu")
        expect(clerk.locator("[data-quality=valid][data-pending='']")).to_be_visible(timeout=90_000)
        expect(clerk.locator("[aria-labelledby=reading]")).to_contain_text("virgule (,)")
    finally:
        plain.close()
    editor.log_in(page).goto(report)
    expect(page.locator("[aria-labelledby=reading] dl")).to_contain_text("2")
    sound(page, shot, barriers, "dialect-report")
    page.goto(f"{report}/lecture")
    expect(page.locator("main")).to_contain_text("lieu · effectif;unité")
    sound(page, shot, barriers, "dialect-form")
    assert complaints == []


def test_the_report_that_is_taken_away_stands_alone(make_editor, page, shot, barriers, complaints):
    editor = make_editor()
    content = "\n".join([",".join(HEADER), *(",".join(row).replace("1500,50", "beaucoup") for row in ROWS)])
    report = editor.upload(editor.log_in(page), "subventions.csv", content.encode())
    page.goto(report)
    expect(page.locator("[data-quality=invalid][data-pending='']")).to_be_visible(timeout=90_000)
    page.goto(f"{report}/rapport.html")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("body")).to_contain_text("dateConvention")
    assert page.locator("script, link[rel=stylesheet], img[src^=http]").count() == 0
    sound(page, shot, barriers, "report-alone")
    page.emulate_media(media="print")
    shot("report-alone-print")
    assert barriers() == []
    assert complaints == []
