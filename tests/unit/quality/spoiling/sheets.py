"""A table and how it is written in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ckanext.datagrandest.quality.check import bind
from ckanext.datagrandest.quality.columns import Column
from ckanext.datagrandest.quality.custom.binding import ValueCheck, bind_checks
from ckanext.datagrandest.quality.table_schema import Field, TableSchema


@dataclass(frozen=True)
class Sheet:
    """Header and rows, the lines above them, the encoding and the delimiter of the file."""

    header: list[str]
    rows: list[list[str]]
    above: list[list[str]] = field(default_factory=list)
    encoding: str = "utf-8"
    delimiter: str = ","

    def copy(self) -> Sheet:
        """Give a sheet that can be spoiled without touching this one."""
        return replace(self, header=list(self.header), rows=[list(row) for row in self.rows])

    def write(self, path: Path) -> Path:
        """Write the file; what the encoding does not have is an error."""
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.delimiter, lineterminator="\n").writerows([*self.above, self.header, *self.rows])
        path.write_bytes(out.getvalue().encode(self.encoding))
        return path


@dataclass(frozen=True)
class Known:
    """What the schema asks of each column of a valid sheet."""

    schema: TableSchema
    fields: list[Field]
    accepts: list[Callable[[str], bool]]
    own_siret: str

    def named(self, *words: str) -> list[int]:
        """Give the places of the columns whose name holds a word."""
        return [place for place, one in enumerate(self.fields) if any(word in one.name.casefold() for word in words)]


def known(header: Sequence[str], schema: TableSchema, own_siret: str) -> Known:
    """Bind the columns of a sheet to the fields and the checks of their cells."""
    columns = bind(header, schema)
    checks = [check for check in bind_checks(schema, columns)[0] if isinstance(check, ValueCheck) and not check.advice]
    return Known(
        schema, [column.field for column in columns], [_acceptor(column, checks) for column in columns], own_siret
    )


def _acceptor(column: Column, checks: Sequence[ValueCheck]) -> Callable[[str], bool]:
    own = [check for check in checks if check.column.label == column.label]

    def accepts(text: str) -> bool:
        if text in column.field.missing_values:
            return not column.field.required
        return not column.verdict(text) and all(check.passes(text) for check in own)

    return accepts
