"""Alembic's environment for the tables of the room quality; run by `ckan db upgrade -p dge_quality`."""

from alembic import context
from sqlalchemy import engine_from_config, pool

VERSION_TABLE = "dge_quality_alembic_version"


def run_offline() -> None:
    """Print the SQL instead of running it."""
    url = context.config.get_main_option("sqlalchemy.url")
    context.configure(url=url, literal_binds=True, version_table=VERSION_TABLE)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Run the migrations in one transaction."""
    section = context.config.get_section(context.config.config_ini_section, {})
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, version_table=VERSION_TABLE)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
