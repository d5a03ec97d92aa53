"""Looks for personal data, decisions about them, corrected dialects, publications that wait, verdicts not told yet.

Revision ID: dge_quality_0003
Revises: dge_quality_0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dge_quality_0003"
down_revision = "dge_quality_0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = ("dge_quality_look", "dge_quality_choice", "dge_quality_decision", "dge_quality_wish")


def text(name, *, nullable=False):
    return sa.Column(name, sa.Text, nullable=nullable)


def moment(name):
    return sa.Column(name, MOMENT, nullable=False, server_default=sa.func.clock_timestamp())


def upgrade():
    op.add_column("dge_quality_verdict", sa.Column("told", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_table(
        "dge_quality_look",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        *map(text, ("resource_id", "sha256", "fingerprint")),
        sa.Column("dialect", JSONB),
        sa.Column("header", JSONB),
        sa.Column("findings", JSONB),
        text("reason", nullable=True),
        moment("looked_at"),
        sa.CheckConstraint("findings IS NOT NULL OR reason IS NOT NULL", name="dge_quality_look_reason"),
        sa.UniqueConstraint("resource_id", "sha256", name="dge_quality_look_once"),
    )
    op.create_table(
        "dge_quality_choice",
        sa.Column("resource_id", sa.Text, primary_key=True),
        *map(text, ("sha256", "author")),
        sa.Column("choices", JSONB, nullable=False),
        moment("chosen_at"),
    )
    op.create_table(
        "dge_quality_decision",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        *map(text, ("resource_id", "sha256", "fingerprint", "reason", "author")),
        sa.Column("covers", JSONB, nullable=False),
        moment("decided_at"),
        text("withdrawn_by", nullable=True),
        sa.Column("withdrawn_at", MOMENT),
    )
    op.create_index("dge_quality_decision_resource", "dge_quality_decision", ["resource_id"])
    op.create_table(
        "dge_quality_wish",
        sa.Column("package_id", sa.Text, primary_key=True),
        text("author"),
        moment("asked_at"),
    )


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("dge_quality_verdict", "told")
