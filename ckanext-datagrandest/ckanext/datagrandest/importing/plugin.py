"""The plugin `dge_importing`: wiring of the room."""

from __future__ import annotations

import click

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.datagrandest import cli as platform_cli
from ckanext.datagrandest.importing import cli, views


@tk.blanket.blueprints(views)
@tk.blanket.config_declarations
class ImportingPlugin(p.SingletonPlugin):
    """The datasets of a platform that this one replaces."""

    p.implements(p.IClick)

    # IClick
    def get_commands(self) -> list[click.Command]:
        """Add `dge import` to the shared group."""
        platform_cli.dge.add_command(cli.import_command)
        return []
