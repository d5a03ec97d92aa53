"""Jobs and recurrences.

Revision ID: dge_jobs_0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dge_jobs_0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "dge_job",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("key", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("function", sa.Text, nullable=False),
        sa.Column("args", JSONB, nullable=False),
        sa.Column("kwargs", JSONB, nullable=False),
        sa.Column("queue", sa.Text, nullable=False),
        sa.Column("timeout", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("max_attempts", sa.Integer, nullable=False),
        sa.Column("recurrence", sa.Text),
        sa.Column("rq_id", sa.Text),
        sa.Column("created", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("pushed", MOMENT),
        sa.Column("started", MOMENT),
        sa.Column("heartbeat", MOMENT),
        sa.Column("finished", MOMENT),
        sa.Column("progress", JSONB),
        sa.Column("outcome", JSONB),
        sa.Column("reason", JSONB),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="dge_job_known_state"),
    )
    op.create_index(
        "dge_job_one_active_by_key",
        "dge_job",
        ["key"],
        unique=True,
        postgresql_where=sa.text("state IN ('queued', 'running')"),
    )
    op.create_index("dge_job_state", "dge_job", ["state", "queue", "created"])
    op.create_table(
        "dge_recurrence",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("declared", sa.Boolean, nullable=False),
        sa.Column("next_due", MOMENT, nullable=False),
        sa.Column("last_enqueued", MOMENT),
        sa.Column("last_job", sa.Text),
        sa.Column("last_finished", MOMENT),
        sa.Column("last_state", sa.Text),
        sa.Column("checked", MOMENT),
    )


def downgrade():
    op.drop_table("dge_recurrence")
    op.drop_table("dge_job")
