"""The checks that belong to no room: plugins, options, database, Redis, Solr, files."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli import db
from ckan.common import config, config_declaration
from ckan.lib.redis import connect_to_redis
from ckan.lib.search import is_available

from ckanext.datagrandest import composition
from ckanext.datagrandest.interfaces import Check, Finding

OURS = "ckanext.datagrandest."
SHORTEST_SECRET = 20


def checks() -> dict[str, Check]:
    """Give the checks of the ground by name."""
    return {
        "ground.plugins": plugins,
        "ground.options": options,
        "ground.secrets": secrets,
        "ground.database": database,
        "ground.redis": redis,
        "ground.solr": solr,
        "ground.files": files,
    }


def plugins() -> Iterator[Finding]:
    """Compare the running list of plugins with `composition.PLUGINS`: none missing, in that order."""
    running: list[str] = tk.aslist(config["ckan.plugins"])
    remedy = tk._("Set ckan.plugins to: {plugins}").format(plugins=" ".join(composition.PLUGINS))
    missing = [name for name in composition.PLUGINS if name not in running]
    if missing:
        yield Finding(tk._("Plugins are missing: {plugins}").format(plugins=", ".join(missing)), remedy)
    ours = [name for name in running if name in composition.PLUGINS]
    expected = [name for name in composition.PLUGINS if name in running]
    if ours != expected:
        yield Finding(tk._("The plugins are in another order: the wrong template or translation may win."), remedy)


def options() -> Iterator[Finding]:
    """Find options of ours that nothing declares, and declared options with a value that is refused."""
    declared = {str(key) for key in config_declaration.iter_options()}
    for name in sorted(key for key in config if key.startswith(OURS)):
        if name not in declared:
            yield Finding(
                tk._("The option {name} does not exist.").format(name=name),
                tk._("Correct its name, or remove it from the configuration."),
            )
    _, errors = config_declaration.validate(config)
    for name, reasons in sorted(errors.items()):
        yield Finding(
            tk._("The value of {name} is refused: {reasons}").format(name=name, reasons=" ".join(map(str, reasons))),
            tk._("Correct it in the configuration."),
        )


def secrets() -> Iterable[Finding]:
    """Find a missing or guessable secret, and debugging left on."""
    if len(str(config.get("SECRET_KEY") or "")) < SHORTEST_SECRET:
        yield Finding(
            tk._("SECRET_KEY is too short: sessions could be forged."),
            tk._('Set it to a random value: python -c "import secrets; print(secrets.token_urlsafe(32))"'),
        )
    if config.get("debug"):
        yield Finding(tk._("Debugging is on: visitors may see the code."), tk._("Set debug = false."))
    if config.get("ckan.datastore.sqlsearch.enabled"):
        yield Finding(
            tk._("Anyone may run SQL on the DataStore."), tk._("Set ckan.datastore.sqlsearch.enabled = false.")
        )


def database() -> Iterator[Finding]:
    """Find migrations that were not applied, and a database without PostGIS."""
    remedy = tk._("Run deploy/up again: it upgrades the tables in the declared order.")
    with _loggers_kept():
        current = db.current_revision("")
        pending = db._get_pending_plugins()
    if not current or "(head)" not in current:
        yield Finding(tk._("CKAN's tables are not up to date."), remedy)
    if pending:
        yield Finding(tk._("The tables of {plugins} are not up to date.").format(plugins=", ".join(pending)), remedy)
    known = model.Session.execute(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"))
    if not known.scalar():
        yield Finding(tk._("The database has no PostGIS."), tk._("As a superuser: CREATE EXTENSION postgis;"))


@contextmanager
def _loggers_kept() -> Generator[None]:
    """Undo what the `env.py` of CKAN's migrations does to the process: their `fileConfig` silences every logger."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
        for logger in logging.root.manager.loggerDict.values():
            if isinstance(logger, logging.Logger):
                logger.disabled = False


def redis() -> Iterator[Finding]:
    """Find a Redis that does not answer."""
    try:
        connect_to_redis().ping()
    except RedisError as error:
        yield Finding(
            tk._("Redis does not answer: {error}").format(error=error),
            tk._("Check ckan.redis.url, and that the server runs."),
        )


def solr() -> Iterator[Finding]:
    """Find a Solr that does not answer."""
    if not is_available():
        yield Finding(tk._("Solr does not answer."), tk._("Check solr_url, and that the server runs."))


def files() -> Iterator[Finding]:
    """Find a folder for files that is missing or cannot be written."""
    folder = str(config.get("ckan.storage_path") or "")
    if not folder or not os.access(folder, os.W_OK):
        yield Finding(
            tk._("Files cannot be stored in {folder}.").format(folder=folder or "ckan.storage_path"),
            tk._("Create that folder and give it to the user whom CKAN runs as."),
        )
