"""A file is repaired by rule, judged again, and comes back byte for byte; only those who may, see and do it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ckan.lib import uploader
from ckan.tests import factories

from ckanext.datagrandest.quality import config, originals

from .conftest import INVALID, SPOILED, VALID


def stored(resource_id: str) -> bytes:
    path = uploader.get_resource_uploader({"id": resource_id}).get_path(resource_id)
    with open(path, "rb") as file:
        return file.read()


@pytest.fixture
def spoiled(upload, judge):
    resource = upload(SPOILED, "subventions.csv", schema="scdl/subventions")
    assert judge(resource["id"])["state"] == "invalid"
    return resource


def address(resource: dict, rest: str = "") -> str:
    return f"/dataset/{resource['package_id']}/resource/{resource['id']}/qualite{rest}"


def test_a_repair_is_proposed_applied_and_undone(spoiled, call, judge, editor):
    status, proposed = call("dge_quality_repair_show", editor, resource_id=spoiled["id"])
    assert (status, proposed["valid"]) == (200, True)
    assert "french-date" in {one["rule"] for one in proposed["proposals"]}
    assert stored(spoiled["id"]) == SPOILED
    status, done = call("dge_quality_repair_apply", editor, resource_id=spoiled["id"])
    assert status == 200, done
    assert judge(spoiled["id"])["state"] == "valid"
    assert b"".join(originals.chunks(config.originals(), done["original"])) == SPOILED
    assert call("dge_quality_repair_undo", editor, resource_id=spoiled["id"])[0] == 200
    assert stored(spoiled["id"]) == SPOILED
    assert judge(spoiled["id"])["state"] == "invalid"
    status, refused = call("dge_quality_repair_undo", editor, resource_id=spoiled["id"])
    assert (status, "réparé" in str(refused)) == (409, True)


def test_a_refused_rule_is_not_applied(spoiled, call, judge, editor):
    call("dge_quality_repair_apply", editor, resource_id=spoiled["id"], refused=["french-date"])
    assert "01/02/2024" in stored(spoiled["id"]).decode()
    assert judge(spoiled["id"])["state"] == "invalid"


def test_a_repair_of_a_file_that_changed_since_is_not_undone(spoiled, call, upload, editor):
    call("dge_quality_repair_apply", editor, resource_id=spoiled["id"])
    upload(INVALID, id=spoiled["id"])
    status, refused = call("dge_quality_repair_undo", editor, resource_id=spoiled["id"])
    assert (status, "a changé" in str(refused)) == (409, True)
    assert stored(spoiled["id"]) == INVALID


def test_nothing_to_repair_is_said(upload, call, editor):
    resource = upload(VALID, schema="scdl/subventions")
    assert call("dge_quality_repair_apply", editor, resource_id=resource["id"])[0] == 409


@pytest.mark.parametrize("action", ["judge", "repair_show", "repair_apply", "repair_undo"])
def test_the_editor_of_another_organisation_changes_nothing(spoiled, call, action):
    stranger = factories.UserWithToken()
    factories.Organization(users=[{"name": stranger["name"], "capacity": "admin"}])
    assert call(f"dge_quality_{action}", stranger, resource_id=spoiled["id"])[0] == 403
    assert call(f"dge_quality_{action}", None, resource_id=spoiled["id"])[0] == 403
    assert stored(spoiled["id"]) == SPOILED


def test_the_report_of_a_private_file_is_private(upload, judge, call, app, editor):
    resource = upload(INVALID, private=True)
    judge(resource["id"])
    stranger = factories.UserWithToken()
    for person in (None, stranger):
        assert call("dge_quality_report_show", person, resource_id=resource["id"])[0] == 403
        headers = {"Authorization": person["token"]} if person else {}
        for rest in ("", "/erreurs.csv", "/reparation"):
            status = app.get(address(resource, rest), headers=headers, follow_redirects=False).status_code
            assert status in {302, 403, 404}
    assert call("dge_quality_report_show", editor, resource_id=resource["id"])[0] == 200


def test_what_does_not_exist_is_not_found(call, editor):
    assert call("dge_quality_report_show", editor, resource_id="absent")[0] == 404
    assert call("dge_quality_report_show", editor)[0] == 409


def test_the_schemas_are_listed_to_everyone(call):
    status, schemas = call("dge_schema_list", None)
    (one,) = [schema for schema in schemas if schema["id"] == "scdl/subventions"]
    assert (status, one["version"]) == (200, one["versions"][-1])


def test_from_the_report_to_a_valid_file_without_javascript(spoiled, app, judge, editor):
    headers = {"Authorization": editor["token"]}
    page = BeautifulSoup(app.get(address(spoiled), headers=headers).body, "html.parser")
    assert page.select_one("[data-quality=invalid]").text.strip() == "Fichier à corriger"
    assert "dateConvention" in page.main.text
    link = page.find("a", string="Proposer des corrections")
    page = BeautifulSoup(app.get(link["href"], headers=headers).body, "html.parser")
    form = {
        field["name"]: [one["value"] for one in page.select(f"input[name={field['name']}]")]
        for field in page.select("main form input")
    }
    assert "01/02/2024" in page.main.text
    done = app.post(address(spoiled, "/reparation"), data=form, headers=headers)
    assert "Le fichier est réparé" in done.body
    assert BeautifulSoup(done.body, "html.parser").select_one("[data-dge-follow]"), "the page waits by itself"
    assert judge(spoiled["id"])["state"] == "valid"
    page = BeautifulSoup(app.get(address(spoiled), headers=headers).body, "html.parser")
    original = next(link["href"] for link in page.select("a") if "/original/" in link.get("href", ""))
    assert app.get(original, headers=headers).data == SPOILED
    assert app.get(original, headers={"Authorization": factories.UserWithToken()["token"]}).status_code == 403


def test_the_resource_page_says_it_and_the_faults_are_a_harmless_csv(spoiled, app):
    page = BeautifulSoup(app.get(f"/dataset/{spoiled['package_id']}/resource/{spoiled['id']}").body, "html.parser")
    assert page.select_one("[data-quality=invalid]")
    lines = app.get(address(spoiled, "/erreurs.csv")).data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Gravité;Ligne;")
    assert any("01/02/2024" in line for line in lines)
