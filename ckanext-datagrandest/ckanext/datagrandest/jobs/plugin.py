"""The plugin `dge_jobs`: options, commands, and what recurs for the room itself."""

from __future__ import annotations

import click

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.datagrandest.jobs import actions, auth, cli, tasks
from ckanext.datagrandest.jobs.interfaces import IRecurringJobs
from ckanext.datagrandest.jobs.recurring import RecurringJob


@tk.blanket.actions(actions)
@tk.blanket.auth_functions(auth)
@tk.blanket.config_declarations
class JobsPlugin(p.SingletonPlugin):
    """Wiring of the room `jobs`."""

    p.implements(p.IClick)
    p.implements(IRecurringJobs)

    # IClick
    def get_commands(self) -> list[click.Command]:
        """Give the group that this room added its subcommands to."""
        return [cli.dge]

    # IRecurringJobs
    def recurring_jobs(self) -> list[RecurringJob]:
        """Give what recurs for the room itself."""
        return tasks.RECURRING
