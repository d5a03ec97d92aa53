"""When the dataset of a kept file was first seen deleted.

Revision ID: dge_workspaces_0007
Revises: dge_workspaces_0005
"""

import sqlalchemy as sa
from alembic import op

revision = "dge_workspaces_0007"
down_revision = "dge_workspaces_0005"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("dge_workspace_file", sa.Column("deleted_at", sa.DateTime(timezone=True)))


def downgrade():
    op.drop_column("dge_workspace_file", "deleted_at")
