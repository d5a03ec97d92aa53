"""Identity across sources, questions of the removal guard, edits that are kept, tombstones.

Revision ID: dge_harvesting_002
Revises: dge_harvesting_001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "dge_harvesting_002"
down_revision = "dge_harvesting_001"
branch_labels = None
depends_on = None

RECORD = "dge_harvest_record"
MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.add_column(RECORD, sa.Column("rule", sa.UnicodeText))
    op.add_column(RECORD, sa.Column("evidence", sa.UnicodeText))
    op.add_column(RECORD, sa.Column("former_package_id", sa.UnicodeText))
    op.add_column(RECORD, sa.Column("producer", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column(RECORD, sa.Column("removal", sa.UnicodeText))
    op.add_column(RECORD, sa.Column("signature", JSONB))
    op.create_table(
        "dge_harvest_key",
        sa.Column("source_id", sa.UnicodeText, primary_key=True),
        sa.Column("guid", sa.UnicodeText, primary_key=True),
        sa.Column("kind", sa.UnicodeText, primary_key=True),
        sa.Column("key", sa.UnicodeText, primary_key=True),
        sa.Column("value", sa.UnicodeText, nullable=False),
        sa.Column("counts", sa.Boolean, nullable=False),
    )
    op.create_index("idx_dge_harvest_key", "dge_harvest_key", ["kind", "key"])
    op.create_table(
        "dge_harvest_twin",
        *(sa.Column(name, sa.UnicodeText, primary_key=True) for name in ("source_a", "guid_a", "source_b", "guid_b")),
        sa.Column("state", sa.UnicodeText, nullable=False, index=True),
        sa.Column("why", sa.UnicodeText),
        sa.Column("found_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("decided_by", sa.UnicodeText),
        sa.Column("decided_at", MOMENT),
    )
    op.create_index("idx_dge_harvest_twin_b", "dge_harvest_twin", ["source_b", "guid_b"])
    op.create_table(
        "dge_harvest_hold",
        sa.Column("id", sa.UnicodeText, primary_key=True),
        sa.Column("source_id", sa.UnicodeText, nullable=False, index=True),
        sa.Column("job_id", sa.UnicodeText, nullable=False),
        sa.Column("state", sa.UnicodeText, nullable=False),
        sa.Column("reason", JSONB, nullable=False),
        sa.Column("records", JSONB, nullable=False),
        sa.Column("found_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("decided_by", sa.UnicodeText),
        sa.Column("decided_at", MOMENT),
    )
    op.create_table(
        "dge_harvest_lock",
        sa.Column("package_id", sa.UnicodeText, primary_key=True),
        sa.Column("field", sa.UnicodeText, primary_key=True),
        sa.Column("kept", JSONB),
        sa.Column("harvested", JSONB),
        sa.Column("locked_by", sa.UnicodeText),
        sa.Column("locked_at", MOMENT, nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "dge_harvest_tombstone",
        sa.Column("package_id", sa.UnicodeText, primary_key=True),
        sa.Column("name", sa.UnicodeText, nullable=False, index=True),
        sa.Column("title", sa.UnicodeText, nullable=False),
        sa.Column("organization", sa.UnicodeText),
        sa.Column("source", sa.UnicodeText),
        sa.Column("cause", sa.UnicodeText, nullable=False),
        sa.Column("merged_into", sa.UnicodeText),
        sa.Column("closed_at", MOMENT, nullable=False, server_default=sa.func.now()),
    )


def downgrade():
    for table in ("tombstone", "lock", "hold", "twin", "key"):
        op.drop_table(f"dge_harvest_{table}")
    for column in ("signature", "removal", "producer", "former_package_id", "evidence", "rule"):
        op.drop_column(RECORD, column)
