"""CKAN for benches: loaded once, emptied on demand."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

KEPT = ("alembic_version", "spatial_ref_sys")


@cache
def load() -> Any:
    """Load CKAN with the plugins of the platform; give its application, in whose context benches run."""
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    application = make_app(load_config(os.environ["CKAN_INI"]))._wsgi_app
    application.test_request_context().push()
    return application


def empty() -> None:
    """Empty the tables, the index and Redis of the platform for benches, and of no other."""
    import sqlalchemy as sa

    from ckan import model
    from ckan.lib.redis import connect_to_redis
    from ckan.lib.search import clear_all

    load()
    if os.environ.get("DGE_BENCH") != "1":
        raise SystemExit("benches empty the database: run them with deploy/bench")
    model.Session.rollback()
    model.Session.remove()
    with model.meta.engine.begin() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if not name.endswith(KEPT)]
        listed = ", ".join('"' + name + '"' for name in names)
        connection.execute(sa.text(f"TRUNCATE {listed} RESTART IDENTITY CASCADE"))
    clear_all()
    connect_to_redis().flushdb()
