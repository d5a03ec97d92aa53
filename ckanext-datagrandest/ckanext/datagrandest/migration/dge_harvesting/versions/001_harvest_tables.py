"""Runs, their progress, and what is held of each remote record.

Revision ID: dge_harvesting_001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dge_harvesting_001"
down_revision = None
branch_labels = None
depends_on = None

COUNTS = ("added", "updated", "unchanged", "merged", "missing", "held", "errored", "archived")


def upgrade():
    op.create_table(
        "dge_harvest_run",
        sa.Column("job_id", sa.UnicodeText, primary_key=True),
        sa.Column("source_id", sa.UnicodeText, nullable=False, index=True),
        sa.Column("state", sa.UnicodeText, nullable=False, index=True),
        sa.Column("phase", sa.UnicodeText, nullable=False, server_default="waiting"),
        sa.Column("done", sa.Integer, nullable=False, server_default="0"),
        sa.Column("total", sa.Integer),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("force", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("heartbeat", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("seconds", sa.Float, nullable=False, server_default="0"),
        *(sa.Column(count, sa.Integer, nullable=False, server_default="0") for count in COUNTS),
        sa.Column("fault", sa.UnicodeText),
        sa.Column("notes", JSONB, nullable=False, server_default="[]"),
    )
    op.create_table(
        "dge_harvest_record",
        sa.Column("source_id", sa.UnicodeText, primary_key=True),
        sa.Column("guid", sa.UnicodeText, primary_key=True),
        sa.Column("package_id", sa.UnicodeText, nullable=False, index=True),
        sa.Column("object_id", sa.UnicodeText, nullable=False),
        sa.Column("content_hash", sa.UnicodeText, nullable=False),
        sa.Column("draft_hash", sa.UnicodeText, nullable=False),
        sa.Column("mapping_version", sa.Integer, nullable=False),
        sa.Column("primary_source", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("missing_since", sa.DateTime(timezone=True)),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.Column("job_id", sa.UnicodeText, nullable=False),
        sa.Column("outcome", sa.UnicodeText, nullable=False),
        sa.Column("index_pending", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("idx_dge_harvest_record_guid", "dge_harvest_record", ["guid"])
    op.create_index(
        "idx_dge_harvest_record_pending",
        "dge_harvest_record",
        ["package_id"],
        postgresql_where=sa.text("index_pending"),
    )


def downgrade():
    op.drop_table("dge_harvest_record")
    op.drop_table("dge_harvest_run")
