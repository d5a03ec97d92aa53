"""The plugin `datagrandest`: theme and the `dge` command group."""

from __future__ import annotations

from typing import Any

import click
from flask import Blueprint

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.datagrandest import cli, forgery, mails
from ckanext.datagrandest.jobs.interfaces import IRecurringJobs
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.soundness import cli as soundness_cli
from ckanext.datagrandest.storage import beside
from ckanext.datagrandest.theme import helpers, pages


@tk.blanket.config_declarations
@tk.blanket.helpers(helpers.HELPERS)
class DataGrandEstPlugin(p.SingletonPlugin):
    """Wiring of the theme and the command line."""

    p.implements(p.IConfigurer)
    p.implements(p.IBlueprint)
    p.implements(p.IClick)
    p.implements(p.IFiles, inherit=True)
    p.implements(IRecurringJobs)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Register the theme's folders."""
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "datagrandest")
        forgery.end_exemptions_with_their_request()
        mails.bound()

    # IRecurringJobs
    def recurring_jobs(self) -> list[RecurringJob]:
        """Have mails that were not taken sent again."""
        return mails.RECURRING

    # IFiles
    def files_get_storage_adapters(self) -> dict[str, Any]:
        """Give CKAN our storages, on disk and on S3."""
        return beside.adapters()

    # IBlueprint
    def get_blueprint(self) -> list[Blueprint]:
        """Give the home page, which stands before CKAN's, and the pages of text."""
        return [pages.pages]

    # IClick
    def get_commands(self) -> list[click.Command]:
        """Give CKAN the group that each room adds its own subcommands to."""
        cli.dge.add_command(soundness_cli.check)
        return [cli.dge]
