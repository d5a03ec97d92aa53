"""`ckan dge search …`: sweep, reindex, reload."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ckanext.datagrandest.catalogue.sweep import Sweep


@click.group()
def search() -> None:
    """Keep the search index right."""


@search.command("sweep")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def sweep_command(as_json: bool) -> None:
    """Compare the index with the database and index again what differs."""
    from ckanext.datagrandest.catalogue import sweep

    _print(sweep.sweep(), as_json=as_json)


@search.command("reindex")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def reindex_command(as_json: bool) -> None:
    """Index every dataset again, in batches; nothing is cleared first, the catalogue stays whole meanwhile."""
    from ckanext.datagrandest.catalogue import sweep

    _print(sweep.reindex(lambda done, total: click.echo(f"{done} / {total}", err=True)), as_json=as_json)


@search.command("reload")
def reload_command() -> None:
    """Make Solr read its configuration again, for example after synonyms were changed."""
    from ckanext.datagrandest.catalogue import index_check

    index_check.reload_core()
    click.echo("Solr has read its configuration again.")


def _print(found: Sweep, *, as_json: bool) -> None:
    counts = found.as_dict()
    click.echo(json.dumps(counts) if as_json else "\n".join(f"{name}: {count}" for name, count in counts.items()))
    sys.exit(1 if found.failed else 0)
