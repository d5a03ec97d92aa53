"""What a person changes of a deposit: its schema, its description, the corrections of its file. Each is kept at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.quality import declared, registry
from ckanext.datagrandest.workspaces import audit, rights
from ckanext.datagrandest.workspaces.depositing import receiving, store
from ckanext.datagrandest.workspaces.depositing.auth import NOT_A_PUBLISHER
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.rights import Role


def schema(deposit: Deposit, user: str, name: str, version: str = "") -> None:
    """Say which schema the file follows, or that it follows none (`none`); an empty name lets it be recognised again.

    The file is judged anew.

    Raises:
        ValidationError: there is no such schema.
    """
    known = registry.versions()
    if name and name != declared.NOTHING and (name not in known or (version and version not in known[name])):
        raise tk.ValidationError({"schema": [tk._(receiving.NO_SCHEMA).format(name=f"{name} {version}".strip())]})
    if name == declared.NOTHING:
        _log(deposit, user, "deposit-no-schema")
    else:
        _log(deposit, user, "deposit-schema", schema=registry.title(name) if name else "–")
    values = {"id": deposit.resource_id, **declared.fields_of(name, version)}
    tk.get_action("resource_patch")(receiving.as_platform(user), values)
    ckan_model.Session.commit()


def describe(deposit: Deposit, user: str, fields: Mapping[str, Any]) -> None:
    """Keep fields of the dataset, checked as CKAN checks them; the private dataset has them too. No field: nothing.

    Raises:
        ValidationError: one of them makes no sense.
    """
    edits = {**deposit.edits, **fields}
    deferred = Context({**receiving.as_platform(user), "defer_commit": True, "return_id_only": True})
    tk.get_action("package_patch")(deferred, {"id": deposit.dataset_id, **fields})
    deposit.edits = edits
    _log(deposit, user, "deposit-described", fields=", ".join(sorted(fields)))
    ckan_model.Session.commit()


def repair(deposit: Deposit, user: str, refused: Sequence[str]) -> None:
    """Have the file corrected by all the rules that are not refused; the original is kept, the file is judged anew.

    Raises:
        ValidationError: nothing is to be corrected, or it cannot be.
    """
    act(deposit, user, "deposit-repaired", "dge_quality_repair_apply", {"refused": list(refused)})


def undo(deposit: Deposit, user: str) -> None:
    """Put the original back in the place of the corrected or masked file.

    Raises:
        ValidationError: nothing was corrected.
    """
    act(deposit, user, "deposit-undone", "dge_quality_repair_undo", {})


def mask(deposit: Deposit, user: str, findings: Sequence[Mapping[str, Any]]) -> None:
    """Have personal data masked.

    Raises:
        ValidationError: they are not there, or cannot be masked so.
    """
    act(deposit, user, "deposit-masked", "dge_quality_privacy_mask", {"accepted": [dict(one) for one in findings]})


def decide(deposit: Deposit, user: str, reason: str) -> None:
    """Record why personal data may be published.

    Raises:
        NotAuthorized: who decides may not publish.
        ValidationError: there is nothing to decide about, or the reason says nothing.
    """
    if rights.role(user, deposit.organization_id) < Role.PUBLISHER:
        ckan_model.Session.rollback()
        raise tk.NotAuthorized(tk._(NOT_A_PUBLISHER))
    act(deposit, user, "deposit-decided", "dge_quality_privacy_decide", {"reason": reason}, reason=reason)


def read(deposit: Deposit, user: str, reading: Mapping[str, Any]) -> None:
    """Say how the file is read; it is judged anew.

    Raises:
        ValidationError: there is no such encoding, separator or line.
    """
    act(deposit, user, "deposit-read", "dge_quality_dialect_update", dict(reading))


#: By parameter of `dge_deposit_update`, in the order in which they are made.
_CHANGES: Mapping[str, Callable[[Deposit, str, Mapping[str, Any]], None]] = {
    "reading": lambda deposit, user, data: read(deposit, user, data["reading"]),
    "schema": lambda deposit, user, data: schema(deposit, user, data["schema"], data.get("schema_version") or ""),
    "metadata": lambda deposit, user, data: describe(deposit, user, data["metadata"]),
    "undo": lambda deposit, user, data: undo(deposit, user) if data["undo"] else None,
    "refused": lambda deposit, user, data: repair(deposit, user, data["refused"]),
    "masked": lambda deposit, user, data: mask(deposit, user, data["masked"]),
    "decision": lambda deposit, user, data: decide(deposit, user, data["decision"]),
}


def asked(data: Mapping[str, Any]) -> list[str]:
    """Name the changes that a request asks for."""
    return [name for name in _CHANGES if name in data]


def make(deposit: Deposit, user: str, change: str, data: Mapping[str, Any]) -> None:
    """Make one of the changes that a request asks for, of a deposit that is locked and open; it is kept at once."""
    _CHANGES[change](deposit, user, data)


def act(deposit: Deposit, user: str, what: str, action: str, data: Mapping[str, Any], **details: Any) -> None:
    """Call an action of the room `quality` on the file for somebody who may change the deposit, and log it.

    Raises:
        ValidationError: the action refuses; nothing is logged.
    """
    deposit_id, resource_id = deposit.id, deposit.resource_id
    try:
        _log(deposit, user, what, **details)
        tk.get_action(action)(receiving.as_platform(user), {"resource_id": resource_id, **data})
    except tk.ValidationError:
        ckan_model.Session.rollback()
        raise
    ckan_model.Session.commit()
    kept = store.find(deposit_id)
    if kept is not None:
        ckan_model.Session.refresh(kept)


def _log(deposit: Deposit, user: str, what: str, **details: Any) -> None:
    audit.record(
        what, actor=user, subject=deposit.id, organization_id=deposit.organization_id, file=deposit.file_name, **details
    )  # fmt: skip
