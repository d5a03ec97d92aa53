"""Former versions of resources' files, and what changed between two of them.

Revision ID: dge_workspaces_0004
Revises: dge_workspaces_0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dge_workspaces_0004"
down_revision = "dge_workspaces_0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "dge_resource_version",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("resource_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("sha256", "name", "format", "mimetype", "encoding")),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("next_sha256", sa.Text, nullable=False),
        sa.Column("next_described", JSONB, nullable=False),
        sa.Column("restores", sa.Integer),
        sa.Column("deposit_id", sa.Text),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False, server_default=sa.func.clock_timestamp()),
        sa.Column("done_at", MOMENT),
        sa.UniqueConstraint("resource_id", "number", name="dge_resource_version_once"),
    )
    op.create_table(
        "dge_resource_comparison",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("old_sha256", sa.Text, primary_key=True),
        sa.Column("new_sha256", sa.Text, primary_key=True),
        sa.Column("difference", JSONB),
        sa.Column("reason", sa.Text),
        sa.Column("made_at", MOMENT, nullable=False, server_default=sa.func.clock_timestamp()),
    )


def downgrade():
    op.drop_table("dge_resource_comparison")
    op.drop_table("dge_resource_version")
