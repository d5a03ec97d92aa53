"""Alembic's environment, the same for each room: migrations run on CKAN's database, noted in a table of the room's own."""

from __future__ import annotations

from alembic import context
from sqlalchemy import engine_from_config, pool


def run(plugin: str) -> None:
    """Run the migrations of a room, in one transaction; offline, print their SQL.

    Args:
        plugin: name of the room's plugin, as `ckan db upgrade -p` takes it.
    """
    version_table = f"{plugin}_alembic_version"
    if context.is_offline_mode():
        url = context.config.get_main_option("sqlalchemy.url")
        context.configure(url=url, literal_binds=True, version_table=version_table)
        with context.begin_transaction():
            context.run_migrations()
        return
    section = context.config.get_section(context.config.config_ini_section, {})
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, version_table=version_table)
        with context.begin_transaction():
            context.run_migrations()
