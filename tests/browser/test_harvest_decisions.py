"""In Chromium: a source is previewed and seen running, a held run is refused by a person, the same record of two sources is one dataset, twins are decided."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PATIENCE = 180
RECORD = """<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
<gmd:fileIdentifier><gco:CharacterString>{identifier}</gco:CharacterString></gmd:fileIdentifier>
<gmd:dateStamp><gco:Date>2024-01-01</gco:Date></gmd:dateStamp>
<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>
<gmd:title><gco:CharacterString>{title}</gco:CharacterString></gmd:title></gmd:CI_Citation></gmd:citation>
<gmd:abstract><gco:CharacterString>Relevé annuel des services techniques.</gco:CharacterString></gmd:abstract>
<gmd:pointOfContact><gmd:CI_ResponsibleParty><gmd:organisationName><gco:CharacterString>Département des Vosges</gco:CharacterString>
</gmd:organisationName><gmd:role><gmd:CI_RoleCode codeListValue="owner"/></gmd:role></gmd:CI_ResponsibleParty></gmd:pointOfContact>
</gmd:MD_DataIdentification></gmd:identificationInfo></gmd:MD_Metadata>"""


class Api:
    """The platform's API, as its administrator."""

    def __init__(self, base_url: str) -> None:
        self.base_url, self.token = base_url, os.environ["DGE_ADMIN_TOKEN"]

    def __call__(self, action: str, **data: Any) -> Any:
        headers = {"Authorization": self.token, "Content-Type": "application/json"}
        address = f"{self.base_url}/api/3/action/{action}"
        request = urllib.request.Request(address, json.dumps(data).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["result"]
        except urllib.error.HTTPError as error:
            pytest.fail(f"{action}: {error.read().decode()[:2000]}")


def put(folder: Path, identifier: str, title: str) -> None:
    """Write a record of ISO 19139 into a folder."""
    (folder / f"{identifier}.xml").write_text(RECORD.format(identifier=identifier, title=title), encoding="utf-8")


class Catalogue:
    """A folder of ISO records on a web server, and the source that harvests it."""

    def __init__(self, api: Api, folder: Path, address: str, title: str) -> None:
        self.api, self.folder = api, folder
        self.name = f"source-{uuid.uuid4().hex[:8]}"
        owner = api("organization_create", name=f"org-{uuid.uuid4().hex[:8]}", title=f"Organisation de {title}")
        source = {"name": self.name, "title": title, "url": address, "source_type": "dge-waf", "owner_org": owner["id"]}
        self.id = api("harvest_source_create", **source)["id"]

    def put(self, identifier: str, title: str) -> None:
        put(self.folder, identifier, title)

    def run(self) -> dict[str, Any]:
        job = self.api("harvest_job_create", source_id=self.id, run=True)["id"]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            run = self.api("dge_harvest_run_show", id=job)
            if run["state"] not in ("queued", "running"):
                assert run["state"] == "finished", run
                return run
            time.sleep(0.5)
        pytest.fail("the harvest did not end")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[[], tuple[Path, str]]]:
    """Make empty folders that a web server shows; gives each with its address."""
    port = int(os.environ["DGE_SOURCE_PORT"])
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()

    def make() -> tuple[Path, str]:
        folder = tmp_path / uuid.uuid4().hex[:8]
        folder.mkdir()
        return folder, f"http://127.0.0.1:{port}/{folder.name}/"

    yield make
    server.shutdown()
    server.server_close()


@pytest.fixture
def catalogue(base_url: str, served: Callable[[], tuple[Path, str]]) -> Iterator[Callable[[str], Catalogue]]:
    """Make catalogues whose records the test writes; they are emptied at the end."""
    api, made = Api(base_url), []

    def make(title: str) -> Catalogue:
        made.append(Catalogue(api, *served(), title))
        return made[-1]

    yield make
    for one in made:
        api("harvest_source_clear", id=one.id)
        api("harvest_source_delete", id=one.id)


@pytest.fixture
def sound(page: Page, barriers, shot, complaints) -> Callable[[str], None]:
    """Look at a page: no barrier, no complaint, and nothing wider than a phone of 375 pixels."""

    def sound(name: str) -> None:
        assert barriers() == []
        shot(name)
        page.set_viewport_size({"width": 375, "height": 740})
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        shot(f"{name}-375")
        page.set_viewport_size({"width": 1280, "height": 900})
        assert overflow <= 0, f"{name} is {overflow} pixels too wide"
        assert complaints == []

    return sound


def test_a_short_answer_is_held_and_a_person_refuses_the_removal(log_in, page: Page, catalogue, sound):
    mark = uuid.uuid4().hex[:6]
    source = catalogue(f"Catalogue des Vosges {mark}")
    for number in range(12):
        source.put(f"vosges-{mark}-{number:02}", f"Voirie, secteur {number} ({mark})")
    assert source.run()["added"] == 12
    for file in sorted(source.folder.iterdir())[:9]:
        file.unlink()
    run = source.run()
    assert (run["held"], run["missing"]) == (9, 0)
    log_in()
    page.goto(f"/harvest/admin/{source.name}")
    page.get_by_role("link", name="Retraits retenus").click()
    expect(page.get_by_role("cell", name=f"vosges-{mark}-03")).to_be_visible()
    sound("retraits-retenus")
    keep = page.get_by_role("button", name="Garder ces jeux de données")
    keep.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("ces jeux de données restent ouverts").first).to_be_visible()
    assert source.run()["held"] == 9
    page.goto(f"/dataset/vosges-{mark}-03")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Voirie")


def test_the_same_record_of_two_sources_is_one_dataset_until_a_person_separates_it(
    log_in, page: Page, catalogue, sound
):
    mark = uuid.uuid4().hex[:6]
    one, other = catalogue(f"Catalogue du département {mark}"), catalogue(f"Catalogue régional {mark}")
    for source in (one, other):
        source.put(f"pistes-{mark}", f"Pistes cyclables {mark}")
    one.run()
    assert other.run()["merged"] == 1
    page.goto(f"/dataset/pistes-{mark}")
    for said in (f"Catalogue du département {mark}", f"Catalogue régional {mark}", "Même identifiant de fiche"):
        expect(page.locator(".dge-origin")).to_contain_text(said)
    sound("moissonne-de-deux-sources")
    log_in()
    page.goto(f"/dataset/pistes-{mark}")
    sound("moissonne-de-deux-sources-editeur")
    page.get_by_role("button", name="Séparer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("La fusion est défaite").first).to_be_visible()
    assert other.run()["unchanged"] == 1
    page.goto(f"/dataset/?q={mark}")
    expect(
        page.locator(".dataset-heading, .dge-result h2, article h2, article h3").filter(has_text=mark)
    ).to_have_count(2)


def test_probable_twins_are_decided_with_one_click(log_in, page: Page, catalogue, sound):
    mark = uuid.uuid4().hex[:6]
    one, other = catalogue(f"Catalogue A {mark}"), catalogue(f"Catalogue B {mark}")
    one.put(f"a-{mark}", f"Arrêts de bus {mark}")
    other.put(f"b-{mark}", f"ARRÊTS DE BUS {mark}")
    one.run()
    assert other.run()["added"] == 1
    log_in()
    page.goto("/harvest/twins")
    pair = page.locator("section").filter(has_text=f"a-{mark}")
    expect(pair).to_contain_text("même organisation")
    sound("jumeaux-probables")
    pair.get_by_role("button", name="C’est la même donnée").click()
    expect(page.get_by_text("sont maintenant un seul jeu de données").first).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"/dataset/b-{mark}")
    page.wait_for_url(f"**/dataset/a-{mark}")
    expect(page.locator(".dge-origin")).to_contain_text("Une personne a dit")


def test_an_edit_is_kept_and_given_back(log_in, page: Page, catalogue, barriers, shot):
    mark = uuid.uuid4().hex[:6]
    source = catalogue(f"Catalogue corrigé {mark}")
    for number in range(3):
        source.put(f"forages-{mark}-{number}", f"Forages {mark}, feuille {number}")
    source.run()
    edited = f"forages-{mark}-1"
    log_in()
    page.goto(f"/dataset/edit/{edited}")
    expect(page.get_by_text("Les champs que vous modifiez sont gardés")).to_be_visible()
    page.fill("input[name=title]", f"Forages du plateau {mark}")
    page.locator("#dataset-edit button[name=save]").last.click()
    page.wait_for_url(f"**/dataset/{edited}")
    page.goto(f"/dataset/{edited}")
    expect(page.locator(".dge-origin")).to_contain_text(f"La source dit : Forages {mark}, feuille 1")
    assert barriers() == []
    shot("champs-gardes")
    page.get_by_role("button", name="Suivre de nouveau la source").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Forages {mark}, feuille 1")


def test_a_source_is_previewed_then_saved_and_runs_in_sight(log_in, page: Page, base_url, served, sound):
    api, mark, records = Api(base_url), uuid.uuid4().hex[:6], 60
    folder, address = served()
    for number in range(records):
        put(folder, f"sources-{mark}-{number:02}", f"Sources d’eau, feuille {number} ({mark})")
    api("organization_create", name=f"org-{mark}", title=f"Organisation {mark}")
    log_in()
    page.goto("/harvest/new")
    page.fill("#field-url", address)
    page.locator("#field-title").press_sequentially(f"Catalogue aperçu {mark}")
    page.check("#type-dge-waf")
    page.select_option("#field-organizations", label=f"Organisation {mark}")
    page.get_by_role("button", name="Voir un aperçu, sans enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Aperçu de « Catalogue aperçu {mark} »")
    expect(page.locator("article.dge-harvest-preview")).to_have_count(5)
    expect(page.get_by_role("row", name="Serait ajoutée")).to_contain_text(str(records))
    sound("apercu-d-une-source")
    page.get_by_role("button", name="Enregistrer la source").click()
    page.wait_for_url("**/harvest/catalogue-apercu-*")
    page.goto(f"/harvest/admin/catalogue-apercu-{mark}")
    page.get_by_role("button", name="Moissonner maintenant").click()
    page.goto(f"/harvest/catalogue-apercu-{mark}/job/last")
    expect(page.locator(".dge-harvest-progress")).to_be_visible()
    sound("moissonnage-en-cours")
    expect(page.locator("[data-diff=added]")).to_have_text(str(records), timeout=PATIENCE * 1000)
    expect(page.locator(".dge-harvest-progress")).to_have_count(0, timeout=PATIENCE * 1000)
    sound("moissonnage-termine")
    page.goto(f"/harvest/catalogue-apercu-{mark}/health")
    sound("sante-d-une-source")
    source = api("harvest_source_show", id=f"catalogue-apercu-{mark}")["id"]
    api("harvest_source_clear", id=source)
    api("harvest_source_delete", id=source)
