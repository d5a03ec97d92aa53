"""Requests for workspaces.

Revision ID: dge_workspaces_0002
Revises: dge_workspaces_0006
"""

import sqlalchemy as sa
from alembic import op

revision = "dge_workspaces_0002"
down_revision = "dge_workspaces_0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = "state IN ('unconfirmed', 'waiting', 'question', 'approved', 'refused', 'expired')"
OPEN = "state IN ('unconfirmed', 'waiting', 'question')"


def upgrade():
    texts = ("name", "email", "link", "question", "answer", "reason", "decided_by", "organization_id", "user_id")
    op.create_table(
        "dge_workspace_request",
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("territory", "siret", "state")),
        *(sa.Column(name, sa.Text) for name in texts),
        *(sa.Column(name, MOMENT) for name in ("mailed_at", "confirmed_at", "invited_at", "erased_at")),
        *(
            sa.Column(name, MOMENT, nullable=False, server_default=sa.func.clock_timestamp())
            for name in ("created_at", "changed_at")
        ),
        sa.CheckConstraint(STATES, name="dge_workspace_request_known_state"),
    )
    op.create_index(
        "dge_workspace_request_one_open",
        "dge_workspace_request",
        ["territory"],
        unique=True,
        postgresql_where=sa.text(OPEN),
    )
    op.create_index("dge_workspace_request_state", "dge_workspace_request", ["state", "created_at"])


def downgrade():
    op.drop_table("dge_workspace_request")
