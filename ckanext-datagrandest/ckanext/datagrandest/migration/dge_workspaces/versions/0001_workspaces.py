"""Workspaces and what was done in them.

Revision ID: dge_workspaces_0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dge_workspaces_0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def now(name):
    return sa.Column(name, MOMENT, nullable=False, server_default=sa.func.clock_timestamp())


def upgrade():
    op.create_table(
        "dge_workspace",
        sa.Column("organization_id", sa.Text, primary_key=True),
        sa.Column("territory", sa.Text, nullable=False),
        sa.Column("siret", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("storage_bytes", sa.BigInteger),
        sa.Column("datasets", sa.Integer),
        sa.Column("file_bytes", sa.BigInteger),
        sa.Column("reason", sa.Text),
        now("created_at"),
        now("changed_at"),
        sa.Column("remove_after", MOMENT),
        sa.Column("reminded_at", MOMENT),
        sa.CheckConstraint("state IN ('active', 'suspended', 'closed')", name="dge_workspace_known_state"),
    )
    op.create_index(
        "dge_workspace_one_open",
        "dge_workspace",
        ["territory"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "dge_workspace_event",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        now("at"),
        sa.Column("organization_id", sa.Text),
        sa.Column("actor", sa.Text),
        sa.Column("actor_name", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", JSONB, nullable=False),
    )
    op.create_index("dge_workspace_event_latest", "dge_workspace_event", ["organization_id", sa.text("id DESC")])
    op.create_index("dge_workspace_event_subject", "dge_workspace_event", ["subject", sa.text("id DESC")])


def downgrade():
    op.drop_table("dge_workspace_event")
    op.drop_table("dge_workspace")
