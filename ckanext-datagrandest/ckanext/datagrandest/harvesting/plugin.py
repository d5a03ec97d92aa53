"""The plugin `dge_harvesting`: wiring of the room."""

from __future__ import annotations

from collections.abc import Iterable

import click

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from ckanext.datagrandest import cli as platform_cli
from ckanext.datagrandest.harvesting import actions, auth, cli, form, origin, reports, supervision, views
from ckanext.datagrandest.harvesting.stock.consumers import replace_consumers
from ckanext.datagrandest.jobs.interfaces import IRecurringJobs
from ckanext.datagrandest.jobs.recurring import RecurringJob


@tk.blanket.actions(actions)
@tk.blanket.auth_functions(auth)
@tk.blanket.blueprints(views)
@tk.blanket.config_declarations
@tk.blanket.helpers({**form.HELPERS, **origin.HELPERS, **reports.HELPERS})
class HarvestingPlugin(p.SingletonPlugin):
    """What every harvester shares."""

    p.implements(p.IClick)
    p.implements(p.IConfigurer)
    p.implements(IRecurringJobs)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Register the room's templates."""
        tk.add_template_directory(config, "templates")

    # IRecurringJobs
    def recurring_jobs(self) -> Iterable[RecurringJob]:
        """Have the tick start due sources and take care of runs that died."""
        return supervision.RECURRING

    # IClick
    def get_commands(self) -> list[click.Command]:
        """Add `dge harvest` to the shared group."""
        platform_cli.dge.add_command(cli.harvest)
        replace_consumers()
        return []
