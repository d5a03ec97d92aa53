"""The application that a WSGI server runs: `gunicorn ckanext.datagrandest.wsgi:application`.

`CKAN_INI` names the configuration file, whose sections `[loggers]`… also set the logs.
"""

from __future__ import annotations

import os
from logging.config import fileConfig

from ckan import authz
from ckan.cli import load_config
from ckan.config.middleware import make_app

INI = os.environ["CKAN_INI"]
fileConfig(INI, disable_existing_loggers=False)
application = make_app(load_config(INI))
# CKAN fills this table at its first use and not in one go: of two first requests at once, one would miss functions.
authz.auth_functions_list()
