"""The plugin `datagrandest`: theme, translations and the `dge` command group."""

from __future__ import annotations

import click

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultTranslation

from ckanext.datagrandest import cli


class DataGrandEstPlugin(p.SingletonPlugin, DefaultTranslation):
    """Wiring of the theme, the translations and the command line."""

    p.implements(p.IConfigurer)
    p.implements(p.IClick)
    p.implements(p.ITranslation)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Register the theme's folders."""
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "datagrandest")

    # IClick
    def get_commands(self) -> list[click.Command]:
        """Give CKAN the group that each room adds its own subcommands to."""
        return [cli.dge]
