"""Runs inside CKAN's environment: tables in the declared order, French of the scripts, the sysadmin and its token.

Started by `deploy/up` as `var/venv/bin/python deploy/local/prepare.py INI`, the password on the standard
input. Prints one JSON object: the SQL of the DataStore's permissions and a token when one was made.
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path

from yaml import YAMLError

from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.exceptions import CkanConfigurationException
from ckan.lib.i18n import build_js_translations
from ckan.types import Context

SYSADMIN = "admin"
TOKEN_NAME = "deploy"  # noqa: S105 - the name under which the token is listed, not the token


def upgrade() -> None:
    """Upgrade the tables of the core, then of each plugin, in the order of `composition.UPGRADE_ORDER`."""
    from ckan.cli.db import _migrate_plugins, _run_migrations  # pyright: ignore[reportPrivateUsage]
    from ckan.plugins import plugin_loaded

    from ckanext.datagrandest.composition import UPGRADE_ORDER

    _run_migrations("")
    for plugin in UPGRADE_ORDER:
        if plugin_loaded(plugin):
            _run_migrations(plugin)
    _migrate_plugins(apply=True)


def permissions() -> str:
    """Give the SQL that a superuser runs for the DataStore's read-only role."""
    import ckan.plugins.toolkit as tk
    from ckan.model import parse_db_config

    from ckanext.datastore.cli import permissions_sql

    keys = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
    main, write, read = (parse_db_config(key) for key in keys)
    if not (main and write and read):
        raise SystemExit(f"{tk.config['__file__']}: one of {', '.join(keys)} is not the address of a database")
    names = (main["db_name"], write["db_name"], main["db_user"], write["db_user"], read["db_user"])
    return permissions_sql(*(str(name) for name in names))


def sysadmin(password: str) -> None:
    """Create the sysadmin when there is none of that name."""
    import ckan.plugins.toolkit as tk
    from ckan import model

    user = model.User.get(SYSADMIN)
    if user is None:
        context: Context = {"ignore_auth": True}
        data = {
            "name": SYSADMIN,
            "email": "admin@localhost.invalid",
            "password": password,
            "fullname": "Administration",
        }
        tk.get_action("user_create")(context, data)
        user = model.User.get(SYSADMIN)
    if user is not None and not user.sysadmin:
        user.sysadmin = True
        model.Session.commit()


def token(path: Path) -> str | None:
    """Make a token for the sysadmin when the file holds none that works."""
    import ckan.plugins.toolkit as tk
    from ckan.lib import api_token

    known = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if known and api_token.get_user_from_token(known, update_access_time=False):
        return None
    data = {"user": SYSADMIN, "name": TOKEN_NAME}
    context: Context = {"ignore_auth": True, "user": SYSADMIN}
    return str(tk.get_action("api_token_create")(context, data)["token"])


def main() -> int:
    """Do all of it in one start of CKAN, which takes seconds; print the reason when it cannot be done."""
    ini, token_file = Path(sys.argv[1]), Path(sys.argv[2])
    password = sys.stdin.readline().strip()
    with redirect_stdout(sys.stderr):
        try:
            app = make_app(load_config(str(ini)))
        except (CkanConfigurationException, YAMLError) as error:
            return _refuse(error)
        with app._wsgi_app.test_request_context():  # pyright: ignore - CKAN's own way in its commands
            upgrade()
            build_js_translations()
            sysadmin(password)
            made = token(token_file)
            sql = permissions()
    print(json.dumps({"permissions": sql, "token": made}))
    return 0


def _refuse(error: Exception) -> int:
    """Print what is wrong with a file of the configuration: for YAML its name, line and column are in it."""
    print(json.dumps({"refused": str(error)}), file=sys.__stdout__)
    return 0


if __name__ == "__main__":
    sys.exit(main())
