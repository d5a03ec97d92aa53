"""The encoding of a text, and its bytes turned into UTF-8 pieces."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

import polars as pl

from ckanext.datagrandest.quality.reading.letters import frenchness

#: Bytes read at a time: two such batches in memory stay below 300 MB with their columns.
PIECE = 12 << 20
#: A file of so many bytes at most is read at once: one batch is faster than two, and takes no more memory than a large file.
_WHOLE = 24 << 20
#: Single-byte encodings that French software still writes (Windows, DOS, old Macintosh), the likeliest first.
_SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
_SAMPLE = 64 << 10
#: Bytes decoded at a time only to see whether they can be: few enough to stay in the processor's cache.
_LOOKED_AT = 1 << 20
#: In UTF-8, the least byte that continues a character, and the least that starts one of several bytes.
_CONTINUES, _STARTS = 0x80, 0xC0
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Open = Callable[[], BinaryIO]


def is_written_in(open_file: Open, encoding: str) -> bool:
    """Tell whether a whole text can be decoded; false too for an encoding that does not exist."""
    try:
        "".encode(encoding)  # refuses codecs that are no encodings of texts, such as base64
        decoder = codecs.getincrementaldecoder(encoding)()
        with open_file() as file:
            while piece := file.read(_LOOKED_AT):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _is_utf8(open_file: Open) -> bool:
    """Tell whether a whole text is UTF-8: `is_written_in`, several times as fast."""
    rest = b""
    try:
        with open_file() as file:
            while piece := file.read(_LOOKED_AT):
                text = rest + piece if rest else piece
                end = _whole_characters(text)
                pl.Series([text if end == len(text) else text[:end]], dtype=pl.Binary).cast(pl.String)
                rest = text[end:]
    except pl.exceptions.ComputeError:
        return False
    return not rest


def _whole_characters(text: bytes) -> int:
    """Give where the last character of a piece starts when the piece may cut it, its length otherwise."""
    for back in range(1, min(4, len(text)) + 1):
        byte = text[-back]
        if byte < _CONTINUES:
            return len(text)
        if byte >= _STARTS:
            return len(text) - back
    return len(text)


def _odd_bytes(file: BinaryIO) -> bytes:
    """Gather the lines that are not ASCII: they alone tell single-byte encodings apart."""
    lines: list[bytes] = []
    size = 0
    for line in file:
        if not line.isascii():
            lines.append(line[:_SAMPLE])
            size += len(lines[-1])
        if size > _SAMPLE:
            break
    return b"".join(lines)


def detect_encoding(open_file: Open) -> str:
    """Name the encoding of a text: `utf-8`, `utf-8-sig`, `utf-16` (with its mark or not) or a single-byte one.

    Args:
        open_file: gives the file open for reading from its start.
    """
    with open_file() as file:
        head = file.read(_SAMPLE)
    for mark, name in _MARKS:
        if head.startswith(mark) and is_written_in(open_file, name):
            return name
    if head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 3:
        return "utf-16-be"
    if _is_utf8(open_file):
        return "utf-8"
    with open_file() as file:
        odd = _odd_bytes(file)
    return max(_SINGLE_BYTE, key=lambda name: frenchness(odd.decode(name, "replace")))


def _piece(file: BinaryIO) -> int:
    """Give how many bytes of a file to read at a time; members of archives do not say how large they are."""
    try:
        size = os.fstat(file.fileno()).st_size
    except OSError:
        return PIECE
    return max(size, 1) if size <= _WHOLE else PIECE


def utf8_pieces(open_file: Open, encoding: str, *, after: int = 0, at_a_time: int | None = None) -> Iterator[bytes]:
    """Read a text as UTF-8 bytes without mark, piece by piece; what cannot be decoded becomes U+FFFD.

    Args:
        open_file: gives the file open for reading from its start.
        encoding: of the text.
        after: how many bytes of the result to leave out.
        at_a_time: bytes of the file that make a piece.
    """
    with open_file() as file:
        size = at_a_time or _piece(file)
        if encoding in {"utf-8", "utf-8-sig"}:
            file.seek(after + (len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0))
            while piece := file.read(size):
                yield piece
            return
        if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:  # a mark that lies is no part of the text
            file.seek(0)
        yield from _without(_decoded(file, encoding, size), after)


def _decoded(file: BinaryIO, encoding: str, size: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while piece := file.read(size):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()


def _without(pieces: Iterator[bytes], after: int) -> Iterator[bytes]:
    """Leave out the first bytes of pieces."""
    for piece in pieces:
        yield piece[after:] if after else piece
        after = max(0, after - len(piece))
