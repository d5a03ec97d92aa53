"""CSV and TSV texts: encoding, delimiter, preamble and header found, then read in batches."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.quality.reading.dialects import detect_delimiter, first_records, header_index
from ckanext.datagrandest.quality.reading.encodings import Open, detect_encoding, is_written_in, utf8_pieces
from ckanext.datagrandest.quality.reading.kinds import NotATableError
from ckanext.datagrandest.quality.reading.table import Choices, Note, Table
from ckanext.datagrandest.quality.records import Dialect, batches, reader

_SAMPLE = 64 << 10
#: The header, and what stands above it, lie in so many bytes.
_TOP = 16 * _SAMPLE


def _header(piece: bytes, dialect: Dialect, index: int) -> tuple[list[str], list[str], int]:
    """Read the record at `index`; give it, the cells of those above, and the bytes that they all take."""
    text = piece.decode("utf-8", "ignore")
    taken = [0]

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken[0] += len(line.encode())
            yield line

    try:
        records = list(islice(reader(lines(), dialect), index + 1))
    except csv.Error as cause:
        raise NotATableError(Message(N_("The first line of this file cannot be read as a header: it has a cell of more than 100,000 characters. Check that a quotation mark is not left open."))) from cause  # fmt: skip
    header = records[index] if len(records) > index else []
    return header, [cell for record in records[:index] for cell in record], taken[0]


def open_text(open_file: Open, expected: Sequence[str] = (), choices: Choices | None = None) -> Table:
    """Open a CSV text.

    Args:
        open_file: gives the file open for reading from its start.
        expected: field names of the schema, which help to find the delimiter and the header.
        choices: what the sender corrected.

    Raises:
        NotATableError: there is no header to read.
    """
    chosen = choices or Choices()
    if chosen.encoding and not is_written_in(open_file, chosen.encoding):
        raise NotATableError(Message(N_("This file is not written in {encoding}: choose another encoding, or let it be found."), {"encoding": chosen.encoding}))  # fmt: skip
    encoding = chosen.encoding or detect_encoding(open_file)
    first = next(utf8_pieces(open_file, encoding, at_a_time=_TOP), b"")
    sample = first[:_SAMPLE].decode("utf-8", "ignore")
    dialect = Dialect(chosen.delimiter or detect_delimiter(sample, expected))
    index = chosen.header_row - 1 if chosen.header_row else header_index(first_records(sample, dialect), expected)
    header, around, end = _header(first, dialect, index)
    if not header:
        raise NotATableError(Message(N_("This file has no header: its first line must name the columns.")))
    notes = [Note("preamble", value=str(index))] if index else []
    above = len(io.StringIO(first[:end].decode("utf-8", "ignore"), newline="").readlines())
    pieces = utf8_pieces(open_file, encoding, after=end)
    records = batches(chain([next(pieces, b"")], pieces), len(header), dialect, first_line=above + 1)
    return Table(header, records, "csv", encoding, dialect.delimiter, preamble=index, notes=notes, around=around)
