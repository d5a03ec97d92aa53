"""A zip that is written while it is sent: neither a file nor all of it in memory; pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

#: A zip's clock begins in 1980.
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a zip.

    Attributes:
        name: path in the zip, with `/`.
        chunks: its bytes.
        modified: when it was last changed.
    """

    name: str
    chunks: Iterable[bytes]
    modified: datetime = field(default=_EARLIEST)


class _Sink(io.RawIOBase):
    """Takes what `zipfile` writes; it is handed on as soon as it is there."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Give what was written since."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def stream(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Give the bytes of a zip of entries, each asked for when its turn comes.

    Yields:
        Pieces that follow each other; never an empty one.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry.name, max(entry.modified, _EARLIEST).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as target:
                for chunk in entry.chunks:
                    target.write(chunk)
                    if piece := sink.taken():
                        yield piece
    if piece := sink.taken():
        yield piece
