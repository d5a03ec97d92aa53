"""`ckan dge import`: the datasets of the platform that this one replaces."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

import ckan.plugins.toolkit as tk

from ckanext.datagrandest.harvesters.ckan.catalogue import CkanCatalogue, Settings
from ckanext.datagrandest.harvesting import language
from ckanext.datagrandest.harvesting.contract import SourceUnreadable
from ckanext.datagrandest.importing.export import UnreadableExportError, read
from ckanext.datagrandest.importing.importer import Choices, Importer
from ckanext.datagrandest.net.config import client_from_config


@click.command("import")
@click.argument("exports", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[EXPORT]...")
@click.option("--site", required=True, help="Address of the former platform; read from there when no export is given.")
@click.option("--org", "organization", default="", help="Organisation of the datasets that have none there.")
@click.option("--no-files", is_flag=True, help="Leave the files where they are.")
@click.option("--force", is_flag=True, help="Write over what was changed here since the last import.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="File for the whole report, in JSON.")
def import_command(
    exports: tuple[Path, ...], site: str, organization: str, report: Path | None, *, no_files: bool, force: bool
) -> None:
    """Bring over the datasets of a CKAN or a Data4Citizen, with their names, identifiers, files and addresses.

    EXPORT is a file or a folder of pages of `package_search`. Ends with 1 when something did not come.
    """
    choices = Choices(site.rstrip("/"), not no_files, force, organization)
    with language.spoken():
        try:
            found = Importer(choices).run(read(exports) if exports else online(choices.site))
        except (UnreadableExportError, SourceUnreadable) as error:
            raise click.ClickException(error.message.render(tk._)) from error
        if report:
            report.write_text(json.dumps(found.as_dict(tk._), ensure_ascii=False, indent=1), "utf-8")
        click.echo("\n".join(found.lines(tk._)))
    sys.exit(0 if found.is_whole else 1)


def online(site: str) -> Iterator[dict[str, Any]]:
    """Read the datasets of a platform that is still there.

    Raises:
        SourceUnreadable: it cannot be read to its end.
    """
    for page in CkanCatalogue(site, Settings(), client_from_config()).pages():
        for record in page.records:
            yield json.loads(record.content)
