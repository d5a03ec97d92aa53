"""A clerk uploads a spoiled workbook, reads why in French, and has a valid file three clicks later."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Callable
from xml.sax.saxutils import escape
from zipfile import ZipFile

from playwright.sync_api import Page, expect

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
