"""Lines that have not as many cells as the header, found from the bytes of a CSV text and the lengths of its cells.

A line is its cells, its delimiters, its quotes: once the cells are known, its length tells how many delimiters
stand between them. So a text is parsed once, and only the lines whose length does not fit are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_LINE_FEED, _RETURN = ord("\n"), ord("\r")

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of a text stand, in bytes.

    Attributes:
        starts: place of the first byte of each line.
        lengths: length of each line, without its end.
        quoting: how many bytes of each line are quotes that are no part of a cell's text.
    """

    starts: Places
    lengths: Places
    quoting: Places

    def uneven(self, cells: Places, width: int) -> Places:
        """Give the indices of the lines that are blank, or have not `width` cells.

        Args:
            cells: total length of the cells of each line, in bytes, without their quotes; cells that a line does not
                have count for nothing, those beyond the last column are left out.
            width: number of cells of the header.
        """
        return np.flatnonzero((self.lengths != cells + self.quoting + (width - 1)) | (self.lengths == 0))


def cut(data: bytes, delimiter: str, quote: str) -> Lines | None:
    """Cut a text into lines.

    Returns:
        None when a line is not sound: a quoted cell spans lines, a quote stands where none should, or a line
        ends by a lone carriage return.
    """
    text = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero(text == _LINE_FEED)
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    if b"\r" in data:
        if data.count(b"\r") != data.count(b"\r\n"):
            return None
        lengths -= (lengths > 0) & (text[ends - 1] == _RETURN)
    quoting = _quoting(text, ends, ord(delimiter), ord(quote))
    return None if quoting is None else Lines(starts, lengths, quoting)


def _quoting(text: Bytes, ends: Places, delimiter: int, quote: int) -> Places | None:
    """Count the bytes of quoting of each line, a doubled quote being one; None when a quote is out of place.

    Quotes open and close in turn. One that opens follows an edge of a cell, or closes and opens again: a doubled
    quote. One that closes is followed by an edge, or by such a one.
    """
    places = np.flatnonzero(text == quote)
    before = np.searchsorted(places, ends)
    if (before % 2).any():
        return None
    opening, closing = places[::2], places[1::2]
    edges = np.zeros(256, bool)
    edges[[delimiter, _LINE_FEED, _RETURN, quote]] = True
    if not edges[text[opening[opening > 0] - 1]].all() or not edges[text[closing[closing < len(text) - 1] + 1]].all():
        return None
    doubled = opening[1:][opening[1:] == closing[:-1] + 1]
    return np.diff(before, prepend=0) - np.diff(np.searchsorted(doubled, ends), prepend=0)
