"""Files that are kept, with the bytes they take.

Revision ID: dge_workspaces_0006
Revises: dge_workspaces_0001
"""

import sqlalchemy as sa
from alembic import op

revision = "dge_workspaces_0006"
down_revision = "dge_workspaces_0001"
branch_labels = None
depends_on = None

UPLOADED_BEFORE = """
    INSERT INTO dge_workspace_file (resource_id, sha256, package_id, bytes)
    SELECT id, '', package_id, coalesce(size, 0) FROM resource WHERE url_type = 'upload' AND package_id IS NOT NULL
"""


def upgrade():
    op.create_table(
        "dge_workspace_file",
        sa.Column("resource_id", sa.Text, primary_key=True),
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
    )
    op.create_index("dge_workspace_file_package", "dge_workspace_file", ["package_id"])
    op.execute(UPLOADED_BEFORE)


def downgrade():
    op.drop_table("dge_workspace_file")
