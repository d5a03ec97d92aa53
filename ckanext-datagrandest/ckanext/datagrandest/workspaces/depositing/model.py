"""The table of deposits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.plugins.toolkit as tk

_MOMENT = sa.DateTime(timezone=True)
_JSON = JSONB(none_as_null=True)


class Deposit(tk.BaseModel):
    """A file given to a workspace: a private dataset with one uploaded resource, until it is published.

    Attributes:
        organization_id: of the workspace.
        author: id of the user who deposited it.
        state: a value of `states.Stored`.
        dataset_id, resource_id: of CKAN; the resource's is known before the file is kept, the dataset's after.
        replaces: id of the resource of a published dataset that this file is a new version of.
        file_name, size, sha256: of the file as it was sent.
        url: where it was fetched from; empty when it was sent.
        edits: fields of the dataset that a person filled in, by name; the others are proposed.
        proposals: corrections that were looked for: `{sha256, schema, proposals, valid, remaining, reason}`.
        preview: what the file shows: `{sha256, header, rows, points, period}`.
        reason: why it was refused or given back.
        catalogued_at: when search knew the published dataset.
    """

    __tablename__ = "dge_deposit"

    id: Any = sa.Column(sa.Text, primary_key=True)
    organization_id: Any = sa.Column(sa.Text, nullable=False)
    author: Any = sa.Column(sa.Text, nullable=False)
    state: Any = sa.Column(sa.Text, nullable=False)
    dataset_id: Any = sa.Column(sa.Text)
    resource_id: Any = sa.Column(sa.Text, nullable=False)
    replaces: Any = sa.Column(sa.Text)
    file_name: Any = sa.Column(sa.Text, nullable=False, default="")
    size: Any = sa.Column(sa.BigInteger)
    sha256: Any = sa.Column(sa.Text)
    url: Any = sa.Column(sa.Text, nullable=False, default="")
    edits: Any = sa.Column(JSONB, nullable=False, default=dict)
    proposals: Any = sa.Column(_JSON)
    preview: Any = sa.Column(_JSON)
    reason: Any = sa.Column(sa.Text)
    created_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    changed_at: Any = sa.Column(
        _MOMENT, nullable=False, server_default=sa.func.clock_timestamp(), onupdate=sa.func.clock_timestamp()
    )
    submitted_at: Any = sa.Column(_MOMENT)
    published_at: Any = sa.Column(_MOMENT)
    published_by: Any = sa.Column(sa.Text)
    catalogued_at: Any = sa.Column(_MOMENT)

    __table_args__ = (
        sa.Index("dge_deposit_latest", "organization_id", sa.text("created_at DESC")),
        sa.Index("dge_deposit_resource", "resource_id", unique=True),
        sa.Index("dge_deposit_dataset", "dataset_id"),
    )
