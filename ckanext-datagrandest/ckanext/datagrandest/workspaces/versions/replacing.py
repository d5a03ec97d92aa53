"""Putting a new version of a file in its place, so that a process killed at any moment loses nothing.

The former file is kept before all, a row then knows both files, and the commit that replaces the file closes the row. What
no commit closed is closed by the next replacement of the same resource or by the recurring job: the file in the storage
tells whether it happened. The dataset keeps its address, the resource its id and the name of its file.
"""

from __future__ import annotations

import mimetypes
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import guard, source
from ckanext.datagrandest.quality.replacing import upload
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.hosting import ledger
from ckanext.datagrandest.workspaces.hosting.limits import ensure_room, ensure_writable
from ckanext.datagrandest.workspaces.versions import differences, files, store

BUSY = N_("Another new version of this file is being put in its place: look at it in a minute.")
SAME = N_("This file is the one that is published already: there is nothing to replace.")
LOST = N_("The file of this version is not in the storage any more.")
NO_VERSION = N_("This file has no version {number}.")

audit.SENTENCES |= {
    "version-replaced": N_("{actor} replaced the file “{file}” by a new version (version {number})."),
    "version-restored": N_("{actor} put version {restored} of the file “{file}” back (as version {number})."),
}


@dataclass(frozen=True, slots=True)
class New:
    """A file that is to replace that of a resource.

    Attributes:
        path: where it is; it is only read.
        name: as its sender calls it; its extension tells the format.
        described: what the resource says of it (`format`, `mimetype`, `encoding`, `schema`, …), beyond what its name says.
        deposit_id: of the deposit that brings it.
        draft: id of the resource that holds the same file, where it was looked at for personal data.
        restores: number of the earlier version that it is.
        also: called in CKAN's session before the commit that replaces the file; both happen, or neither.
    """

    path: Path
    name: str
    described: Mapping[str, str] = field(default_factory=dict)
    deposit_id: str | None = None
    draft: str | None = None
    restores: int | None = None
    also: Callable[[], None] | None = None


def replace(
    context: Context, resource_id: str, path: Path, name: str, deposit_id: str | None = None, **more: Any
) -> dict[str, Any]:
    """Put a file in the place of a resource's; the former one is kept as a version of it.

    Asked again for the same deposit, it changes nothing and gives the same answer.

    Args:
        context: of who replaces it, who must be allowed to edit the resource.
        resource_id: of a resource whose file was uploaded.
        path: of the new file.
        name: of the new file.
        deposit_id: of the deposit that brings it.
        more: `described`, `draft`, `restores`, `also` of `New`.

    Returns:
        `{resource_id, version, sha256}`: the number and the SHA-256 of the version that is current now.

    Raises:
        NotAuthorized: who asks may not edit it, or the workspace can only be read.
        ValidationError: the file is elsewhere, is the same already, or there is no room for it.
    """
    tk.check_access("resource_update", Context(context), {"id": resource_id})
    new = New(path, name, deposit_id=deposit_id, **more)
    with store.replacing(resource_id) as free:
        if not free:
            raise tk.ValidationError({"resource_id": [tk._(BUSY)]})
        close_begun(resource_id)
        done = store.of_deposit(deposit_id) if deposit_id else None
        if done is None:
            done = _replace(context, resource_id, new)
        elif new.also is not None:  # the file is in its place, but its process was killed before it could say so
            new.also()
            ckan_model.Session.commit()
    differences.ask(resource_id, done["sha256"], done["next_sha256"])
    return {"resource_id": resource_id, "version": done["number"] + 1, "sha256": done["next_sha256"]}


def restore(context: Context, resource_id: str, number: int) -> dict[str, Any]:
    """Put an earlier version back, as a new one: nothing is lost of what came since.

    Raises:
        NotAuthorized: who asks may not edit the resource.
        ValidationError: there is no such version, or its file is gone.
    """
    row = store.version(resource_id, number)
    if row is None:
        raise tk.ValidationError({"number": [tk._(NO_VERSION).format(number=number)]})
    described = {name: row[name] for name in ("format", "mimetype", "encoding")}
    with tempfile.TemporaryDirectory(prefix="dge-version-") as folder:
        path = files.kept(row["sha256"], Path(folder))
        if path is None:
            raise tk.ValidationError({"number": [tk._(LOST)]})
        return replace(context, resource_id, path, row["name"], described=described, restores=number)


def _replace(context: Context, resource_id: str, new: New) -> Mapping[Any, Any]:
    with tempfile.TemporaryDirectory(prefix="dge-version-") as folder:
        asked = files.asked_of(resource_id)
        former = files.fetch(asked, Path(folder))
        values = _values(context, resource_id, new, asked.name, former)
        if values["sha256"] == values["next_sha256"]:
            raise tk.ValidationError({"upload": [tk._(SAME)]})
        organization = _owner(asked.package_id)
        ensure_writable(organization)
        ensure_room(organization, added_bytes=new.path.stat().st_size, file_bytes=new.path.stat().st_size)
        files.keep(values["sha256"], former)
    begun = store.begin(values)
    try:
        number = _close(begun, values)
        _tell(context, organization, values, number)
        if new.also is not None:
            new.also()
        described = dict(values["next_described"])
        with guard.arriving(resource_id, values["next_sha256"], new.draft):
            upload(context, resource_id, new.path, described.pop("url"), described)
    except (tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound, OSError):
        ckan_model.Session.rollback()
        store.drop(begun)
        raise
    return {**values, "number": number}


def _values(context: Context, resource_id: str, new: New, name: str, former: Path) -> dict[str, Any]:
    """Give the row of a replacement."""
    said = tk.get_action("resource_show")(Context(context), {"id": resource_id})
    return {
        "resource_id": resource_id, "sha256": source.sha256(former), "name": name, "size": former.stat().st_size,
        **{key: said.get(key) or "" for key in ("format", "mimetype", "encoding")},
        "next_sha256": source.sha256(new.path), "next_described": _described(new, name),
        "restores": new.restores, "deposit_id": new.deposit_id, "author": str(context.get("user") or ""),
    }  # fmt: skip


def _described(new: New, former: str) -> dict[str, str]:
    """Say what a resource says of its new file, `url` included."""
    suffix = PurePosixPath(new.name).suffix.lower()
    guessed = {
        "format": suffix.removeprefix(".").upper(),
        "mimetype": mimetypes.types_map.get(suffix, ""),
        "encoding": "",
    }
    return {**guessed, **new.described, "url": files.stable_name(former, new.name)}


def _close(version_id: int, row: Mapping[Any, Any]) -> int:
    """Close a replacement in CKAN's session: its row, the bytes that its former file takes; give its number."""
    store.finish(version_id)
    ledger.keep(row["resource_id"], row["size"], row["sha256"])
    return store.number_of(version_id)


def _tell(context: Context, organization: str, row: Mapping[str, Any], number: int) -> None:
    what = "version-restored" if row["restores"] else "version-replaced"
    details = {"file": row["name"], "number": number + 1, "restored": row["restores"]}
    user = str(context.get("user") or "") or None
    audit.record(what, actor=user, subject=row["resource_id"], organization_id=organization, **details)


def close_begun(resource_id: str) -> None:
    """Close what a killed process began on a resource; whoever calls it holds the resource's lock.

    Done when the new file is in its place: what the commit would have said is said now. Else it did not happen.
    """
    for row in store.begun(resource_id):
        if _current_sha256(resource_id) != row["next_sha256"]:
            store.drop(row["id"])
            continue
        _close(row["id"], row)
        now = datetime.now(UTC).replace(tzinfo=None).isoformat()
        values = {"id": resource_id, "last_modified": now, **row["next_described"]}
        with guard.arriving(resource_id, row["next_sha256"]):
            tk.get_action("resource_patch")({"ignore_auth": True, "user": row["author"]}, values)
        ckan_model.Session.commit()
        differences.ask(resource_id, row["sha256"], row["next_sha256"])


def close_all_begun() -> int:
    """Close what killed processes began on any resource; give how many resources were looked at. Run again and again."""
    looked = 0
    for resource_id in {row["resource_id"] for row in store.begun()}:
        with store.replacing(resource_id) as free:
            if free:
                close_begun(resource_id)
                looked += 1
    return looked


def _current_sha256(resource_id: str) -> str:
    try:
        asked = files.asked_of(resource_id)
        with tempfile.TemporaryDirectory(prefix="dge-version-") as folder:
            return source.sha256(files.fetch(asked, Path(folder)))
    except (tk.ObjectNotFound, tk.ValidationError):
        return ""


def _owner(package_id: str) -> str:
    package: Any = ckan_model.Session.get(ckan_model.Package, package_id)
    return str(package.owner_org or "")
