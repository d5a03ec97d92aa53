"""The tables of the room: every job of ours, and what recurs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.plugins.toolkit as tk

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"
ACTIVE = (QUEUED, RUNNING)

_MOMENT = sa.DateTime(timezone=True)


class Job(tk.BaseModel):
    """One thing to be done in the background.

    `(id, attempt)` is what a worker owns: a worker that was thought dead cannot write over the next one's work.
    """

    __tablename__ = "dge_job"

    id: Any = sa.Column(sa.Text, primary_key=True)
    key: Any = sa.Column(sa.Text)
    title: Any = sa.Column(sa.Text, nullable=False)
    function: Any = sa.Column(sa.Text, nullable=False)
    args: Any = sa.Column(JSONB, nullable=False)
    kwargs: Any = sa.Column(JSONB, nullable=False)
    queue: Any = sa.Column(sa.Text, nullable=False)
    timeout: Any = sa.Column(sa.Integer, nullable=False)
    state: Any = sa.Column(sa.Text, nullable=False, default=QUEUED)
    attempt: Any = sa.Column(sa.Integer, nullable=False, default=1)
    max_attempts: Any = sa.Column(sa.Integer, nullable=False)
    recurrence: Any = sa.Column(sa.Text)
    rq_id: Any = sa.Column(sa.Text)
    created: Any = sa.Column(_MOMENT, nullable=False, server_default=sa.func.now())
    pushed: Any = sa.Column(_MOMENT)
    started: Any = sa.Column(_MOMENT)
    heartbeat: Any = sa.Column(_MOMENT)
    finished: Any = sa.Column(_MOMENT)
    progress: Any = sa.Column(JSONB)
    outcome: Any = sa.Column(JSONB)
    reason: Any = sa.Column(JSONB)

    __table_args__ = (
        sa.Index(
            "dge_job_one_active_by_key", "key", unique=True, postgresql_where=sa.text("state IN ('queued', 'running')")
        ),
        sa.Index("dge_job_state", "state", "queue", "created"),
    )


class Recurrence(tk.BaseModel):
    """What recurs, when it is due, and how it went the last time."""

    __tablename__ = "dge_recurrence"

    name: Any = sa.Column(sa.Text, primary_key=True)
    schedule: Any = sa.Column(sa.Text, nullable=False)
    declared: Any = sa.Column(sa.Boolean, nullable=False, default=True)
    next_due: Any = sa.Column(_MOMENT, nullable=False)
    last_enqueued: Any = sa.Column(_MOMENT)
    last_job: Any = sa.Column(sa.Text)
    last_finished: Any = sa.Column(_MOMENT)
    last_state: Any = sa.Column(sa.Text)
    checked: Any = sa.Column(_MOMENT)
