"""Any file opened as a table, whatever its kind."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ckanext.datagrandest.quality.reading.archives import ArchiveLimits, check_archive, unpacked
from ckanext.datagrandest.quality.reading.kinds import Kind, kind_of
from ckanext.datagrandest.quality.reading.table import Choices, Table
from ckanext.datagrandest.quality.table_schema import Field

_WORKBOOKS = {Kind.XLSX, Kind.XLS, Kind.ODS}
_ZIPPED = {Kind.XLSX, Kind.ODS}


@contextmanager
def open_table(
    path: Path,
    fields: Sequence[Field] = (),
    choices: Choices | None = None,
    limits: ArchiveLimits | None = None,
) -> Generator[Table]:
    """Open a file as a table.

    Args:
        path: a CSV, TSV, XLSX, XLS or ODS file, or one of these zipped.
        fields: the schema's fields; they help to find the delimiter, the sheet and the header.
        choices: what the sender corrected of what was detected.
        limits: what an archive may unpack to.

    Raises:
        NotATableError: the file holds no table; its message says what it is and what to do.
    """
    kind = kind_of(path)
    if kind in {Kind.ZIP, Kind.GZIP}:
        with unpacked(path, limits) as inner, open_table(inner, fields, choices, limits) as table:
            yield table
    elif kind in _WORKBOOKS:
        from ckanext.datagrandest.quality.reading.workbooks import open_workbook

        if kind in _ZIPPED:
            check_archive(path, limits)
        yield open_workbook(path, kind.value, fields, choices)
    else:
        from ckanext.datagrandest.quality.reading.text import open_text

        yield open_text(lambda: path.open("rb"), [field.name for field in fields], choices)
