"""By how much an edit makes a workspace grow, asked before CKAN's action keeps anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.workspaces.hosting import ledger, usage
from ckanext.datagrandest.workspaces.hosting.limits import ensure_room

_DATASET = "dataset"
_DELETED = "deleted"


def creates(context: Context, values: Mapping[str, Any]) -> None:
    """Ask for room for a new dataset.

    Raises:
        NotAuthorized: who asks may not create it.
        ValidationError: there is no room.
    """
    organization = str(values.get("owner_org") or "")
    if organization and values.get("type", _DATASET) == _DATASET and values.get("state") != _DELETED:
        tk.check_access("package_create", Context(context), dict(values))
        ensure_room(organization, added_datasets=1)


def edits(context: Context, values: Mapping[str, Any]) -> None:
    """Ask for room for what an edit of a dataset adds: files that are sent, a former organisation's, one restored.

    Raises:
        NotAuthorized: who asks may not edit it.
        ValidationError: there is no room.
    """
    package: Any = ckan_model.Package.get(values.get("id") or values.get("name"))
    if package is None:
        return
    sent = _sent(values.get("resources"))
    owner = _organization(values.get("owner_org")) or package.owner_org
    comes = owner != package.owner_org
    revives = package.state == _DELETED and values.get("state", _DELETED) != _DELETED
    if not owner or not (sent or comes or revives):
        return
    tk.check_access("package_update", Context(context), dict(values))
    known = ledger.sizes([identifier for identifier, _ in sent if identifier])
    grown = sum(size - known.get(identifier, 0) for identifier, size in sent)
    ensure_room(
        owner,
        added_bytes=grown + (ledger.of_dataset(package.id) if comes else 0),
        added_datasets=int((comes or revives) and package.type == _DATASET),
        file_bytes=max((size for _, size in sent), default=None),
    )


def moves(context: Context, values: Mapping[str, Any]) -> None:
    """Ask for room in the organisation that a dataset is given to.

    Raises:
        NotAuthorized: who asks may not give it away.
        ValidationError: there is no room.
    """
    package: Any = ckan_model.Package.get(values.get("id"))
    owner = _organization(values.get("organization_id"))
    if package is not None and owner and owner != package.owner_org:
        tk.check_access("package_owner_org_update", Context(context), dict(values))
        living = package.type == _DATASET and package.state != _DELETED
        ensure_room(owner, added_bytes=ledger.of_dataset(package.id), added_datasets=int(living))


def replaces(resource_id: str, sha256: str, size: int, new_size: int) -> None:
    """Ask for room for a file that is kept aside and the one that takes its place, and note the former.

    Args:
        resource_id: of the resource.
        sha256: of the file that is kept aside; one that the resource has there already takes no more room.
        size: its bytes.
        new_size: bytes of the one that takes its place.

    Raises:
        ValidationError: there is no room.
    """
    resource: Any = ckan_model.Resource.get(resource_id)
    package: Any = resource.package if resource is not None else None
    if package is None or not package.owner_org:
        return
    aside = 0 if ledger.has(resource_id, sha256) else size
    grown = new_size - ledger.sizes([resource_id]).get(resource_id, size)
    ensure_room(package.owner_org, added_bytes=aside + grown, file_bytes=new_size)
    ledger.keep(resource_id, size, sha256)


def hands_over(context: Context, values: Mapping[str, Any]) -> None:
    """Ask for room for a file of CKAN's file actions that is given to a dataset, a resource or an organisation.

    Raises:
        NotAuthorized: who asks may not give it.
        ValidationError: there is no room.
    """
    file: Any = ckan_model.Session.get(ckan_model.File, str(values.get("id") or ""))
    owner = usage.organization_of(str(values.get("owner_type") or ""), str(values.get("owner_id") or ""))
    if file is not None and owner is not None:
        tk.check_access("file_ownership_transfer", Context(context), dict(values))
        ensure_room(owner, added_bytes=file.size, file_bytes=file.size)


def size_of(upload: FileStorage) -> int:
    """Give the bytes of a file that was sent, and leave it at its beginning."""
    size = upload.stream.seek(0, os.SEEK_END)
    upload.stream.seek(0)
    return size


def _sent(resources: Any) -> list[tuple[str, int]]:
    """Give the files in an edit: identifier of the resource (empty when it is new), bytes."""
    rows = [row for row in resources or () if isinstance(row, Mapping)]
    files = ((row.get("id") or "", row.get("upload")) for row in rows)
    return [(str(identifier), size_of(upload)) for identifier, upload in files if isinstance(upload, FileStorage)]


def _organization(reference: Any) -> str | None:
    group: Any = ckan_model.Group.get(reference) if reference else None
    return group.id if group is not None else None
