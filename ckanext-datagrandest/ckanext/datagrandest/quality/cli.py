"""`dge validate`: judge a file from the shell, without CKAN."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ckanext.datagrandest.cli import dge
from ckanext.datagrandest.quality.choices_cli import with_choices
from ckanext.datagrandest.quality.formats import FORMATS, formatted
from ckanext.datagrandest.quality.schemas_cli import schemas

if TYPE_CHECKING:
    from ckanext.datagrandest.quality.reading.table import Choices
    from ckanext.datagrandest.quality.repairing.log import Repaired
    from ckanext.datagrandest.quality.report import Report
    from ckanext.datagrandest.quality.table_schema import TableSchema

_VALID, _INVALID, _NOT_JUDGED = 0, 1, 2


def _named_files(_context: object, _option: object, values: Sequence[str]) -> dict[str, Path]:
    """Read `NAME=FILE` pairs."""
    pairs = [value.partition("=") for value in values]
    for name, _, file in pairs:
        if not name or not Path(file).is_file():
            raise click.BadParameter("NAME=FILE: the name of a table in the schema, and a file that is there.")
    return {name: Path(file) for name, _, file in pairs}


def _not_judged(message: object) -> NoReturn:
    click.echo(str(message), err=True)
    sys.exit(_NOT_JUDGED)


def _readable(file: Path, translate: Callable[[str], str]) -> None:
    """End with a sentence when the file cannot be opened."""
    from ckanext.datagrandest.messages import N_

    if not file.is_file():
        _not_judged(translate(N_("There is no such file.")))
    if not os.access(file, os.R_OK):
        _not_judged(translate(N_("You have no right to read this file.")))


def _writable(file: Path, path: Path, translate: Callable[[str], str]) -> None:
    """End with a sentence when what is written would have no place, or would take the place of the file."""
    from ckanext.datagrandest.messages import N_

    if path.exists() and path.samefile(file):
        _not_judged(translate(N_("The copy would replace the file, which is kept as it is: give it another name.")))
    if path.is_dir() or not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        message = N_("“{name}” cannot be written: check that its folder is there and that you may write in it.")
        _not_judged(translate(message).format(name=path.name or path))


@dge.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--schema", required=True, help="Name of a schema (scdl/subventions), path or address of a Table Schema file."
)
@click.option("--format", "output", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--limit", type=click.IntRange(min=0), default=1000, show_default=True, help="Faults kept by code; 0: all."
)
@click.option(
    "--with",
    "others",
    multiple=True,
    metavar="NAME=FILE",
    callback=_named_files,
    help="Another table that the schema refers to (foreign keys), by its name there; may be repeated.",
)
@click.option(
    "--territory",
    "places",
    multiple=True,
    metavar="CODE",
    help="Where the rows should be (commune:88160, departement:88, a name): others are remarked; may be repeated.",
)
@click.option(
    "--contours",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="GeoJSON of the contours of --territory, or of its communes: positions are held against it.",
)
@click.option("--siret", help="SIRET of the organisation that sends the file: it proves some of the repairs.")
@with_choices
@click.option("--lang", default="fr", show_default=True, help="Language of the messages.")
def validate(
    file: Path,
    schema: str,
    output: str,
    limit: int,
    others: dict[str, Path],
    places: Sequence[str],
    contours: Path | None,
    siret: str | None,
    choices: Choices | None,
    lang: str,
) -> None:
    """Judge FILE against a schema: exit code 0 valid, 1 invalid, 2 not judged."""
    from ckanext.datagrandest.messages import translator
    from ckanext.datagrandest.quality.area_files import AreaRefusedError, area_of
    from ckanext.datagrandest.quality.beside import Beside
    from ckanext.datagrandest.quality.judge import judge
    from ckanext.datagrandest.quality.reading.kinds import NotATableError
    from ckanext.datagrandest.quality.registry import find
    from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

    _readable(file, translator(lang))
    try:
        beside = Beside(others, area_of(places, contours))
        report = judge(file, find(schema), limit=limit, choices=choices, locale=lang, beside=beside, own_siret=siret)
    except (NotATableError, SchemaRefusedError, AreaRefusedError) as refusal:
        _not_judged(refusal.message.render(translator(lang)))
        return
    text = formatted(report, output, lang)
    click.echo(text, nl=isinstance(text, str) and bool(text) and not text.endswith("\n"))
    sys.exit(_VALID if report.valid else _INVALID)


def _judged_copy(repaired: Repaired, schema: TableSchema, output: Path, lang: str) -> Report:
    """Write the copy and judge it; one that is no table once its control characters are gone is not left behind."""
    from ckanext.datagrandest.quality.judge import judge
    from ckanext.datagrandest.quality.reading.kinds import NotATableError
    from ckanext.datagrandest.quality.repairing.record import AS_WRITTEN, write_csv

    write_csv(repaired.table, output)
    try:
        return judge(output, schema, locale=lang, choices=AS_WRITTEN)
    except NotATableError:
        output.unlink()
        raise


@dge.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--schema", required=True, help="Name of a schema (scdl/subventions), path or address of a Table Schema file."
)
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The repaired copy: CSV, UTF-8, commas.")
@click.option("--report", "report_path", type=click.Path(path_type=Path), help="What was done, as JSON.")
@click.option("--refuse", multiple=True, help="Name of a rule not to apply; may be repeated.")
@click.option("--siret", help="SIRET of the organisation that sends the file.")
@with_choices
@click.option("--lang", default="fr", show_default=True, help="Language of the messages.")
def repair(
    file: Path,
    schema: str,
    output: Path,
    report_path: Path | None,
    refuse: tuple[str, ...],
    siret: str | None,
    choices: Choices | None,
    lang: str,
) -> None:
    """Write a repaired copy of FILE; exit code 0 when the copy is valid, 1 when faults remain, 2 not judged."""
    from ckanext.datagrandest.messages import N_, translator
    from ckanext.datagrandest.quality.reading.kinds import NotATableError
    from ckanext.datagrandest.quality.registry import find
    from ckanext.datagrandest.quality.repairing.plan import repair as mend
    from ckanext.datagrandest.quality.repairing.record import TITLES, as_record
    from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

    translate = translator(lang)
    _readable(file, translate)
    for path in filter(None, (output, report_path)):
        _writable(file, path, translate)
    if unknown := sorted(set(refuse) - set(TITLES)):
        _not_judged(
            translate(N_("There is no rule “{name}”. Rules: {rules}.")).format(name=unknown[0], rules=", ".join(TITLES))
        )
    try:
        wanted = find(schema)
        repaired = mend(file, wanted, refused=refuse, choices=choices, own_siret=siret)
        after = _judged_copy(repaired, wanted, output, lang)
    except (NotATableError, SchemaRefusedError) as refusal:
        _not_judged(refusal.message.render(translator(lang)))
        return
    if report_path is not None:
        record = as_record(file.name, repaired, after, translator(lang))
        report_path.write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
    for proposal in repaired.proposals:
        click.echo(f"{proposal.rule}\t{proposal.count}\t{translator(lang)(TITLES[proposal.rule])}")
    sys.exit(_VALID if after.valid else _INVALID)


dge.add_command(schemas)
