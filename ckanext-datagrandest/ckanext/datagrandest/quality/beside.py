"""What is given beside a file: the tables that it refers to, by their names or as sheets of the same workbook."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from ckanext.datagrandest.quality.across import Around
from ckanext.datagrandest.quality.area import Area
from ckanext.datagrandest.quality.reading.files import open_table
from ckanext.datagrandest.quality.reading.kinds import Kind, kind_of
from ckanext.datagrandest.quality.reading.table import Choices, Table

_WORKBOOKS = {Kind.XLSX, Kind.XLS, Kind.ODS}


def _sheets(path: Path) -> list[str]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return list(CalamineWorkbook.from_path(str(path)).sheet_names)
    except (CalamineError, OSError, ValueError):
        return []


@dataclass(frozen=True, slots=True)
class Beside:
    """What the sender gives beside a file.

    Attributes:
        tables: other files, by the names that the schema's foreign keys use.
        area: where the rows are expected.
    """

    tables: Mapping[str, Path] = field(default_factory=dict[str, Path])
    area: Area | None = None


def around_of(path: Path, beside: Beside) -> Around:
    """Give what is known around a file; a table that it refers to may also be a sheet of the same workbook."""

    def opened(name: str) -> AbstractContextManager[Table] | None:
        if name in beside.tables:
            return open_table(beside.tables[name])
        if kind_of(path) in _WORKBOOKS and name in _sheets(path):
            return open_table(path, choices=Choices(sheet=name))
        return None

    return Around(opened, beside.area)
