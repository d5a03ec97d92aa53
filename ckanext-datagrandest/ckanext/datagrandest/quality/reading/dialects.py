"""The delimiter of a CSV text and the row that holds its header."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Sequence

from ckanext.datagrandest.quality.records import Dialect

DELIMITERS = (",", ";", "\t", "|")
#: How many records are looked at to find the header below a preamble.
_LOOKED_AT = 25
#: No column is named by more characters than this.
_LONGEST_NAME = 100


def folded(name: str) -> str:
    """Fold a header for comparison: no accent, no case, no blank, no punctuation."""
    plain = name if name.isascii() else unicodedata.normalize("NFKD", name)
    return "".join(filter(str.isalnum, plain.casefold()))


def _records(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) >= _LOOKED_AT:
                break
    except csv.Error:
        pass  # a cell beyond csv's limit: what was read before it is enough to choose
    return records


def _matches(record: Sequence[str], names: frozenset[str]) -> int:
    return len({folded(cell) for cell in record if len(cell) <= _LONGEST_NAME} & names)


def _regularity(records: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Give how many records share the commonest width above one, and that width."""
    widths = Counter(len(record) for record in records if len(record) > 1)
    if not widths:
        return 0.0, 1
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count / len(records), width


def detect_delimiter(sample: str, expected: Sequence[str] = ()) -> str:
    """Find the delimiter: the one that finds most of the expected headers, then the most regular.

    Args:
        sample: the start of the text, of whole characters.
        expected: field names of the schema, when there is one.
    """
    names = frozenset(folded(name) for name in expected)

    def score(delimiter: str) -> tuple[int, float, int]:
        records = _records(sample, delimiter)
        return (max((_matches(record, names) for record in records), default=0), *_regularity(records))

    best = max(DELIMITERS, key=score)
    return best if score(best)[2] > 1 else ","


def header_index(records: Sequence[Sequence[str]], expected: Sequence[str] = ()) -> int:
    """Find which record is the header: 0 nearly always, more below a preamble.

    Args:
        records: the first records of the table.
        expected: field names of the schema; without any, the first record as wide as the table.
    """
    if expected and records:
        names = frozenset(folded(name) for name in expected)
        found = [_matches(record, names) for record in records]
        best = max(range(len(records)), key=lambda index: (found[index], -index), default=0)
        if best and found[best] > max(1, found[0]):
            return best
        return _below_title(records) if expected[1:] and not found[0] else 0
    _, width = _regularity(records)
    return next((index for index, record in enumerate(records) if 2 * len(record) > width and any(record)), 0)


def _below_title(records: Sequence[Sequence[str]]) -> int:
    """Find the first record that is a line of names, when what stands above holds a single cell: a title.

    The line that follows it is as wide, and none of its cells is a number or comes twice.
    """
    filled = [[cell.strip() for cell in record if cell.strip()] for record in records]
    below = next((index for index, cells in enumerate(filled) if len(cells) > 1), 0)
    if not 0 < below < len(records) - 1 or len(records[below + 1]) < len(filled[below]):
        return 0
    names = filled[below]
    return below if len(set(names)) == len(names) and not any(cell[0].isdigit() for cell in names) else 0


def first_records(sample: str, dialect: Dialect) -> list[list[str]]:
    """Read the first records of a text."""
    return _records(sample, dialect.delimiter)
