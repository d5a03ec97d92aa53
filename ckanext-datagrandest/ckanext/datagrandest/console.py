"""The `dge` console command: the group of `cli.py` with the subcommands that need no CKAN."""

from __future__ import annotations

from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.quality import cli as quality

#: Modules that add their subcommands to the group when they are imported.
ROOMS = (quality,)


def main() -> None:
    """Run the command line; exit codes are those of each subcommand."""
    dge(prog_name="dge")
