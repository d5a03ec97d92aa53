"""Contours in small parts, for questions about places, and simplified by zoom, for maps.

Revision ID: dge_territories_0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "dge_territories_0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _code(**options):
    return sa.Column("code", sa.Text, sa.ForeignKey("dge_territory.code", ondelete="CASCADE"), **options)


def upgrade() -> None:
    op.create_table(
        "dge_territory_part",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        _code(nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("shape", Geometry("POLYGON", 4326, spatial_index=False), nullable=False),
    )
    op.execute("CREATE INDEX ix_dge_territory_part_shape ON dge_territory_part USING gist (shape)")
    op.create_table(
        "dge_territory_drawing",
        _code(primary_key=True),
        sa.Column("level", sa.SmallInteger, primary_key=True),
        sa.Column("geojson", sa.Text, nullable=False),
    )
    op.add_column("dge_territory_loaded", sa.Column("drawn", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("dge_territory_loaded", "drawn")
    for name in ("dge_territory_drawing", "dge_territory_part"):
        op.drop_table(name)
