"""`dge privacy`: look for personal data before publication, without CKAN."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ckanext.datagrandest.cli import dge

if TYPE_CHECKING:
    import polars as pl

    from ckanext.datagrandest.quality.privacy.findings import Finding

_NONE, _FOUND, _NOT_JUDGED = 0, 1, 2


def _write_masked(frame: pl.DataFrame, findings: Sequence[Finding], target: Path) -> None:
    import polars as pl

    from ckanext.datagrandest.quality.privacy.masking import mask
    from ckanext.datagrandest.quality.repairing.record import write_csv

    write_csv(mask(frame, findings).with_columns(pl.all().fill_null("")), target)


def _text(findings: Sequence[Finding], translate: Callable[[str], str]) -> str:
    from ckanext.datagrandest.quality.privacy.masking import MASKS

    lines: list[str] = []
    for finding in findings:
        lines += [finding.title.render(translate), f"  {', '.join(finding.examples)}",
                  f"  {finding.law.render(translate)}", f"  → {translate(MASKS[finding.mask])}"]  # fmt: skip
        lines += [f"  {finding.limits.render(translate)}"] if finding.limits else []
    return "\n".join(lines)


@dge.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--schema", help="Name of a schema (scdl/subventions) or path of a Table Schema file.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--small", type=click.IntRange(min=1), default=5, show_default=True, help="Counts below this are small.")
@click.option("--mask-to", type=click.Path(path_type=Path), help="Write a copy with every proposed masking: CSV, UTF-8, commas.")  # fmt: skip
@click.option("--lang", default="fr", show_default=True, help="Language of the messages.")
def privacy(file: Path, schema: str | None, output: str, small: int, mask_to: Path | None, lang: str) -> None:
    """Look for likely personal data in FILE: exit code 0 none, 1 found, 2 not judged."""
    from ckanext.datagrandest.messages import N_, translator
    from ckanext.datagrandest.quality.privacy.looking import as_dict, found_everywhere, whole
    from ckanext.datagrandest.quality.reading.files import open_table
    from ckanext.datagrandest.quality.reading.kinds import NotATableError
    from ckanext.datagrandest.quality.registry import find
    from ckanext.datagrandest.quality.table_schema import SchemaRefusedError

    translate = translator(lang)
    if not file.is_file():
        click.echo(translate(N_("There is no such file.")), err=True)
        sys.exit(_NOT_JUDGED)
    try:
        wanted = find(schema) if schema else None
        frame = whole(file, wanted)
        with open_table(file, wanted.fields if wanted else ()) as table:
            findings = found_everywhere(table, wanted, small=small)
    except (NotATableError, SchemaRefusedError) as refusal:
        click.echo(refusal.message.render(translate), err=True)
        sys.exit(_NOT_JUDGED)
    if mask_to is not None:
        _write_masked(frame, findings, mask_to)
    if output == "json":
        told = [as_dict(finding, translate) for finding in findings]
        click.echo(json.dumps({"file": file.name, "rows": frame.height, "findings": told}, ensure_ascii=False))
    elif findings:
        click.echo(_text(findings, translate))
    sys.exit(_FOUND if findings else _NONE)
