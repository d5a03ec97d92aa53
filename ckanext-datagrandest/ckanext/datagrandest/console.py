"""The `dge` console command: the group of `cli.py` with the subcommands that need no CKAN."""

from __future__ import annotations

from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.quality import cli as quality
from ckanext.datagrandest.quality.privacy import cli as privacy

#: Modules that add their subcommands to the group when they are imported.
ROOMS = (quality, privacy)


def main() -> None:
    """Run the command line; exit codes are those of each subcommand."""
    dge(prog_name="dge")
