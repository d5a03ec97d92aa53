"""The tables of new versions: which file replaced which, and what changed between two files."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.plugins.toolkit as tk

_MOMENT = sa.DateTime(timezone=True)


class Version(tk.BaseModel):
    """A former version of a resource's file, and what replaced it.

    Attributes:
        number: of the former version, from 1; the current file is the last number and one.
        sha256, name, format, mimetype, encoding, size: of the former file, which is kept by its SHA-256.
        next_sha256, next_described: of the file that replaced it: what the resource says of it.
        restores: number of the earlier version that was put back, when this replacement does that.
        deposit_id: of the deposit that brought the new file.
        done_at: None as long as the file is not known to be in its place.
    """

    __tablename__ = "dge_resource_version"

    id: Any = sa.Column(sa.BigInteger, sa.Identity(), primary_key=True)
    resource_id: Any = sa.Column(sa.Text, nullable=False)
    number: Any = sa.Column(sa.Integer, nullable=False)
    sha256: Any = sa.Column(sa.Text, nullable=False)
    name: Any = sa.Column(sa.Text, nullable=False)
    format: Any = sa.Column(sa.Text, nullable=False, default="")
    mimetype: Any = sa.Column(sa.Text, nullable=False, default="")
    encoding: Any = sa.Column(sa.Text, nullable=False, default="")
    size: Any = sa.Column(sa.BigInteger, nullable=False)
    next_sha256: Any = sa.Column(sa.Text, nullable=False)
    next_described: Any = sa.Column(JSONB, nullable=False)
    restores: Any = sa.Column(sa.Integer)
    deposit_id: Any = sa.Column(sa.Text)
    author: Any = sa.Column(sa.Text, nullable=False)
    begun_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    done_at: Any = sa.Column(_MOMENT)

    __table_args__ = (sa.UniqueConstraint("resource_id", "number", name="dge_resource_version_once"),)


class Comparison(tk.BaseModel):
    """What changed between two files of a resource, by their SHA-256.

    Attributes:
        difference: as `compare.Difference.as_dict` gives it; None when they could not be compared.
        reason: why they could not, in French.
    """

    __tablename__ = "dge_resource_comparison"

    resource_id: Any = sa.Column(sa.Text, primary_key=True)
    old_sha256: Any = sa.Column(sa.Text, primary_key=True)
    new_sha256: Any = sa.Column(sa.Text, primary_key=True)
    difference: Any = sa.Column(JSONB(none_as_null=True))
    reason: Any = sa.Column(sa.Text)
    made_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
