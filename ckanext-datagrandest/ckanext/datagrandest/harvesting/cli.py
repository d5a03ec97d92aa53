"""`ckan dge harvest …`: preview, run, declare and list sources."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import click

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.munge import munge_title_to_name

from ckanext.harvest.logic import HarvestJobExists, HarvestSourceInactiveError
from ckanext.harvest.model import UPDATE_FREQUENCIES, HarvestSource

from ckanext.datagrandest.harvesting import language, preview, rows, runner, sources, supervision

PRINTED = ("added", "updated", "unchanged", "merged", "missing", "held", "errored")


@click.group()
@click.pass_context
def harvest(context: click.Context) -> None:
    """Harvest remote catalogues."""
    context.with_resource(language.spoken())


@harvest.command("preview")
@click.argument("type_name", metavar="TYPE")
@click.argument("url")
@click.option("--option", "given", multiple=True, metavar="NAME=VALUE", help="An option of the type; may be repeated.")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1), help="Records to read.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def preview_command(type_name: str, url: str, given: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Show what harvesting URL would do, without writing anything."""
    found = preview.preview(type_name, url, _options(given), limit)
    click.echo(json.dumps(found, ensure_ascii=False, default=str) if as_json else _readable(found))
    sys.exit(1 if found["fault"] else 0)


@harvest.command("run")
@click.argument("source", metavar="SOURCE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--force", is_flag=True, help="Map and write every record again, also unchanged ones.")
def run_command(source: str, *, as_json: bool, force: bool) -> None:
    """Harvest SOURCE (name, id or address) in this process and wait until the index shows it."""
    started = time.monotonic()
    run, fault = _run(source, force=force)
    line: dict[str, Any] = {name: run.get(name, 0) for name in PRINTED}
    line["seconds"] = round(time.monotonic() - started, 3)
    if as_json:
        click.echo(json.dumps(line))
    else:
        click.echo("\n".join([*(f"{name}: {value}" for name, value in line.items()), *run.get("notes", [])]))
    if fault:
        click.echo(fault, err=True)
    sys.exit(1 if fault else 0)


@harvest.command("tick")
def tick_command() -> None:
    """Do once what the tick process does: start what is due, resume what was interrupted."""
    click.echo(json.dumps(supervision.tick()))


@harvest.group("source")
def source_group() -> None:
    """Declare and list sources."""


@source_group.command("create")
@click.argument("type_name", metavar="TYPE")
@click.argument("url")
@click.option("--title", required=True)
@click.option("--name", help="Name in addresses; made from the title when absent.")
@click.option("--org", required=True, help="Name or id of the organisation that the datasets belong to.")
@click.option("--frequency", default="MANUAL", show_default=True, type=click.Choice(UPDATE_FREQUENCIES))
@click.option("--option", "given", multiple=True, metavar="NAME=VALUE", help="An option of the type; may be repeated.")
def create_command(type_name: str, url: str, given: tuple[str, ...], **fields: str | None) -> None:
    """Declare a source; one that is already declared at this address is kept as it is. Prints its id."""
    existing = preview.declared(type_name, url)
    if existing:
        click.echo(existing)
        return
    name = fields["name"] or munge_title_to_name(str(fields["title"]))
    data = {"name": name, "url": url, "source_type": type_name, "title": fields["title"], "owner_org": fields["org"]}
    data |= {"frequency": fields["frequency"], "config": sources.as_config(_options(given))}
    try:
        created = tk.get_action("harvest_source_create")(rows.site_context(), data)
    except tk.ValidationError as error:
        raise click.ClickException(
            "; ".join(f"{field}: {fault}" for field, fault in error.error_summary.items())
        ) from error
    click.echo(created["id"])


@source_group.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def status_command(*, as_json: bool) -> None:
    """List the sources with their last run."""
    for source in model.Session.query(HarvestSource).order_by(HarvestSource.title):
        status = tk.get_action("harvest_source_show_status")({"ignore_auth": True}, {"id": source.id})
        last = status["last_job"] or {}
        run = last.get("run") or {}
        shown = {
            "id": source.id,
            "title": source.title,
            "type": source.type,
            "url": source.url,
            "active": source.active,
        }
        shown |= {"frequency": source.frequency, "datasets": status["total_datasets"], "state": run.get("state")}
        shown |= {name: run.get(name) for name in PRINTED}
        click.echo(
            json.dumps(shown, ensure_ascii=False) if as_json else f"{source.title}\t{source.type}\t{run.get('state')}"
        )


def _options(given: tuple[str, ...]) -> dict[str, Any]:
    pairs = [pair.partition("=") for pair in given]
    if any(not equal for _, equal, _ in pairs):
        raise click.BadParameter("Write an option as name=value.")
    return {name: value for name, _, value in pairs}


def _readable(found: dict[str, Any]) -> str:
    lines = [f"{record['action']}\t{record['identifier']}\t{_title(record)}" for record in found["records"]]
    return "\n".join([*lines, *found["notes"], *([found["fault"]] if found["fault"] else [])])


def _title(record: dict[str, Any]) -> str:
    return record["reason"] or (record["dataset"] or {}).get("title", "")


def _run(name: str, *, force: bool) -> tuple[dict[str, Any], str | None]:
    """Run a source and give its run with the fault that ended it, if any."""
    source = rows.source(name) or rows.source_at(name)
    package = None if source else model.Package.get(name)
    source = source or (rows.source(package.id) if package else None)
    if source is None:
        return {}, tk._("Harvest source not found")
    source_id = source.id
    try:
        job_id = _job(source_id)
    except HarvestSourceInactiveError:
        return {}, tk._("This source is not active.")
    if force:
        runner.runs.open_run(job_id, source_id, force=True)
    run = runner.run_now(job_id)
    if run is None:
        return {}, tk._("This source is being harvested: wait for the end of the run, or stop it first.")
    return run, run["fault"]


def _job(source_id: str) -> str:
    """Open a job, or take up the one that an interrupted run left open."""
    try:
        return tk.get_action("harvest_job_create")(rows.site_context(), {"source_id": source_id, "run": False})["id"]
    except HarvestJobExists:
        return rows.last_job(source_id, "New", "Running").id
