"""`ckan dge territories`: load the official code and contours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from ckanext.datagrandest.messages import Message, translator


@click.group()
def territories() -> None:
    """Communes, EPCI, départements: load the official code and contours."""


@territories.command()
@click.option(
    "--contours", "sources", multiple=True, metavar="FILE|URL", help="GeoJSON of contours (WGS84); may be repeated."
)
def load(sources: tuple[str, ...]) -> None:
    """Bring the tables to the state of the official code that is shipped with the platform.

    It may be run again at any time: it writes only what differs, in one transaction, and says what changed.
    """
    from ckanext.datagrandest.net.errors import OutboundError
    from ckanext.datagrandest.territories.geojson import ContourFileError
    from ckanext.datagrandest.territories.rows import UnknownRegionError

    try:
        lines = run(sources)
    except (ContourFileError, OutboundError, UnknownRegionError) as error:
        raise click.ClickException(shown(error.message)) from error
    for line in lines:
        click.echo(shown(line))


def run(sources: Sequence[str]) -> list[Message]:
    """Load rows, then each source of contours, in one transaction; give what is to be said once it holds.

    Raises:
        ContourFileError, OutboundError, UnknownRegionError: nothing was written.
    """
    from ckan import model

    from ckanext.datagrandest.net.config import client_from_config
    from ckanext.datagrandest.territories import config, contours, geojson, load, report, shapes
    from ckanext.datagrandest.territories.sources import local_files

    limits = config.contour_limits()
    engine = model.ensure_engine()
    with local_files(sources, client_from_config()) as files, engine.begin() as connection:
        rows = load.load(connection, config.region())
        lines = list(report.of_rows(rows))
        touched = bool(rows)
        for source, path in zip(sources, files, strict=True):
            found = geojson.contours(geojson.read_file(path, limits), contours.known(connection), limits)
            changes = contours.write(connection, found.geometries)
            touched = touched or bool(changes)
            lines += report.of_contours(source, found, changes)
        if touched:
            lines += report.of_all(len(contours.derive(connection)), contours.without(connection))
        if touched or shapes.are_missing(connection):
            shapes.renew(connection)
            touched = True
    if touched:
        shapes.tidy(engine)
    return lines


def shown(message: Message) -> str:
    """Render a message in French, with the messages among its parameters."""
    translate: Callable[[str], str] = translator("fr")
    params = {name: shown(value) if isinstance(value, Message) else value for name, value in message.params.items()}
    return Message(message.msgid, params).render(translate)
