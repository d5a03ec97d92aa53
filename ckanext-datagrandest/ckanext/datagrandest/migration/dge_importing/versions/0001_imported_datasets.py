"""Where each imported dataset comes from, and under which name it was known there.

Revision ID: dge_importing_0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "dge_importing_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dge_imported_dataset",
        sa.Column("former_id", sa.Text, primary_key=True),
        sa.Column("former_name", sa.Text, nullable=False),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified", sa.DateTime, nullable=False),
    )
    op.create_index("dge_imported_dataset_name", "dge_imported_dataset", ["former_name"])
    op.create_index("dge_imported_dataset_package", "dge_imported_dataset", ["package_id"])


def downgrade() -> None:
    op.drop_table("dge_imported_dataset")
