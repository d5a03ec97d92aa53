"""The report in every format, its badge on the pages, and neither for those who may not see the file."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from bs4 import BeautifulSoup

from ckan.tests import factories, helpers

from ckanext.datagrandest.quality import report as report_module
from ckanext.datagrandest.quality.downloads import KINDS

from .conftest import INVALID, VALID


def address(resource: dict, rest: str = "") -> str:
    return f"/dataset/{resource['package_id']}/resource/{resource['id']}/qualite{rest}"


@pytest.fixture
def judged(upload, judge):
    resource = upload(INVALID, "Subventions été 2024.csv", schema="scdl/subventions")
    assert judge(resource["id"])["state"] == "invalid"
    return resource


def test_the_report_page_links_every_format_with_its_type_and_name(judged, app):
    page = BeautifulSoup(app.get(address(judged)).body, "html.parser")
    links = {link["href"].rpartition("/")[2]: link["href"] for link in page.select("[aria-labelledby=take-away] a")}
    assert set(links) == set(KINDS)
    for name, link in links.items():
        answer = app.get(link)
        kind = KINDS[name]
        assert answer.headers["Content-Type"].partition(";")[0] == kind.mimetype
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("inline" if kind.shown else "attachment")
        assert f"{kind.prefix}-subventions-ete-2024{kind.suffix}" in disposition
        assert len(answer.data) > 100


def test_the_formats_say_the_same_faults(judged, app):
    given = {name: app.get(address(judged, f"/{name}")).data.decode("utf-8-sig") for name in KINDS}
    own = json.loads(given["rapport.json"])
    published = report_module.__file__.replace("report.py", "report.schema.json")
    with open(published, encoding="utf-8") as file:
        jsonschema.validate(own, json.load(file))
    wrong = {(fault["row"], fault["field"]) for fault in own["errors"]}
    assert wrong == {(2, "dateConvention"), (2, "montant")}
    (task,) = json.loads(given["rapport.frictionless.json"])["tasks"]
    assert {(error["rowNumber"], error["fieldName"]) for error in task["errors"]} == wrong
    validata = json.loads(given["rapport.validata.json"])["report"]
    assert {(error["rowNumber"], error["fieldName"]) for error in validata["errors"]} == wrong
    lines = given["erreurs.csv"].splitlines()
    assert lines[0].startswith("Gravité;Ligne")
    assert any("dateConvention" in line for line in lines)
    assert "beaucoup" in given["rapport.html"]


def test_the_badge_has_a_stable_address_and_changes_with_the_verdict(upload, judge, app):
    resource = upload(INVALID, schema="scdl/subventions")
    assert "non contrôlé" in app.get(address(resource, "/badge.svg")).body
    judge(resource["id"])
    answer = app.get(address(resource, "/badge.svg"))
    assert answer.headers["Content-Type"].startswith("image/svg+xml")
    assert "non valide" in ET.fromstring(answer.body).attrib["aria-label"]
    again = app.get(address(resource, "/badge.svg"), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    upload(VALID, id=resource["id"])
    judge(resource["id"])
    name = helpers.call_action("package_show", id=resource["package_id"])["name"]
    assert "non valide" not in app.get(address({**resource, "package_id": name}, "/badge.svg")).body


def test_the_badge_is_on_the_pages_of_the_file_and_of_its_dataset(judged, app):
    for page in (f"/dataset/{judged['package_id']}", f"/dataset/{judged['package_id']}/resource/{judged['id']}"):
        (badge,) = BeautifulSoup(app.get(page).body, "html.parser").select("p.dge-badge svg")
        assert "subventions" in badge["aria-label"]


def test_a_dataset_of_many_files_asks_for_their_verdicts_once(organization, app, count_queries):
    files = [{"url": f"https://example.org/{number}.csv", "format": "CSV"} for number in range(12)]
    few = factories.Dataset(owner_org=organization["id"], resources=files[:2])
    many = factories.Dataset(owner_org=organization["id"], resources=files)
    app.get(f"/dataset/{few['name']}")
    few_asked, many_asked = (
        count_queries(lambda name=one["name"]: app.get(f"/dataset/{name}"), "dge_quality_") for one in (few, many)
    )
    assert 1 <= many_asked == few_asked


def test_what_there_is_not_is_not_found(upload, judged, app):
    unjudged = upload(VALID)
    for gone in (address(judged, "/rapport.exe"), address(unjudged, "/rapport.json")):
        assert app.get(gone).status_code == 404


@pytest.mark.parametrize("name", [*KINDS, "badge.svg"])
def test_the_report_of_a_private_file_is_refused_to_strangers(upload, judge, app, editor, name):
    resource = upload(INVALID, private=True, schema="scdl/subventions")
    judge(resource["id"])
    stranger = factories.UserWithToken()
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    asked = address(resource, f"/{name}")
    assert app.get(asked, headers={"Authorization": stranger["token"]}).status_code in {403, 404}
    assert app.get(asked, follow_redirects=False).status_code in {302, 403, 404}
    assert app.get(asked, headers={"Authorization": editor["token"]}).status_code == 200
