"""The tables of privacy and of reading: looks at files, decisions, corrected dialects, publications that wait."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.plugins.toolkit as tk

_MOMENT = sa.DateTime(timezone=True)
_NOW: dict[str, Any] = {"nullable": False, "server_default": sa.func.clock_timestamp()}


class Look(tk.BaseModel):
    """How a file was read, and what in it is likely to be about people; `reason` when it could not be looked at."""

    __tablename__ = "dge_quality_look"

    id: Any = sa.Column(sa.BigInteger, sa.Identity(), primary_key=True)
    resource_id: Any = sa.Column(sa.Text, nullable=False)
    sha256: Any = sa.Column(sa.Text, nullable=False)
    fingerprint: Any = sa.Column(sa.Text, nullable=False)
    dialect: Any = sa.Column(JSONB(none_as_null=True))
    header: Any = sa.Column(JSONB(none_as_null=True))
    findings: Any = sa.Column(JSONB(none_as_null=True))
    reason: Any = sa.Column(sa.Text)
    looked_at: Any = sa.Column(_MOMENT, **_NOW)

    __table_args__ = (sa.UniqueConstraint("resource_id", "sha256", name="dge_quality_look_once"),)


class Choice(tk.BaseModel):
    """What the producer corrected of how a file is read; it holds for the file of this SHA-256 alone."""

    __tablename__ = "dge_quality_choice"

    resource_id: Any = sa.Column(sa.Text, primary_key=True)
    sha256: Any = sa.Column(sa.Text, nullable=False)
    choices: Any = sa.Column(JSONB, nullable=False)
    author: Any = sa.Column(sa.Text, nullable=False)
    chosen_at: Any = sa.Column(_MOMENT, **_NOW)


class Decision(tk.BaseModel):
    """A publisher's reasoned decision that some data may be published; never deleted, only withdrawn.

    `covers` lists pairs `[kind, field]`; it is empty for a file that cannot be looked at, which the fingerprint names.
    """

    __tablename__ = "dge_quality_decision"

    id: Any = sa.Column(sa.BigInteger, sa.Identity(), primary_key=True)
    resource_id: Any = sa.Column(sa.Text, nullable=False)
    sha256: Any = sa.Column(sa.Text, nullable=False)
    fingerprint: Any = sa.Column(sa.Text, nullable=False)
    reason: Any = sa.Column(sa.Text, nullable=False)
    author: Any = sa.Column(sa.Text, nullable=False)
    covers: Any = sa.Column(JSONB, nullable=False)
    decided_at: Any = sa.Column(_MOMENT, **_NOW)
    withdrawn_by: Any = sa.Column(sa.Text)
    withdrawn_at: Any = sa.Column(_MOMENT)

    __table_args__ = (sa.Index("dge_quality_decision_resource", "resource_id"),)


class Wish(tk.BaseModel):
    """A dataset kept private until its files are seen: it is published by itself once they are clear."""

    __tablename__ = "dge_quality_wish"

    package_id: Any = sa.Column(sa.Text, primary_key=True)
    author: Any = sa.Column(sa.Text, nullable=False)
    asked_at: Any = sa.Column(_MOMENT, **_NOW)
