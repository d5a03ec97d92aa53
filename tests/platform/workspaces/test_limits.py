"""What every part asks before it writes: may it, and is there room."""

import threading

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import factories

from ckanext.datagrandest.workspaces.hosting.limits import ensure_room, ensure_writable
from ckanext.datagrandest.workspaces.hosting.model import KeptFile
from ckanext.datagrandest.workspaces.hosting.usage import Usage, usage_of
from ckanext.datagrandest.workspaces.model import CLOSED, SUSPENDED

from .hosting_ground import KB, dataset, platform, set_up, workspace

pytestmark = pytest.mark.usefixtures("with_plugins", "clean_db")


def kept(package, size, resource="r1", sha256=""):
    model.Session.add(KeptFile(resource_id=resource, sha256=sha256, package_id=package["id"], bytes=size))
    model.Session.commit()


def refusal(call):
    with pytest.raises(tk.ValidationError) as caught:
        call()
    (sentences,) = caught.value.error_dict.values()
    return sentences[0]


@pytest.mark.parametrize("state", [SUSPENDED, CLOSED])
def test_a_workspace_that_waits_or_has_ended_is_not_written_to(state):
    space = workspace()
    ensure_writable(space["id"])
    set_up(space, state=state, reason="fusion des communes")
    with pytest.raises(tk.NotAuthorized, match="fusion des communes"):
        ensure_writable(space["name"])


def test_an_organisation_without_workspace_has_no_limit():
    plain = factories.Organization()
    ensure_writable(plain["id"])
    ensure_room(plain["id"], added_bytes=10**15, added_datasets=10**6, file_bytes=10**15)


def test_what_is_kept_is_counted_with_former_files_and_deleted_datasets():
    space, other = workspace(), factories.Organization()
    living, gone = dataset(space), dataset(space)
    kept(living, 3 * KB)
    kept(living, 5 * KB, sha256="a" * 64)
    kept(gone, 7 * KB, resource="r2")
    kept(dataset(other), 11 * KB, resource="r3")
    platform("package_delete", id=gone["id"])
    assert usage_of(space["id"]) == Usage(15 * KB, 1)


def test_the_limits_granted_go_before_those_of_the_settings():
    space = workspace(storage_bytes=10 * KB, datasets=1, file_bytes=4 * KB)
    kept(dataset(space), 8 * KB)
    ensure_room(space["id"], added_bytes=2 * KB, file_bytes=4 * KB)
    assert "8 KB of 10 KB" in refusal(lambda: ensure_room(space["id"], added_bytes=2 * KB + 1))
    assert "Datasets: 1 of the 1" in refusal(lambda: ensure_room(space["id"], added_datasets=1))
    assert "4 KB" in refusal(lambda: ensure_room(space["id"], file_bytes=4 * KB + 1))
    set_up(space, storage_bytes=None, datasets=None, file_bytes=None)
    ensure_room(space["id"], added_bytes=400 * KB * KB, added_datasets=40, file_bytes=40 * KB * KB)


def test_what_makes_room_is_let_through_in_a_full_workspace():
    space = workspace(storage_bytes=KB)
    kept(dataset(space), 8 * KB)
    ensure_room(space["id"], added_bytes=-KB)


def test_two_at_once_do_not_pass_the_limit_together():
    space = workspace(storage_bytes=10 * KB)
    owner = dataset(space)["id"]
    passed, refused, together = [], [], threading.Barrier(6)

    def take(number):
        together.wait()
        try:
            ensure_room(space["id"], added_bytes=4 * KB)
            model.Session.add(KeptFile(resource_id=f"r{number}", package_id=owner, bytes=4 * KB))
            model.Session.commit()
            passed.append(number)
        except tk.ValidationError:
            refused.append(number)
        finally:
            model.Session.remove()

    threads = [threading.Thread(target=take, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), len(refused), usage_of(space["id"]).storage_bytes) == (2, 4, 8 * KB)
