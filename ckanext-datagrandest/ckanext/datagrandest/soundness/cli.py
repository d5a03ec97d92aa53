"""`ckan dge check`."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def check(as_json: bool) -> None:
    """Check that the configuration of the running platform is sound; exit code 1 when it is not."""
    from ckanext.datagrandest.soundness import run

    results = list(run.results())
    if as_json:
        click.echo(json_module.dumps([asdict(result) for result in results], ensure_ascii=False))
    else:
        for result in results:
            click.echo(f"{'ok ' if not result.findings else 'NOT'} {result.name}")
            for finding in result.findings:
                click.echo(f"      {finding.message}\n      → {finding.remedy}")
    if any(result.findings for result in results):
        raise click.exceptions.Exit(1)
