"""Closed workspaces: reminded, removed only after that; opened again before; the bin."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ckan import model
from ckan.common import config
from ckan.tests import factories

from ckanext.datagrandest.storage import uploads
from ckanext.datagrandest.workspaces import audit, store
from ckanext.datagrandest.workspaces.hosting import bins, ending
from ckanext.datagrandest.workspaces.hosting.model import KeptFile
from ckanext.datagrandest.workspaces.hosting.usage import deleted_bytes, usage_of
from ckanext.datagrandest.workspaces.model import CLOSED

from .hosting_ground import KB, call, dataset, file, platform, set_up, workspace

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")
NOW = datetime.now(UTC)


@pytest.fixture
def space(postbox, tmp_path, monkeypatch):
    monkeypatch.setitem(config, "ckan.storage_path", str(tmp_path))
    return workspace()


def upload(space, size=KB):
    one = dataset(space)
    return platform("resource_create", package_id=one["id"], name="Budget", upload=file(size))


def closes_in(space, days, **values):
    return set_up(space, state=CLOSED, remove_after=NOW + timedelta(days=days), **values)


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_people_are_reminded_at_the_declared_days_and_once(space, postbox):
    closes_in(space, 29)
    assert ending.remind_and_remove() == {"reminded": 1, "removed": 0}
    assert ending.remind_and_remove() == {"reminded": 0, "removed": 0}
    (subject,) = postbox.subjects("maire-plombieres@example.org")
    assert (NOW + timedelta(days=29)).strftime("%d/%m/%Y") in subject
    assert audit.events(space["id"])[0].what == "workspace-reminded"


def test_nothing_is_removed_as_long_as_no_reminder_was_sent(space, postbox):
    resource = upload(space)
    closes_in(space, -100)
    postbox.is_closed = True
    for _ in range(3):
        assert ending.remind_and_remove() == {"reminded": 0, "removed": 0}
    assert (store.find(space["id"]).reminded_at, uploads.size(resource["id"])) == (None, KB)
    postbox.is_closed = False
    assert ending.remind_and_remove() == {"reminded": 1, "removed": 0}
    assert store.find(space["id"]).remove_after > NOW + timedelta(days=6)
    assert uploads.size(resource["id"]) == KB


def test_it_is_removed_after_the_day_that_the_last_reminder_announced(space, tmp_path):
    resource = upload(space)
    closes_in(space, -1, reminded_at=NOW - timedelta(days=8))
    assert ending.remind_and_remove() == {"reminded": 0, "removed": 1}
    assert files_in(tmp_path) == []
    assert model.Package.get(resource["package_id"]).state == "deleted"
    assert (usage_of(space["id"]).storage_bytes, store.find(space["id"]).remove_after) == (0, None)
    assert ending.remind_and_remove() == {"reminded": 0, "removed": 0}
    (event,) = [one for one in audit.events(space["id"]) if one.what == "files-removed"]
    assert event.details == {"files": 1, "datasets": 1}


def test_a_workspace_that_is_opened_again_keeps_everything(space):
    factories.User(name="aide")
    factories.Organization(name="data-grand-est", users=[{"name": "aide", "capacity": "editor"}])
    resource = upload(space)
    closes_in(space, 1, reminded_at=NOW - timedelta(days=6))
    call("dge_workspace_resume", "aide", id=space["id"])
    assert ending.remind_and_remove() == {"reminded": 0, "removed": 0}
    assert uploads.size(resource["id"]) == KB
    call("resource_patch", "agent-plombieres", id=resource["id"], name="Autre")


def test_a_removal_cut_short_begins_again_where_it_was(space, tmp_path, monkeypatch):
    for _ in range(3):
        upload(space)
    closes_in(space, -1, reminded_at=NOW - timedelta(days=8))
    first, real = [], uploads.remove

    def dies_at_the_second(resource_id):
        if first:
            raise KeyboardInterrupt
        first.append(resource_id)
        real(resource_id)

    monkeypatch.setattr(uploads, "remove", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        ending.remind_and_remove()
    model.Session.rollback()
    model.Session.remove()
    monkeypatch.setattr(uploads, "remove", real)
    assert store.find(space["id"]).remove_after is not None
    assert ending.remind_and_remove() == {"reminded": 0, "removed": 1}
    assert files_in(tmp_path) == []


def test_what_was_deleted_takes_room_until_the_bin_is_emptied(space, tmp_path):
    kept, gone, lost = upload(space), upload(space, 2 * KB), upload(space, 4 * KB)
    platform("package_delete", id=gone["package_id"])
    platform("resource_delete", id=lost["id"])
    assert (usage_of(space["id"]).storage_bytes, deleted_bytes(space["id"])) == (7 * KB, 6 * KB)
    call("dge_workspace_bin_empty", "maire-plombieres", id=space["id"])
    assert (usage_of(space["id"]).storage_bytes, deleted_bytes(space["id"])) == (KB, 0)
    assert [path.stat().st_size for path in files_in(tmp_path)] == [uploads.size(kept["id"])]


def test_the_bin_empties_itself_after_the_declared_days(space, tmp_path):
    gone, back = upload(space), upload(space)
    for one in (gone, back):
        platform("package_delete", id=one["package_id"])
    assert bins.sweep() == {"removed": 0}
    platform("package_patch", id=back["package_id"], state="active")
    model.Session.execute(sa.update(KeptFile).values(deleted_at=NOW - timedelta(days=31)))
    model.Session.commit()
    assert bins.sweep() == {"removed": 1}
    assert uploads.size(back["id"]) == KB
    with pytest.raises(uploads.NoUploadError):
        uploads.size(gone["id"])


def test_files_of_purged_datasets_do_not_stay(space, tmp_path):
    gone = upload(space)
    platform("dataset_purge", id=gone["package_id"])
    bins.sweep()
    model.Session.execute(sa.update(KeptFile).values(deleted_at=NOW - timedelta(days=31)))
    model.Session.commit()
    assert (bins.sweep(), files_in(tmp_path)) == ({"removed": 1}, [])


@pytest.mark.ckan_config("smtp.mail_from", "plateforme@example.org")
def test_the_reminder_is_a_real_mail(tmp_path, monkeypatch, mailbox):
    monkeypatch.setitem(config, "ckan.storage_path", str(tmp_path))
    closed = workspace()
    closes_in(closed, 6)
    assert ending.remind_and_remove() == {"reminded": 1, "removed": 0}
    letter = mailbox.wait("maire-plombieres@example.org")
    assert "/espaces/plombieres/hebergement" in letter.text
    assert store.find(closed["id"]).reminded_at is not None
