"""The table of the room: where each imported dataset comes from."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk


class ImportedDataset(tk.BaseModel):
    """A dataset of the former platform, and the one it became.

    `modified` is `metadata_modified` of our dataset once imported: a later value says that somebody changed it here.
    """

    __tablename__ = "dge_imported_dataset"

    former_id: Any = sa.Column(sa.Text, primary_key=True)
    former_name: Any = sa.Column(sa.Text, nullable=False, index=True)
    package_id: Any = sa.Column(sa.Text, nullable=False, index=True)
    content_hash: Any = sa.Column(sa.Text, nullable=False)
    imported_at: Any = sa.Column(sa.DateTime(timezone=True), nullable=False)
    modified: Any = sa.Column(sa.DateTime, nullable=False)
