"""Tables of territories, of what they were before, and of what was loaded.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: Texts that search asks with LIKE '%…%'.
SEARCHED = ("names", "others", "context")
INDEXED = ("kind", "insee", "departement", "epci", "siren")


def upgrade() -> None:
    # deploy/ creates the extensions as superuser; pg_trgm is trusted, so that the owner of a database may do it too.
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "dge_territory",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("insee", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("nature", sa.Text),
        sa.Column("departement", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("arrondissement", sa.Text),
        sa.Column("epci", sa.Text),
        sa.Column("siren", sa.Text),
        sa.Column("population", sa.Integer),
        sa.Column("postcodes", ARRAY(sa.Text), nullable=False),
        sa.Column("members", ARRAY(sa.Text), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in SEARCHED),
        sa.Column("contour", sa.Text),
        sa.Column("geometry", Geometry("MULTIPOLYGON", 4326, spatial_index=False)),
    )
    for name in INDEXED:
        op.create_index(f"ix_dge_territory_{name}", "dge_territory", [name])
    for name in SEARCHED:
        op.execute(f"CREATE INDEX ix_dge_territory_{name} ON dge_territory USING gin ({name} gin_trgm_ops)")
    op.execute("CREATE INDEX ix_dge_territory_geometry ON dge_territory USING gist (geometry)")
    op.create_table(
        "dge_territory_former",
        sa.Column("territory", sa.Text, sa.ForeignKey("dge_territory.code", ondelete="CASCADE"), primary_key=True),
        sa.Column("insee", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("until", sa.Date),
    )
    op.create_table(
        "dge_territory_loaded",
        sa.Column("region", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("loaded", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for name in ("dge_territory_loaded", "dge_territory_former", "dge_territory"):
        op.drop_table(name)
