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
    #: why it shares its dataset (`identity.Rule`) and what both records have; nothing for the record that made it
    rule = sa.Column(sa.UnicodeText)
    evidence = sa.Column(sa.UnicodeText)
    #: the dataset that it had before a merge, which a separation gives back
    former_package_id = sa.Column(sa.UnicodeText)
    #: the source's organisation is the one that the record names as its producer
    producer = sa.Column(sa.Boolean, nullable=False, server_default=sa.false())
    #: what a person answered to the removal guard: accepted, refused
    removal = sa.Column(sa.UnicodeText)
    #: producer, extent and whether it is a service, as `twins.signature_of` gives them
    signature = sa.Column(JSONB)


class HarvestKey(tk.BaseModel):
    """What else names a record: identifiers and links, compared across sources in one query."""

    __tablename__ = "dge_harvest_key"

    source_id = sa.Column(sa.UnicodeText, primary_key=True)
    guid = sa.Column(sa.UnicodeText, primary_key=True)
    #: identifier (of the record or of the data), link, title
    kind = sa.Column(sa.UnicodeText, primary_key=True)
    key = sa.Column(sa.UnicodeText, primary_key=True)
    value = sa.Column(sa.UnicodeText, nullable=False)
    #: whether two records that share it may be merged by it; others only make it ambiguous
    counts = sa.Column(sa.Boolean, nullable=False)


class HarvestTwin(tk.BaseModel):
    """Two records that are or may be the same thing; `a` is before `b` in the order of (source, guid)."""

    __tablename__ = "dge_harvest_twin"

    source_a = sa.Column(sa.UnicodeText, primary_key=True)
    guid_a = sa.Column(sa.UnicodeText, primary_key=True)
    source_b = sa.Column(sa.UnicodeText, primary_key=True)
    guid_b = sa.Column(sa.UnicodeText, primary_key=True)
    #: probable (waits for a person), same, different
    state = sa.Column(sa.UnicodeText, nullable=False, index=True)
    why = sa.Column(sa.UnicodeText)
    found_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    decided_by = sa.Column(sa.UnicodeText)
    decided_at = sa.Column(sa.DateTime(timezone=True))


class HarvestHold(tk.BaseModel):
    """A question of the removal guard: what would have been removed, why it was not, what a person answered."""

    __tablename__ = "dge_harvest_hold"

    id = sa.Column(sa.UnicodeText, primary_key=True)
    source_id = sa.Column(sa.UnicodeText, nullable=False, index=True)
    job_id = sa.Column(sa.UnicodeText, nullable=False)
    #: waiting, accepted, rejected, withdrawn (a later run had no doubt)
    state = sa.Column(sa.UnicodeText, nullable=False)
    #: {msgid, params}
    reason = sa.Column(JSONB, nullable=False)
    #: [{guid, package_id, name, title}]
    records = sa.Column(JSONB, nullable=False)
    found_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    decided_by = sa.Column(sa.UnicodeText)
    decided_at = sa.Column(sa.DateTime(timezone=True))


class HarvestLock(tk.BaseModel):
    """A field of a harvested dataset that a person edited here: harvests keep the edit."""

    __tablename__ = "dge_harvest_lock"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    field = sa.Column(sa.UnicodeText, primary_key=True)
    kept = sa.Column(JSONB)
    #: what the source says, given back when the field is unlocked
    harvested = sa.Column(JSONB)
    locked_by = sa.Column(sa.UnicodeText)
    locked_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


class HarvestTombstone(tk.BaseModel):
    """What is said in the place of a harvested dataset that was closed."""

    __tablename__ = "dge_harvest_tombstone"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    name = sa.Column(sa.UnicodeText, nullable=False, index=True)
    title = sa.Column(sa.UnicodeText, nullable=False)
    organization = sa.Column(sa.UnicodeText)
    source = sa.Column(sa.UnicodeText)
    #: missing (from its source), merged (with another dataset)
    cause = sa.Column(sa.UnicodeText, nullable=False)
    merged_into = sa.Column(sa.UnicodeText)
    closed_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
