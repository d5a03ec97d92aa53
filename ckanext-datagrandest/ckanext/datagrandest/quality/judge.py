"""Judge one file against a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality.beside import Beside, around_of
from ckanext.datagrandest.quality.check import Outcome, check, labels
from ckanext.datagrandest.quality.explaining.grouping import Grouping
from ckanext.datagrandest.quality.explaining.hints import Hints
from ckanext.datagrandest.quality.explaining.sentences import Place, sentence
from ckanext.datagrandest.quality.lines import with_lines
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.table import Choices, Table
from ckanext.datagrandest.quality.report import MOST_BYTES, Fault, Report, shown, within
from ckanext.datagrandest.quality.table_schema import TableSchema
from ckanext.datagrandest.quality.tally import fault
from ckanext.datagrandest.quality.tidiness import Tidiness

#: Characters of a header that a report shows.
_LABEL = 300


def _faults(kept: pl.DataFrame, schema: TableSchema, translate: Callable[[str], str], hints: Hints) -> Iterator[Fault]:
    for row, label, code, rule, value, line in kept.iter_rows():
        field = schema.field(label) if label else None
        place = Place(code, row, shown(label, _LABEL), shown(value), rule, field, hints.twin(code, label))
        mended = hints.mend(code, label, value, row)
        yield Fault(code, row, place.label, place.value, sentence(place).render(translate),
                    mended.rule if mended else None, line)  # fmt: skip


def _with_notes(table: Table, outcome: Outcome) -> Outcome:
    for note in table.notes:
        outcome.warnings.add(fault(note.code, note.row, note.field, note.value))
    return outcome


def judge(  # noqa: PLR0913 - all but the file and the schema have a default
    path: Path,
    schema: TableSchema,
    *,
    limit: int = 1000,
    choices: Choices | None = None,
    locale: str = "fr",
    beside: Beside | None = None,
    own_siret: str | None = None,
) -> Report:
    """Judge a file against a schema.

    Args:
        path: the file.
        schema: what it should be.
        limit: how many faults of one code are kept; 0 keeps all.
        choices: what the sender corrected of what was detected.
        locale: language of the messages.
        beside: what the sender gave beside the file.
        own_siret: SIRET of the organisation that sends the file: it proves some of the repairs.

    Raises:
        NotATableError: the file cannot be judged; its message says why.
        SchemaRefusedError: the schema makes no sense.
    """
    if schema.document is not None:
        from ckanext.datagrandest.quality.documents.judging import judge_document

        return judge_document(path, schema, limit=limit, locale=locale)
    translate = translator(locale)
    around = around_of(path, beside or Beside())
    with open_table(path, schema.fields, choices) as table:
        tidiness = Tidiness(table.header, schema, limit)
        outcome = _with_notes(table, check(table.header, tidiness.watching(table.batches), schema, limit, around))
    outcome.warnings.take(tidiness.remarks)
    hints = Hints(labels(table.header), schema, own_siret)
    kept = pl.concat([outcome.errors.kept(), outcome.warnings.kept()])
    hints.look_again(lambda: open_table(path, schema.fields, choices), kept.select("row", "field").iter_rows())
    grouping = Grouping(schema, hints, outcome.rows, translate)
    errors, warnings = (
        list(_faults(with_lines(tally.kept(), outcome.anchors), schema, translate, grouping.hints))
        for tally in (outcome.errors, outcome.warnings)
    )
    return Report(
        file=path.name,
        schema={"id": schema.id, "version": schema.version},
        valid=not outcome.errors.counts,
        rows=outcome.rows,
        encoding=table.encoding,
        delimiter=table.delimiter,
        errors=within(errors) if limit else errors,
        warnings=within(warnings, MOST_BYTES // 7) if limit else warnings,
        counts=dict(outcome.errors.counts),
        kind=table.kind,
        sheet=table.sheet,
        header=tuple(labels(table.header)),
        completeness=round(outcome.filled / outcome.cells, 4) if outcome.cells else None,
        causes=[*grouping.causes(outcome.errors, "error"), *grouping.causes(outcome.warnings, "warning")],
    )
