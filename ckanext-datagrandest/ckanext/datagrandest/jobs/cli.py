"""`ckan dge tick` and `ckan dge jobs`."""

from __future__ import annotations

import json
import signal
import threading
from dataclasses import asdict

import click

from ckanext.datagrandest.cli import dge


@dge.command()
@click.option("--once", is_flag=True, help="Look once and print what was done, as JSON.")
def tick(once: bool) -> None:
    """Queue what recurs and look after lost jobs, until stopped."""
    from ckanext.datagrandest.jobs import config
    from ckanext.datagrandest.jobs import tick as ticking

    if once:
        click.echo(json.dumps(asdict(ticking.tick())))
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    ticking.keep_ticking(stop, config.tick_seconds())


@dge.command()
@click.option("--limit", default=20, show_default=True, help="How many jobs are listed.")
def jobs(limit: int) -> None:
    """List what recurs and the latest jobs."""
    from ckanext.datagrandest.jobs import overview

    for line in overview.lines(limit):
        click.echo(line)
