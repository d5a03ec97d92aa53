"""`ckan dge quality`: scores and links, by hand."""

from __future__ import annotations

import json

import click

from ckanext.datagrandest.quality import link_check, scores


@click.group()
def quality() -> None:
    """Scores of the datasets, and links."""


@quality.command("scores")
@click.option(
    "--all", "everything", is_flag=True, help="Compute the scores of all datasets, not only of those that changed."
)
def compute(everything: bool) -> None:  # noqa: FBT001 - click's flag
    """Compute scores and write the averages of the day; prints counts as JSON."""
    done = scores.compute_all() if everything else scores.compute_due()
    click.echo(json.dumps({**done, **scores.summarise()}))


@quality.command("links")
def check() -> None:
    """Look at the links that are due, one round; prints counts as JSON."""
    click.echo(json.dumps(link_check.check_links()))
