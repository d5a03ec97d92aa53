"""What every writing into a workspace asks first: may it be written to, and is there room?"""

from __future__ import annotations

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.workspaces import store
from ckanext.datagrandest.workspaces.hosting.sizes import size
from ckanext.datagrandest.workspaces.hosting.usage import Limits, limits_of, usage_of
from ckanext.datagrandest.workspaces.model import ACTIVE, SUSPENDED, Workspace

WAITS = N_("This workspace is suspended: it can be read and exported, not changed. Write to the team that helps you.")
ENDED = N_("This workspace is closed: it can be read and exported, not changed. Write to the team to have it back.")
REASON = N_("{sentence} Reason: {reason}")
FILE_TOO_LARGE = N_(
    "This file takes {file}; a file of this workspace may take {limit}. Split it or compress it, or ask for more room"
    " on the page of the workspace."
)
NO_ROOM = N_(
    "There is no room for this file: {used} of {limit} are taken, and it needs {added} more. Remove files that are no"
    " longer of use, or ask for more room on the page of the workspace."
)
TOO_MANY = N_(
    "Datasets: {used} of the {limit} that this workspace may have. Delete one that is no longer of use, or ask for more"
    " on the page of the workspace."
)


def ensure_writable(organization_id: str) -> None:
    """Refuse to change what belongs to a workspace that can only be read.

    Args:
        organization_id: id or name; an organisation that is no workspace may always be written to.

    Raises:
        NotAuthorized: it is suspended or closed; the sentence says which and why.
    """
    workspace = store.find(organization_id)
    if workspace is not None and (refusal := refusal_of(workspace)) is not None:
        raise tk.NotAuthorized(refusal.render(tk._))


def refusal_of(workspace: Workspace) -> Message | None:
    """Say why a workspace cannot be changed; None when it can."""
    if workspace.state == ACTIVE:
        return None
    sentence = Message(WAITS if workspace.state == SUSPENDED else ENDED)
    return Message(REASON, {"sentence": sentence, "reason": workspace.reason}) if workspace.reason else sentence


def ensure_room(
    organization_id: str, *, added_bytes: int = 0, added_datasets: int = 0, file_bytes: int | None = None
) -> None:
    """Refuse what a workspace has no room for, before anything is kept.

    Whoever is let through holds the room until the end of its transaction: two at once cannot pass the limit together.

    Args:
        organization_id: id or name; an organisation that is no workspace has no limit.
        added_bytes: by which its files grow; nothing is asked of what makes room.
        added_datasets: by which its datasets grow.
        file_bytes: of the largest file that is about to be kept.

    Raises:
        ValidationError: the sentence says what there is, what is needed and what to do.
    """
    workspace = store.find(organization_id)
    if workspace is None:
        return
    limits = limits_of(workspace)
    if file_bytes is not None and file_bytes > limits.file_bytes:
        raise _refused("upload", FILE_TOO_LARGE, file=size(file_bytes), limit=size(limits.file_bytes))
    if added_bytes > 0 or added_datasets > 0:
        _hold(workspace.organization_id)
        _ensure(workspace.organization_id, limits, added_bytes, added_datasets)


def _hold(organization_id: str) -> None:
    """Have others who ask for room in this workspace wait until the session's transaction ends."""
    key = sa.func.hashtextextended(f"dge_workspace_room:{organization_id}", 0)
    ckan_model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _ensure(organization_id: str, limits: Limits, added_bytes: int, added_datasets: int) -> None:
    used = usage_of(organization_id)
    if added_datasets > 0 and used.datasets + added_datasets > limits.datasets:
        raise _refused("owner_org", TOO_MANY, used=used.datasets, limit=limits.datasets)
    if added_bytes > 0 and used.storage_bytes + added_bytes > limits.storage_bytes:
        taken, limit = size(used.storage_bytes), size(limits.storage_bytes)
        raise _refused("upload", NO_ROOM, used=taken, limit=limit, added=size(added_bytes))


def _refused(field: str, sentence: str, **params: object) -> tk.ValidationError:
    return tk.ValidationError({field: [Message(sentence, params).render(tk._)]})
