"""The tables of the room: verdicts on files, with their history, and repairs that were made."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.plugins.toolkit as tk

VALID, INVALID, NOT_JUDGED = "valid", "invalid", "not_judged"
#: From the worst to the best.
RANKS = {NOT_JUDGED: 0, INVALID: 1, VALID: 2}

_MOMENT = sa.DateTime(timezone=True)


class Verdict(tk.BaseModel):
    """What is known of one file of a resource under one version of a schema and of our checker.

    Being queued or running is no verdict: that is told by `dge_job`, which the supervision closes.
    """

    __tablename__ = "dge_quality_verdict"

    id: Any = sa.Column(sa.BigInteger, sa.Identity(), primary_key=True)
    resource_id: Any = sa.Column(sa.Text, nullable=False)
    sha256: Any = sa.Column(sa.Text, nullable=False, default="")
    schema_id: Any = sa.Column(sa.Text, nullable=False, default="")
    schema_version: Any = sa.Column(sa.Text, nullable=False, default="")
    checker: Any = sa.Column(sa.Text, nullable=False)
    fingerprint: Any = sa.Column(sa.Text, nullable=False)
    state: Any = sa.Column(sa.Text, nullable=False)
    reason: Any = sa.Column(sa.Text)
    origin: Any = sa.Column(sa.Text, nullable=False, default="none")
    counts: Any = sa.Column(JSONB, nullable=False, default=dict)
    rows: Any = sa.Column(sa.Integer)
    encoding: Any = sa.Column(sa.Text)
    delimiter: Any = sa.Column(sa.Text)
    report: Any = sa.Column(JSONB)
    judged_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    seconds: Any = sa.Column(sa.Float)
    completeness: Any = sa.Column(sa.Float)
    #: Whether the index and those it concerns know it: what a killed worker left is told by the next.
    told: Any = sa.Column(sa.Boolean, nullable=False, server_default=sa.true())

    __table_args__ = (
        sa.UniqueConstraint(
            "resource_id", "sha256", "schema_id", "schema_version", "checker", name="dge_quality_verdict_once"
        ),
        sa.Index("dge_quality_verdict_latest", "resource_id", sa.text("judged_at DESC")),
    )


class Repair(tk.BaseModel):
    """A repair that was applied: what replaced what, by which rules, and whether it was undone."""

    __tablename__ = "dge_quality_repair"

    id: Any = sa.Column(sa.BigInteger, sa.Identity(), primary_key=True)
    resource_id: Any = sa.Column(sa.Text, nullable=False)
    original_sha256: Any = sa.Column(sa.Text, nullable=False)
    original_name: Any = sa.Column(sa.Text, nullable=False)
    original_format: Any = sa.Column(sa.Text, nullable=False, default="")
    original_mimetype: Any = sa.Column(sa.Text, nullable=False, default="")
    repaired_sha256: Any = sa.Column(sa.Text, nullable=False)
    schema_id: Any = sa.Column(sa.Text, nullable=False, default="")
    schema_version: Any = sa.Column(sa.Text, nullable=False, default="")
    record: Any = sa.Column(JSONB, nullable=False)
    author: Any = sa.Column(sa.Text, nullable=False)
    applied_at: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
    undone_at: Any = sa.Column(_MOMENT)

    __table_args__ = (sa.Index("dge_quality_repair_resource", "resource_id", sa.text("applied_at DESC")),)
