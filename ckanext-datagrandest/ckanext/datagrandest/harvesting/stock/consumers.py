"""Commands of ckanext-harvest that fed or emptied its queues: here they say what does their work.

Started by a service file of another platform, a consumer would wait for ever for messages that nobody sends.
"""

from __future__ import annotations

import click

import ckan.plugins.toolkit as tk

from ckanext.harvest.cli import harvester

from ckanext.datagrandest.harvesting import language
from ckanext.datagrandest.messages import N_

REPLACED = {
    "gather-consumer": N_(
        "Nothing reads this queue here: harvests are background jobs. Run “ckan jobs worker harvest” instead."
    ),
    "fetch-consumer": N_(
        "Nothing reads this queue here: harvests are background jobs. Run “ckan jobs worker harvest” instead."
    ),
    "purge-queues": N_(
        "There is no such queue here. To stop a harvest: “ckan harvester job-abort SOURCE”; to see what waits: “ckan jobs list”."
    ),
}


def replace_consumers() -> None:
    """Put our commands in the place of those that read or empty queues which are not used here."""
    for name, sentence in REPLACED.items():
        harvester.add_command(_replacement(name, sentence))


def _replacement(name: str, sentence: str) -> click.Command:
    @click.command(name, help=f"Replaced on this platform. {sentence}")
    def command() -> None:
        with language.spoken():
            raise click.ClickException(tk._(sentence))

    return command
