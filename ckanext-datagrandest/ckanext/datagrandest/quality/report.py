"""The report of one file: the platform's own format, published as `report.schema.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality.beside import Beside, around_of
from ckanext.datagrandest.quality.check import Outcome, check, labels
from ckanext.datagrandest.quality.explaining.grouping import Cause, Grouping
from ckanext.datagrandest.quality.explaining.hints import Hints
from ckanext.datagrandest.quality.explaining.sentences import Place, sentence
from ckanext.datagrandest.quality.lines import with_lines
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.table import Choices, Table
from ckanext.datagrandest.quality.table_schema import TableSchema
from ckanext.datagrandest.quality.tally import SHOWN, fault
from ckanext.datagrandest.quality.tidiness import Tidiness

#: Bytes that the faults of a report may take, whatever the file; the counts stay whole.
MOST_BYTES = 700_000
#: What a fault takes besides its texts, in bytes of JSON.
_FRAME = 200
#: Characters of a header that a report shows.
_LABEL = 300
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the report.

    Attributes:
        code: Frictionless' error type where one exists, else Validata's name of its check.
        row: record number (header = 1); None for a fault of the file, the header or a column.
        line: physical line in the file; None when it has none (workbooks, header, columns).
        field: the header as written; None when no single column is at fault.
        value: the cell's text, cut at `SHOWN` characters.
        message: what is wrong and how to mend it, in the reader's language.
        repair: name of the rule that can mend it, when one can.
    """

    code: str
    row: int | None
    field: str | None
    value: str | None
    message: str
    repair: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a file once judged; `errors` and `warnings` are cut at the limit, `counts` are whole."""

    file: str
    schema: dict[str, str]
    valid: bool
    rows: int
    encoding: str | None
    delimiter: str | None
    errors: list[Fault] = field(default_factory=list[Fault])
    warnings: list[Fault] = field(default_factory=list[Fault])
    counts: dict[str, int] = field(default_factory=dict[str, int])
    kind: str = "csv"
    sheet: str | None = None
    causes: list[Cause] = field(default_factory=list[Cause])
    header: tuple[str, ...] = ()
    completeness: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give the report as JSON values, as `report.schema.json` says; the header is not among them."""
        return {name: value for name, value in asdict(self).items() if name != "header"}


def shown(text: str | None, most: int = SHOWN) -> str | None:
    """Cut a cell, and make its control characters visible."""
    return text and text[:most].translate(_CONTROLS)


def _faults(kept: pl.DataFrame, schema: TableSchema, translate: Callable[[str], str], hints: Hints) -> Iterator[Fault]:
    for row, label, code, rule, value, line in kept.iter_rows():
        field = schema.field(label) if label else None
        place = Place(code, row, shown(label, _LABEL), shown(value), rule, field, hints.twin(code, label))
        mended = hints.mend(code, label, value, row)
        yield Fault(code, row, place.label, place.value, sentence(place).render(translate),
                    mended.rule if mended else None, line)  # fmt: skip


def _size(fault: Fault) -> int:
    texts = f"{fault.message}{fault.value}{fault.field}"
    return _FRAME + len(texts.encode()) + texts.count('"') + texts.count("\\")


def within(faults: list[Fault], most: int = MOST_BYTES) -> list[Fault]:
    """Keep the first faults of each code, as many of each, until a report is full; their order stays."""
    if sum(map(_size, faults)) <= most:
        return faults
    ranks: Counter[str] = Counter()
    ranked: list[tuple[int, int, Fault]] = []
    for place, item in enumerate(faults):
        ranked.append((ranks[item.code], place, item))
        ranks[item.code] += 1
    room, kept = most, list[tuple[int, Fault]]()
    for _, place, item in sorted(ranked, key=lambda item: item[:2]):
        room -= _size(item)
        if room < 0:
            break
        kept.append((place, item))
    return [fault for _, fault in sorted(kept, key=lambda item: item[0])]


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
