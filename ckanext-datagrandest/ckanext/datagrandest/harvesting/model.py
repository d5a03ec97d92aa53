"""Tables of the room: runs with their progress, and what is held of each remote record.

Sources, jobs, objects and errors stay in ckanext-harvest's tables. No foreign key leads there:
`ckan db upgrade` takes plugins by name and rooms must not depend on its order.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

import ckan.plugins.toolkit as tk

#: What a run counts; the first seven are printed by `dge harvest run --json`.
COUNTS = ("added", "updated", "unchanged", "merged", "missing", "held", "errored", "archived")


class HarvestRun(tk.BaseModel):
    """One run of a source, beside its `harvest_job`: progress, heartbeat and exact counts."""

    __tablename__ = "dge_harvest_run"

    job_id = sa.Column(sa.UnicodeText, primary_key=True)
    source_id = sa.Column(sa.UnicodeText, nullable=False, index=True)
    #: queued, running, finished, failed (the listing could not be read), aborted (by a person)
    state = sa.Column(sa.UnicodeText, nullable=False, index=True)
    #: waiting, listing, removing, indexing, done
    phase = sa.Column(sa.UnicodeText, nullable=False, server_default="waiting")
    done = sa.Column(sa.Integer, nullable=False, server_default="0")
    total = sa.Column(sa.Integer)
    attempts = sa.Column(sa.Integer, nullable=False, server_default="0")
    force = sa.Column(sa.Boolean, nullable=False, server_default=sa.false())
    queued_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    started_at = sa.Column(sa.DateTime(timezone=True))
    heartbeat = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    finished_at = sa.Column(sa.DateTime(timezone=True))
    seconds = sa.Column(sa.Float, nullable=False, server_default="0")
    added = sa.Column(sa.Integer, nullable=False, server_default="0")
    updated = sa.Column(sa.Integer, nullable=False, server_default="0")
    unchanged = sa.Column(sa.Integer, nullable=False, server_default="0")
    merged = sa.Column(sa.Integer, nullable=False, server_default="0")
    missing = sa.Column(sa.Integer, nullable=False, server_default="0")
    held = sa.Column(sa.Integer, nullable=False, server_default="0")
    errored = sa.Column(sa.Integer, nullable=False, server_default="0")
    archived = sa.Column(sa.Integer, nullable=False, server_default="0")
    #: why the run failed, as shown
    fault = sa.Column(sa.UnicodeText)
    #: what is to be known of the listing and of the removal guard, as shown
    notes = sa.Column(JSONB, nullable=False, server_default="[]")


class HarvestRecord(tk.BaseModel):
    """What is held of one remote record of one source: the truth from which a killed run goes on."""

    __tablename__ = "dge_harvest_record"

    source_id = sa.Column(sa.UnicodeText, primary_key=True)
    guid = sa.Column(sa.UnicodeText, primary_key=True)
    package_id = sa.Column(sa.UnicodeText, nullable=False, index=True)
    object_id = sa.Column(sa.UnicodeText, nullable=False)
    content_hash = sa.Column(sa.UnicodeText, nullable=False)
    draft_hash = sa.Column(sa.UnicodeText, nullable=False)
    mapping_version = sa.Column(sa.Integer, nullable=False)
    primary_source = sa.Column(sa.Boolean, nullable=False, server_default=sa.true())
    missing_since = sa.Column(sa.DateTime(timezone=True))
    archived_at = sa.Column(sa.DateTime(timezone=True))
    job_id = sa.Column(sa.UnicodeText, nullable=False)
    outcome = sa.Column(sa.UnicodeText, nullable=False)
    #: written in the database, not yet in the index: cleared after Solr's commit, swept by the tick
    index_pending = sa.Column(sa.Boolean, nullable=False, server_default=sa.false())
