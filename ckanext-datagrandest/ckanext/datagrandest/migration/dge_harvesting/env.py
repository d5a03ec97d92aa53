"""Alembic's environment of the room `harvesting`: one version table of its own, online only."""

from __future__ import annotations

from pathlib import Path

from alembic import context
from sqlalchemy import engine_from_config, pool

NAME = Path(__file__).parent.name


def run_migrations_online() -> None:
    """Run the migrations on the database that CKAN configured."""
    config = context.config
    section = config.get_section(config.config_ini_section) or {}
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, version_table=f"{NAME}_alembic_version")
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
