"""Verdicts and repairs.

Revision ID: dge_quality_0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dge_quality_0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def text(name, *, nullable=False):
    return sa.Column(name, sa.Text, nullable=nullable)


def upgrade():
    op.create_table(
        "dge_quality_verdict",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        *map(text, ("resource_id", "sha256", "schema_id", "schema_version", "checker", "fingerprint", "state")),
        text("reason", nullable=True),
        text("origin"),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("rows", sa.Integer),
        text("encoding", nullable=True),
        text("delimiter", nullable=True),
        sa.Column("report", JSONB),
        sa.Column("judged_at", MOMENT, nullable=False, server_default=sa.func.clock_timestamp()),
        sa.Column("seconds", sa.Float),
        sa.CheckConstraint("state IN ('valid', 'invalid', 'not_judged')", name="dge_quality_verdict_known_state"),
        sa.CheckConstraint("state <> 'not_judged' OR reason IS NOT NULL", name="dge_quality_verdict_reason"),
        sa.UniqueConstraint(
            "resource_id", "sha256", "schema_id", "schema_version", "checker", name="dge_quality_verdict_once"
        ),
    )
    op.create_index("dge_quality_verdict_latest", "dge_quality_verdict", ["resource_id", sa.text("judged_at DESC")])
    op.create_table(
        "dge_quality_repair",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        *map(text, ("resource_id", "original_sha256", "original_name", "original_format", "original_mimetype")),
        *map(text, ("repaired_sha256", "schema_id", "schema_version")),
        sa.Column("record", JSONB, nullable=False),
        text("author"),
        sa.Column("applied_at", MOMENT, nullable=False, server_default=sa.func.clock_timestamp()),
        sa.Column("undone_at", MOMENT),
    )
    op.create_index("dge_quality_repair_resource", "dge_quality_repair", ["resource_id", sa.text("applied_at DESC")])


def downgrade():
    op.drop_table("dge_quality_repair")
    op.drop_table("dge_quality_verdict")
