"""A file becomes a deposit: a private dataset of the workspace with one uploaded resource, kept whole or not at all.

The row of the deposit is written first, beside CKAN's session; then the dataset, the bytes, the row and the log in one
transaction. A process killed in between leaves a row without a dataset: `sweep` removes it with its bytes.
"""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.lib import uploader
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import declared, registry
from ckanext.datagrandest.quality import tasks as judging
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.depositing import files, store
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Stored
from ckanext.datagrandest.workspaces.hosting.limits import ensure_room, ensure_writable

_MEBIBYTE = 1 << 20
NO_SCHEMA = N_("There is no schema “{name}”: choose one of the list.")
ELSEWHERE = N_("The file to be replaced is not one of this workspace.")


def most_bytes() -> int:
    """Give the bytes that any file may take."""
    return int(tk.config["ckan.max_resource_size"]) * _MEBIBYTE


def is_file(upload: object) -> TypeGuard[FileStorage]:
    """Tell whether what was sent is a file."""
    return isinstance(upload, FileStorage) and bool(upload.filename)


def replaced(organization_id: str, resource_id: str | None) -> str | None:
    """Give the resource that a file is a new version of.

    Raises:
        ValidationError: it is none of this workspace.
    """
    if not resource_id:
        return None
    resource: Any = ckan_model.Session.get(ckan_model.Resource, resource_id)
    if resource is None or resource.state != "active" or resource.package.owner_org != organization_id:
        raise tk.ValidationError({"replaces": [tk._(ELSEWHERE)]})
    return str(resource.id)


def schema_of(asked: str | None, resource_id: str | None) -> str:
    """Give the schema that is asked for a file; of a new version nothing asked means none, when the published file follows none."""
    resource: Any = ckan_model.Session.get(ckan_model.Resource, resource_id) if resource_id and not asked else None
    wanted = declared.wanted_of(resource.extras or {})[0] if resource is not None else ""
    return asked or (wanted if wanted == declared.NOTHING else "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is said of a file that is deposited.

    Attributes:
        name: what to call it, instead of its own name.
        schema: that it follows; `none`: it follows none; empty: it is recognised.
        replaces: id of the resource that it is a new version of.
    """

    name: str = ""
    schema: str = ""
    replaces: str | None = None


def receive(organization_id: str, user: str, upload: FileStorage, wanted: Wanted) -> str:
    """Keep a file that was sent; give the id of its deposit.

    Args:
        organization_id: of the workspace.
        user: name of who sends it.
        upload: the file.
        wanted: what is said of it.

    Raises:
        ValidationError: it is refused, or there is no room for it; nothing is kept.
        NotAuthorized: the workspace can only be read.
    """
    ensure_writable(organization_id)
    refuse_unknown(wanted.schema)
    size = _size(upload)
    _refuse_large(size)
    ensure_room(organization_id, added_bytes=size, added_datasets=1, file_bytes=size)
    with tempfile.TemporaryDirectory(prefix="dge-deposit-") as folder:
        received = _written(upload, wanted.name or upload.filename or "", Path(folder))
        deposit_id = store.begin(organization_id, _id_of(user), file_name=received.name, replaces=wanted.replaces)
        keep(deposit_id, received, wanted.schema)
    return deposit_id


def refuse_unknown(schema: str) -> None:
    """Refuse a schema that there is not.

    Raises:
        ValidationError: with the list to choose from.
    """
    if schema and schema != declared.NOTHING and schema not in registry.versions():
        raise tk.ValidationError({"schema": [tk._(NO_SCHEMA).format(name=schema)]})


def keep(deposit_id: str, received: files.Received, schema: str = "") -> None:
    """Make the dataset of a deposit of a file in a temporary place, and have it judged.

    Raises:
        ValidationError: CKAN refuses it; nothing is kept.
    """
    deposit = store.find(deposit_id, lock=True)
    if deposit is None or deposit.dataset_id or deposit.state != Stored.FETCHING.value:
        ckan_model.Session.rollback()
        return
    try:
        deposit.dataset_id = _dataset(deposit, received, schema)
        deposit.state, deposit.file_name = Stored.OPEN.value, received.name
        deposit.size, deposit.sha256 = received.size, received.sha256
        audit.record(
            "deposit-received", actor=deposit.author, subject=deposit_id, organization_id=deposit.organization_id,
            file=received.name,
        )  # fmt: skip
        dataset_id = deposit.dataset_id
        ckan_model.Session.commit()
    except (tk.ValidationError, OSError):
        ckan_model.Session.rollback()
        forget(deposit_id)
        raise
    judging.ask_due({dataset_id})


def forget(deposit_id: str) -> None:
    """Remove what a deposit that did not come to its dataset left: its bytes and its row; one of a link keeps its row."""
    deposit = store.find(deposit_id)
    if deposit is None or deposit.dataset_id:
        return
    resource_id, url = deposit.resource_id, deposit.url
    ckan_model.Session.rollback()
    remove_bytes(resource_id)
    if not url:
        store.drop(deposit_id)


def sweep() -> int:
    """Remove what killed processes left of files that were never kept, or that are no longer needed; give how many."""
    lost, over = store.left_behind(), store.discarded()
    for deposit_id in over:
        discard(deposit_id)
    for row in lost:
        remove_bytes(row.resource_id)
        store.drop(row.id)
    return len(lost) + len(over)


def discard(deposit_id: str) -> None:
    """Delete the draft of a deposit that is given up or whose file is in its place, and its bytes; harmless when it is done."""
    deposit = store.find(deposit_id)
    resource: Any = ckan_model.Session.get(ckan_model.Resource, deposit.resource_id) if deposit is not None else None
    if deposit is None or resource is None:
        return
    resource_id, package = str(resource.id), resource.package
    if package.state != "deleted":
        by = _name_of(deposit.published_by or deposit.author)
        tk.get_action("package_delete")({"ignore_auth": True, "user": by}, {"id": package.id})
    clearing: Any = uploader.get_resource_uploader({"id": resource_id, "url": "", "clear_upload": True})
    with contextlib.suppress(OSError):
        clearing.upload(resource_id)
    ckan_model.Session.commit()


def remove_bytes(resource_id: str) -> None:
    """Remove the stored file of a resource that does not exist."""
    if ckan_model.Session.get(ckan_model.Resource, resource_id) is not None:
        return
    clearing: Any = uploader.get_resource_uploader({"id": resource_id, "url": "", "clear_upload": True})
    with contextlib.suppress(OSError):
        clearing.upload(resource_id)


def as_platform(user: str) -> Context:
    """Give the context of what this part does for a user, once it knows that they may: contributors and animateurs have no right of CKAN's."""
    return Context({"user": user, "ignore_auth": True, "auth_user_obj": ckan_model.User.get(user)})


def _dataset(deposit: Deposit, received: files.Received, schema: str) -> str:
    """Write the private dataset and the bytes of its resource; give its id. The caller commits."""
    author: Any = ckan_model.User.get(deposit.author)
    with received.path.open("rb") as stream:
        resource: dict[str, Any] = {
            "id": deposit.resource_id, "name": received.name, "format": received.format, "size": received.size,
            "hash": received.sha256, "kind": "download", **declared.fields_of(schema), "upload": FileStorage(stream=stream, filename=received.name),
        }  # fmt: skip
        upload: Any = uploader.get_resource_uploader(resource)
        resource.setdefault("mimetype", upload.mimetype)
        dataset = {
            "name": f"depot-{deposit.id[:13]}", "title": received.name, "owner_org": deposit.organization_id,
            "private": True, "resources": [resource],
        }  # fmt: skip
        deferred = Context({**as_platform(author.name), "defer_commit": True, "return_id_only": True})
        dataset_id = tk.get_action("package_create")(deferred, dataset)
        upload.upload(deposit.resource_id, uploader.get_max_resource_size())
    return str(dataset_id)


def _written(upload: FileStorage, name: str, folder: Path) -> files.Received:
    try:
        return files.write(upload.stream, name, folder / "file", most_bytes())
    except files.RefusedError as refusal:
        raise tk.ValidationError({"upload": [refusal.message.render(tk._)]}) from refusal


def _refuse_large(size: int) -> None:
    if size > most_bytes():
        said = tk._(files.TOO_LARGE).format(limit=most_bytes() >> 20)
        raise tk.ValidationError({"upload": [said]})


def _size(upload: FileStorage) -> int:
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    return size


def _name_of(user_id: str) -> str:
    """Give the name of a user; the platform's own when there is none any more."""
    found: Any = ckan_model.User.get(user_id)
    return str(found.name if found else tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"])


def _id_of(user: str) -> str:
    found: Any = ckan_model.User.get(user)
    return str(found.id)
