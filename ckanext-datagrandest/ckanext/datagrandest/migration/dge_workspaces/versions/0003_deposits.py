"""Deposits.

Revision ID: dge_workspaces_0003
Revises: dge_workspaces_0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dge_workspaces_0003"
down_revision = "dge_workspaces_0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "state IN ('fetching', 'refused', 'open', 'waiting', 'published', 'abandoned')"


def now(name):
    return sa.Column(name, MOMENT, nullable=False, server_default=sa.func.clock_timestamp())


def text(name, *, needed=False):
    return sa.Column(name, sa.Text, nullable=not needed)


def upgrade():
    op.create_table(
        "dge_deposit",
        sa.Column("id", sa.Text, primary_key=True),
        text("organization_id", needed=True),
        text("author", needed=True),
        text("state", needed=True),
        text("dataset_id"),
        text("resource_id", needed=True),
        text("replaces"),
        text("file_name", needed=True),
        sa.Column("size", sa.BigInteger),
        text("sha256"),
        text("url", needed=True),
        sa.Column("edits", JSONB, nullable=False),
        sa.Column("proposals", JSONB),
        sa.Column("preview", JSONB),
        text("reason"),
        now("created_at"),
        now("changed_at"),
        *(sa.Column(name, MOMENT) for name in ("submitted_at", "published_at", "catalogued_at")),
        text("published_by"),
        sa.CheckConstraint(STATES, name="dge_deposit_known_state"),
    )
    op.create_index("dge_deposit_latest", "dge_deposit", ["organization_id", sa.text("created_at DESC")])
    op.create_index("dge_deposit_resource", "dge_deposit", ["resource_id"], unique=True)
    op.create_index("dge_deposit_dataset", "dge_deposit", ["dataset_id"])


def downgrade():
    op.drop_table("dge_deposit")
