"""Scores with their history and averages, links that are checked, how full the columns of a file are.

Revision ID: dge_quality_0002
Revises: dge_quality_0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "dge_quality_0002"
down_revision = "dge_quality_0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def points():
    return (
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("datagouv", sa.Integer, nullable=False),
        sa.Column("mqa", sa.Integer, nullable=False),
        sa.Column("criteria", JSONB, nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100 AND datagouv BETWEEN 0 AND 9 AND mqa BETWEEN 0 AND 405"),
    )


def upgrade():
    op.add_column("dge_quality_verdict", sa.Column("completeness", sa.Float))
    op.create_table(
        "dge_quality_score",
        sa.Column("dataset_id", sa.Text, primary_key=True),
        *points(),
        sa.Column("territories", ARRAY(sa.Text), nullable=False),
        sa.Column("record_modified", sa.DateTime),
        sa.Column("computed_at", MOMENT, nullable=False),
    )
    op.create_index("dge_quality_score_territories", "dge_quality_score", ["territories"], postgresql_using="gin")
    op.create_table(
        "dge_quality_score_day",
        sa.Column("dataset_id", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        *points(),
    )
    op.create_table(
        "dge_quality_average_day",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("datasets", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Float, nullable=False) for name in ("mean", "median", "datagouv", "mqa")),
    )
    op.create_table(
        "dge_quality_link",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("reason", JSONB),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("first_failure", MOMENT),
        sa.Column("last_ok", MOMENT),
        sa.Column("checked_at", MOMENT),
        sa.Column("changed_at", MOMENT),
        sa.Column("next_check", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('new', 'alive', 'failing', 'dead', 'not_checkable')", name="dge_quality_link_known_state"
        ),
    )
    op.create_index("dge_quality_link_due", "dge_quality_link", ["next_check"])


def downgrade():
    for table in ("dge_quality_link", "dge_quality_average_day", "dge_quality_score_day", "dge_quality_score"):
        op.drop_table(table)
    op.drop_column("dge_quality_verdict", "completeness")
