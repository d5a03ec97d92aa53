"""Everything of a workspace in one zip; what repairs keep aside counts and is in it."""

import io
import json
import zipfile

import pytest
from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import config
from ckan.tests import factories

from ckanext.datagrandest.storage import uploads
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.hosting.usage import usage_of
from ckanext.datagrandest.workspaces.model import CLOSED

from .hosting_ground import KB, call, dataset, set_up, workspace

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")
SPOILED = "nomAttribuant;montant\r\nCommune de Plombières-les-Bains;1 200,50\r\n".encode("cp1252")
MAIRE = "maire-plombieres"


@pytest.fixture
def space(postbox, tmp_path, monkeypatch):
    monkeypatch.setitem(config, "ckan.storage_path", str(tmp_path))
    return workspace()


@pytest.fixture
def resource(space):
    one = dataset(space, name="subventions", private=True)
    upload = FileStorage(io.BytesIO(SPOILED), "subventions.csv", content_type="text/csv")
    sent = {"package_id": one["id"], "name": "Subventions", "upload": upload, "schema": "scdl/subventions"}
    return call("resource_create", MAIRE, **sent)


def exported(app, user=MAIRE):
    answer = app.get(
        "/espaces/plombieres/export.zip", headers={"Authorization": factories.APIToken(user=user)["token"]}
    )
    assert answer.headers["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def repair(resource):
    return call("dge_quality_repair_apply", MAIRE, resource_id=resource["id"])


@pytest.mark.parametrize("state", ["active", CLOSED])
def test_the_zip_holds_metadata_files_originals_and_the_log(space, resource, app, state):
    done = repair(resource)
    set_up(space, state=state)
    archive = exported(app)
    assert archive.testzip() is None
    described = json.loads(archive.read("jeux/subventions/metadonnees.json"))
    assert (described["id"], described["private"]) == (resource["package_id"], True)
    assert b"dcat:Dataset" in archive.read("jeux/subventions/dcat.ttl")
    assert archive.read("jeux/subventions/fichiers/01-subventions.csv") == b"".join(uploads.chunks(resource["id"]))
    assert archive.read(f"jeux/subventions/originaux/{done['original']}") == SPOILED
    assert json.loads(archive.read("espace.json"))["usage"]["datasets"] == 1
    assert "réparé" in archive.read("journal.csv").decode("utf-8-sig")
    assert "Tout ce que l’espace" in archive.read("LISEZ-MOI.txt").decode()
    assert "manquants.txt" not in archive.namelist()
    assert audit.events(space["id"])[0].what == "workspace-exported"


def test_a_file_that_is_lost_is_named_and_the_rest_is_there(space, resource, app):
    uploads.remove(resource["id"])
    archive = exported(app)
    assert archive.read("manquants.txt") == b"jeux/subventions/fichiers/01-subventions.csv"
    assert "jeux/subventions/metadonnees.json" in archive.namelist()


def test_others_do_not_get_it(space, app):
    for name in ("agent-plombieres", factories.User()["name"]):
        token = factories.APIToken(user=name)["token"]
        app.get("/espaces/plombieres/export.zip", headers={"Authorization": token}, status=403)
    answer = app.get("/espaces/plombieres/export.zip", follow_redirects=False)
    assert (answer.status_code, "/user/login" in answer.headers["Location"]) == (302, True)


def test_the_action_says_where_it_is(space, resource):
    told = call("dge_workspace_export", MAIRE, id=space["id"])
    assert told == {"url": "http://test.ckan.net/espaces/plombieres/export.zip", "bytes": len(SPOILED)}


def test_what_a_repair_keeps_aside_counts_once(space, resource):
    repair(resource)
    size = uploads.size(resource["id"])
    assert usage_of(space["id"]).storage_bytes == len(SPOILED) + size
    call("dge_quality_repair_undo", MAIRE, resource_id=resource["id"])
    repair(resource)
    assert usage_of(space["id"]).storage_bytes == len(SPOILED) + size


def test_a_repair_without_room_keeps_nothing(space, resource, tmp_path):
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    set_up(space, storage_bytes=len(SPOILED) + 10)
    with pytest.raises(tk.ValidationError, match="no room"):
        repair(resource)
    model.Session.rollback()
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before
    assert usage_of(space["id"]).storage_bytes == len(SPOILED)
    assert b"".join(uploads.chunks(resource["id"])) == SPOILED
    set_up(space, storage_bytes=KB)
    repair(resource)
