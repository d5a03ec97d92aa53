"""The tables that every part of the room shares: workspaces, and what was done in them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.plugins.toolkit as tk

ACTIVE, SUSPENDED, CLOSED = "active", "suspended", "closed"
STATES = (ACTIVE, SUSPENDED, CLOSED)

_MOMENT = sa.DateTime(timezone=True)


class Workspace(tk.BaseModel):
    """The workspace of a commune: an organisation of CKAN, with its territory, its state and its limits.

    Attributes:
        organization_id: of CKAN's organisation, whose members are the workspace's.
        territory: code, such as `commune:88351`.
        state: `active`; `suspended` and `closed` can only be read.
        storage_bytes, datasets, file_bytes: limits granted to this one; None: those of the settings.
        changed_at, reason: when and why it came into its state.
        remove_after, reminded_at: of a closed one, when its files go, and when its people were last told.
    """

    __tablename__ = "dge_workspace"

    organization_id: Any = sa.Column(sa.Text, primary_key=True)
    territory: Any = sa.Column(sa.Text, nullable=False)
    siret: Any = sa.Column(sa.Text, nullable=False)
    state: Any = sa.Column(sa.Text, nullable=False, default=ACTIVE)
    storage_bytes: Any = sa.Column(sa.BigInteger)
    datasets: Any = sa.Column(sa.Integer)
    file_bytes: Any = sa.Column(sa.BigInteger)
    reason: Any = sa.Column(sa.Text)
    created_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    changed_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    remove_after: Any = sa.Column(_MOMENT)
    reminded_at: Any = sa.Column(_MOMENT)

    __table_args__ = (
        sa.Index("dge_workspace_one_open", "territory", unique=True, postgresql_where=sa.text("state <> 'closed'")),
    )


class Event(tk.BaseModel):
    """Something that was done in a workspace or about one: the audit log, which is only added to.

    Attributes:
        organization_id: None as long as there is no organisation.
        actor: id of a user; None: nobody who has an account, or the platform itself.
        actor_name: as it was then.
        what: code of a sentence in `audit.SENTENCES`.
        subject: id of the request, deposit, dataset or user that it was done to.
        details: what the sentence names.
    """

    __tablename__ = "dge_workspace_event"

    id: Any = sa.Column(sa.BigInteger, sa.Identity(), primary_key=True)
    at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    organization_id: Any = sa.Column(sa.Text)
    actor: Any = sa.Column(sa.Text)
    actor_name: Any = sa.Column(sa.Text, nullable=False, default="")
    what: Any = sa.Column(sa.Text, nullable=False)
    subject: Any = sa.Column(sa.Text, nullable=False, default="")
    details: Any = sa.Column(JSONB, nullable=False, default=dict)

    __table_args__ = (
        sa.Index("dge_workspace_event_latest", "organization_id", sa.text("id DESC")),
        sa.Index("dge_workspace_event_subject", "subject", sa.text("id DESC")),
    )
