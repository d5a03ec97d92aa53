"""The table of the part: each file that is kept for a resource, with the bytes it takes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk

#: `sha256` of the file that a resource has now; former ones are kept by what they hold.
CURRENT = ""


class KeptFile(tk.BaseModel):
    """A file that the platform keeps: the one of a resource, or one that a repair or a new version replaced.

    The size that CKAN's resource tells can be edited by anybody who edits the resource; this one cannot.

    Attributes:
        sha256: `CURRENT`, or the SHA-256 under which a former file is kept.
        package_id: of the dataset, whose organisation the bytes count for.
        deleted_at: when its dataset or resource was first seen deleted.
    """

    __tablename__ = "dge_workspace_file"

    resource_id: Any = sa.Column(sa.Text, primary_key=True)
    sha256: Any = sa.Column(sa.Text, primary_key=True, default=CURRENT)
    package_id: Any = sa.Column(sa.Text, nullable=False)
    bytes: Any = sa.Column(sa.BigInteger, nullable=False)
    deleted_at: Any = sa.Column(sa.DateTime(timezone=True))
    kept_at: Any = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp())

    __table_args__ = (sa.Index("dge_workspace_file_package", "package_id"),)
