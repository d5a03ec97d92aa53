"""A deposit that is a new version of a published file: its file takes the place of that one, its draft goes.

The file, the state of the deposit and the log are one commit (`versions.replacing`); the draft is deleted after it. What a
process killed between the file and that commit left is finished by `sweep`, or by whoever publishes again; what one killed
before the draft was deleted left, by `receiving.sweep`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.depositing import receiving, store
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Stored
from ckanext.datagrandest.workspaces.versions import differences, files, replacing
from ckanext.datagrandest.workspaces.versions import store as versions

_OPEN = (Stored.OPEN.value, Stored.WAITING.value)
_SAID = ("format", "mimetype", "encoding", "schema", "schema_version", "schema_recognition")
DONE = N_("This deposit was published or given up meanwhile.")

audit.SENTENCES |= {"deposit-replaced": N_("{actor} published the file “{file}” as a new version of “{title}”.")}


def publish(deposit: Deposit, user: str, schema: dict[str, str]) -> str:
    """Put the file of a deposit in the place of the one that it is a new version of; give the name of the dataset.

    Args:
        deposit: one that is locked and may be published.
        user: who publishes it.
        schema: `schema` and `schema_version` that the file follows; empty when none was recognised.

    Raises:
        ValidationError: the published file is gone, is the same, or there is no room.
    """
    target = str(receiving.replaced(deposit.organization_id, deposit.replaces))
    deposit_id, context = deposit.id, receiving.as_platform(user)
    draft = files.asked_of(deposit.resource_id)
    said = tk.get_action("resource_show")(Context(context), {"id": draft.id})
    described = {**{name: said.get(name) or "" for name in _SAID}, **schema}
    with tempfile.TemporaryDirectory(prefix="dge-deposit-") as folder:
        path = files.fetch(draft, Path(folder))
        replacing.replace(
            context, target, path, draft.name, deposit_id, described=described, draft=draft.id,
            also=lambda: close(deposit_id, user),
        )  # fmt: skip
    receiving.discard(deposit_id)
    return str(_dataset_of(target).name)


def close(deposit_id: str, user: str) -> None:
    """Say in CKAN's session that a deposit is published; the caller commits, then its draft goes (`receiving.discard`).

    Raises:
        ValidationError: somebody else published it or gave it up.
    """
    deposit = store.find(deposit_id, lock=True)
    if deposit is None or deposit.state not in _OPEN:
        raise tk.ValidationError({"state": [tk._(DONE)]})
    dataset = _dataset_of(deposit.replaces)
    found: Any = ckan_model.User.get(user)
    deposit.state, deposit.published_by, deposit.reason = Stored.PUBLISHED.value, found.id if found else None, None
    deposit.published_at, deposit.proposals, deposit.preview = sa.func.clock_timestamp(), None, None
    deposit.dataset_id = dataset.id
    audit.record(
        "deposit-replaced", actor=user, subject=deposit_id, organization_id=deposit.organization_id,
        file=deposit.file_name, title=dataset.title or dataset.name,
    )  # fmt: skip


def difference(deposit: dict[str, Any]) -> dict[str, Any] | None:
    """Give what a deposit changes, or changed, of the file that it is a new version of; None when it is no new version.

    Returns:
        `{state: waiting | known, difference, reason, dataset, resource_id}`.
    """
    if not deposit.get("replaces") or deposit["state"] == "abandoned" or not deposit.get("dataset_id"):
        return None
    target = str(deposit["replaces"])
    resource: Any = ckan_model.Session.get(ckan_model.Resource, target)
    if resource is None:
        return None
    dataset = {"name": resource.package.name, "title": resource.package.title or resource.package.name}
    try:
        found = _made(target, deposit["id"]) or differences.between(target, deposit["resource_id"])
    except (tk.ObjectNotFound, tk.ValidationError):
        return None
    return {**found, "dataset": dataset, "resource_id": target}


def _made(target: str, deposit_id: str) -> dict[str, Any] | None:
    """Give what a published deposit changed."""
    row = versions.of_deposit(deposit_id)
    if row is None:
        return None
    known = versions.comparison(target, row["sha256"], row["next_sha256"])
    if known is None:
        return {"state": differences.WAITING, "difference": None, "reason": None}
    return {"state": differences.KNOWN, "difference": known["difference"], "reason": known["reason"]}


def sweep() -> int:
    """Close the deposits whose file is in its place though their process was killed; give how many."""
    left = list(
        ckan_model.Session.scalars(sa.select(Deposit.id).where(Deposit.replaces.is_not(None), Deposit.state.in_(_OPEN)))
    )
    done = [(deposit_id, row) for deposit_id in left if (row := versions.of_deposit(deposit_id)) is not None]
    for deposit_id, row in done:
        close(deposit_id, row["author"])
        ckan_model.Session.commit()
    return len(done)


def _dataset_of(resource_id: str) -> Any:
    resource: Any = ckan_model.Session.get(ckan_model.Resource, resource_id)
    return resource.package
