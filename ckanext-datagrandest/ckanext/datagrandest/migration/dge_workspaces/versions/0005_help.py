"""Calls for help, what is said in them, and how far a workspace came on its first path.

Revision ID: dge_workspaces_0005
Revises: dge_workspaces_0004
"""

import sqlalchemy as sa
from alembic import op

revision = "dge_workspaces_0005"
down_revision = "dge_workspaces_0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def now(name):
    return sa.Column(name, MOMENT, nullable=False, server_default=sa.func.clock_timestamp())


def upgrade():
    op.create_table(
        "dge_help_call",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("organization_id", sa.Text, nullable=False),
        sa.Column("deposit_id", sa.Text),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        now("opened_at"),
        now("changed_at"),
        sa.Column("taken_by", sa.Text),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_at", MOMENT),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name="dge_help_call_known_state"),
    )
    op.create_index("dge_help_call_queue", "dge_help_call", ["state", "opened_at"])
    op.create_index("dge_help_call_workspace", "dge_help_call", ["organization_id", "opened_at"])
    op.create_index(
        "dge_help_call_one_open",
        "dge_help_call",
        ["deposit_id"],
        unique=True,
        postgresql_where=sa.text("deposit_id IS NOT NULL AND state <> 'closed'"),
    )
    op.create_table(
        "dge_help_message",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("call_id", sa.Text, sa.ForeignKey("dge_help_call.id", ondelete="CASCADE"), nullable=False),
        now("at"),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("team", sa.Boolean, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("dge_help_message_of_call", "dge_help_message", ["call_id", "id"])
    op.create_table(
        "dge_workspace_path",
        sa.Column("organization_id", sa.Text, primary_key=True),
        sa.Column("screen", sa.Integer, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.CheckConstraint("screen BETWEEN 1 AND 3", name="dge_workspace_path_known_screen"),
    )


def downgrade():
    op.drop_table("dge_workspace_path")
    op.drop_table("dge_help_message")
    op.drop_table("dge_help_call")
