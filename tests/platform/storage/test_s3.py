"""Files of the platform on a real server that speaks S3: every road that keeps or reads one."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage

from ckan.lib import files
from ckan.tests import factories, helpers

from ckanext.datagrandest.quality import config as quality_config
from ckanext.datagrandest.quality import originals
from ckanext.datagrandest.storage import uploads

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db", "on_s3")
SPOILED = "nomAttribuant;montant\r\nCommune de Plombières-les-Bains;1 200,50\r\n".encode("cp1252")


@pytest.fixture
def resource():
    user = factories.Sysadmin()
    dataset = factories.Dataset(owner_org=factories.Organization()["id"])
    upload = FileStorage(io.BytesIO(SPOILED), "subventions.csv", content_type="text/csv")
    sent = {"package_id": dataset["id"], "name": "Subventions", "upload": upload, "schema": "scdl/subventions"}
    return helpers.call_action("resource_create", {"user": user["name"]}, **sent) | {"user": user["name"]}


def stored(resource):
    return b"".join(uploads.chunks(resource["id"]))


def test_an_upload_goes_to_the_bucket_and_comes_back(resource, objects, app):
    assert objects() == [f"plateforme/resources/{resource['id'][:3]}/{resource['id'][3:6]}/{resource['id'][6:]}"]
    assert (stored(resource), uploads.size(resource["id"])) == (SPOILED, len(SPOILED))
    answer = app.get(f"/dataset/{resource['package_id']}/resource/{resource['id']}/download/subventions.csv")
    assert (answer.data, answer.headers["Content-Length"]) == (SPOILED, str(len(SPOILED)))
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_new_file_takes_the_place_of_the_former_one(resource, objects):
    upload = FileStorage(io.BytesIO(b"a,b\n1,2\n"), "autre.csv", content_type="text/csv")
    helpers.call_action("resource_patch", {"user": resource["user"]}, id=resource["id"], upload=upload)
    assert (stored(resource), len(objects())) == (b"a,b\n1,2\n", 1)


def test_a_repair_keeps_the_original_in_the_bucket_and_is_undone(resource, objects, app):
    context = {"user": resource["user"]}
    done = helpers.call_action("dge_quality_repair_apply", context, resource_id=resource["id"])
    kept = f"plateforme/dge_quality/originals/{done['original'][:2]}/{done['original']}"
    assert (kept in objects(), stored(resource) != SPOILED) == (True, True)
    assert b"".join(originals.chunks(quality_config.originals(), done["original"])) == SPOILED
    page = f"/dataset/{resource['package_id']}/resource/{resource['id']}/qualite/original/{done['original']}"
    token = factories.APIToken(user=resource["user"])["token"]
    assert app.get(page, headers={"Authorization": token}).data == SPOILED
    helpers.call_action("dge_quality_repair_undo", context, resource_id=resource["id"])
    assert stored(resource) == SPOILED


def test_a_file_is_removed_from_the_bucket(resource, objects):
    uploads.remove(resource["id"])
    uploads.remove(resource["id"])
    assert objects() == []
    with pytest.raises(uploads.NoUploadError):
        uploads.chunks(resource["id"])
    with pytest.raises(uploads.NoUploadError):
        uploads.size(resource["id"])


def test_a_file_that_is_gone_is_said(resource, app):
    uploads.remove(resource["id"])
    app.get(f"/dataset/{resource['package_id']}/resource/{resource['id']}/download/subventions.csv", status=404)


def test_the_logo_of_an_organisation_is_served_by_the_platform(app, objects):
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000" "1f15c4890000000d49444154789c63f8cfc0f01f000501"
        "01ffa4b0e5c30000000049454e44ae426082"
    )  # fmt: skip
    upload = FileStorage(io.BytesIO(pixel), "logo.png", content_type="image/png")
    user = factories.Sysadmin()
    sent = {"name": "plombieres", "title": "Plombières", "image_upload": upload}
    organization = helpers.call_action("organization_create", {"user": user["name"]}, **sent)
    assert any(key.startswith("plateforme/storage/uploads/group/") for key in objects())
    address = organization["image_display_url"].removeprefix("http://test.ckan.net")
    assert (address.startswith("/"), app.get(address).data) == (True, pixel)


def test_two_storages_do_not_mix(on_s3):
    storage = quality_config.originals()
    assert storage.settings.bucket == on_s3.settings.bucket  # pyright: ignore[reportAttributeAccessIssue]
    assert storage.settings.path == "plateforme/dge_quality/originals"
    assert isinstance(storage, files.Storage)
    assert not storage.settings.public
