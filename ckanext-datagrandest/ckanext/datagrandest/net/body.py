"""Reading a body within limits: bytes on the wire, bytes unpacked, honest lengths and endings."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from urllib3 import BaseHTTPResponse

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.net.errors import Interrupted, TooLarge, UnreadableContent
from ckanext.datagrandest.net.limits import Limits, shown_megabytes

#: What we ask for. Other encodings are refused: their decoders do not bound their output.
ACCEPT_ENCODING = "gzip, deflate"
_PIECE = 64 * 1024
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_RAW_DEFLATE = -zlib.MAX_WBITS


def read_body(raw: BaseHTTPResponse, limits: Limits, host: str) -> Iterator[bytes]:
    """Yield the unpacked body piece by piece.

    Raises:
        TooLarge: the body passes a limit; what follows is not read.
        UnreadableContent: the body is packed in an unknown or broken way.
        Interrupted: the packed stream ends before its end.
    """
    announced = raw.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > limits.max_bytes:
        raise _too_large(host, limits.max_bytes)
    pieces = _wire(raw, limits, host)
    size = 0
    for piece in _unpack(pieces, raw.headers.get("Content-Encoding", ""), host):
        size += len(piece)
        if size > limits.max_decompressed_bytes:
            raise _too_large(host, limits.max_decompressed_bytes)
        yield piece


def _wire(raw: BaseHTTPResponse, limits: Limits, host: str) -> Iterator[bytes]:
    """Yield bytes as they arrive, up to the limit."""
    size = 0
    while piece := raw.read1(_PIECE, decode_content=False):
        size += len(piece)
        if size > limits.max_bytes:
            raise _too_large(host, limits.max_bytes)
        yield piece


def _unpack(pieces: Iterator[bytes], encoding: str, host: str) -> Iterator[bytes]:
    """Undo the `Content-Encoding`, never giving more than a piece at once."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from pieces
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise UnreadableContent(
            N_("{host} sends its answer packed in a way that was not asked for. Tell those who run it."), host=host
        )
    unpacker = _Unpacker(host)
    for piece in pieces:
        yield from unpacker.feed(piece)
    if not unpacker.complete:
        raise Interrupted(N_("The answer of {host} broke off before its end. Try again later."), host=host)


class _Unpacker:
    """Gzip (also several members), zlib or raw deflate, with bounded output."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._inner = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._started = False
        self.complete = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` unpacks to, in pieces."""
        while data:
            if self._inner.eof:
                if not data.strip(b"\0"):
                    return  # padding after the last member
                self._inner = zlib.decompressobj(_GZIP_OR_ZLIB)
            piece = self._decompress(data)
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            self.complete = self._inner.eof
            if piece:
                yield piece

    def _decompress(self, data: bytes) -> bytes:
        """Unpack one piece; the first may turn out to be raw deflate, as some servers send it."""
        first, self._started = not self._started, True
        try:
            return self._inner.decompress(data, _PIECE)
        except zlib.error:
            if not first:
                raise self._broken() from None
        self._inner = zlib.decompressobj(_RAW_DEFLATE)
        try:
            return self._inner.decompress(data, _PIECE)
        except zlib.error:
            raise self._broken() from None

    def _broken(self) -> UnreadableContent:
        return UnreadableContent(
            N_("The answer of {host} is damaged: it cannot be unpacked. Tell those who run it."), host=self._host
        )


def _too_large(host: str, limit: int) -> TooLarge:
    """Say which limit was passed, in megabytes."""
    return TooLarge(
        N_("The answer of {host} is larger than {limit} MB. Publish it in several parts, or ask the platform's team."),
        host=host,
        limit=shown_megabytes(limit),
    )
