"""`dge schemas`: what schemas there are, what one asks for, and the list brought up to date."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from ckanext.datagrandest.messages import N_, Message, translator

_NOT_READ = 2
_STATES = {
    "new": N_("new"),
    "changed": N_("changed"),
    "same": N_("unchanged"),
    "refused": N_("refused"),
}
_REGISTRY = "https://schema.data.gouv.fr/schemas.json"


class _ShowFirst(click.Group):
    """A group whose first word may be the name of a schema: `dge schemas scdl/subventions` shows it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in {"--help", "-h"}):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ShowFirst)
def schemas() -> None:
    """List the table schemas, show one (its columns and what each must hold), or bring the list up to date."""


@schemas.command()
@click.argument("name", required=False)
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(name: str | None, output: str) -> None:
    """List the table schemas, or show one: its columns and what each must hold."""
    from ckanext.datagrandest.quality import registry
    from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

    if name is None:
        known = {key: list(value) for key, value in registry.versions().items()}
        lines = [f"{key}\t{', '.join(value)}\t{registry.get(key).title}" for key, value in known.items()]
        click.echo(json.dumps(known) if output == "json" else "\n".join(lines))
        return
    try:
        schema = registry.find(name)
    except SchemaRefusedError as refusal:
        click.echo(refusal.message.render(translator()), err=True)
        sys.exit(_NOT_READ)
    if output == "json":
        click.echo(json.dumps(asdict(schema), ensure_ascii=False, default=dict))
        return
    click.echo(f"{schema.id} {schema.version}\t{schema.title}")
    for field in schema.fields:
        click.echo(f"{field.name}\t{field.type}\t{'*' if field.required else ''}\t{field.title}\t{field.description}")


@schemas.command()
@click.argument("names", nargs=-1)
@click.option("--url", default=_REGISTRY, show_default=True, help="Address of the registry's list.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), envvar="DGE_SCHEMAS",
              help="Folder of the schemas; DGE_SCHEMAS, else the user's data folder.")  # fmt: skip
@click.option("--every", is_flag=True, help="All versions, not the newest only.")
@click.option("--allowed-host", multiple=True, help="host:port that may be private; may be repeated.")
def pull(names: Sequence[str], url: str, into: Path | None, every: bool, allowed_host: Sequence[str]) -> None:
    """Bring the list up to date from the national registry: all its table schemas, or those of NAMES.

    Exit code 0 when the list could be read, 2 otherwise.
    """
    from ckanext.datagrandest.net.client import GuardedClient, Policy
    from ckanext.datagrandest.quality import pulling, registry
    from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

    client = GuardedClient(Policy(allowed_hosts=frozenset(allowed_host)))
    translate = translator()
    try:
        for pulled in pulling.pull_all(client, url, into or registry.user_folder(), names, every=every):
            told = [translate(_STATES[pulled.state]), pulled.name, pulled.version]
            click.echo("\t".join([*told, pulled.reason.render(translate)] if pulled.reason else told))
    except SchemaRefusedError as refusal:
        click.echo(refusal.message.render(translate), err=True)
        sys.exit(_NOT_READ)
    except OSError:
        click.echo(Message(N_("The folder “{name}” cannot be written."), {"name": (into or registry.user_folder()).name}).render(translate), err=True)  # fmt: skip
        sys.exit(_NOT_READ)
