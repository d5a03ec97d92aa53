"""The click group `dge`, shared by `ckan dge …` and the `dge` console command.

It imports neither CKAN nor Polars: `dge validate` must start in less than a second
in an environment where CKAN is not installed. Rooms add their subcommands with
`dge.add_command`, from their own `cli.py`.
"""

from __future__ import annotations

import click


@click.group(name="dge")
def dge() -> None:
    """DATA Grand Est: data quality, harvesting, territories and checks."""
