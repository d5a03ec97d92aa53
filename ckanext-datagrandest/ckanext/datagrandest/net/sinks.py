"""What becomes of the body of an answer: kept in memory, written to a file, or left unread."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from urllib3 import BaseHTTPResponse

from ckanext.datagrandest.net.redirects import Request
from ckanext.datagrandest.net.response import Download, Response

Result = TypeVar("Result")
#: The open answer, and its body judged and unpacked → what the caller gets.
Sink = Callable[[Request, BaseHTTPResponse, Iterator[bytes]], Result]


class FileSink:
    """Writes a body beside its place, then moves it there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, request: Request, raw: BaseHTTPResponse, body: Iterator[bytes]) -> Download:
        """Write the body; nothing is left at the place when that fails."""
        part = self._path.with_name(f"{self._path.name}.part")
        digest, size = hashlib.sha256(), 0
        try:
            with part.open("wb") as file:
                for piece in body:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
            part.replace(self._path)
        finally:
            part.unlink(missing_ok=True)
        return Download(request.target.url, self._path, raw.headers, size, digest.hexdigest())


def whole(request: Request, raw: BaseHTTPResponse, body: Iterator[bytes]) -> Response:
    """Keep a body in memory."""
    return Response(request.target.url, raw.status, raw.headers, b"".join(body))


def unread(request: Request, raw: BaseHTTPResponse, body: Iterator[bytes]) -> Response:
    """Leave a body where it is, and the connection with it."""
    raw.close()
    return Response(request.target.url, raw.status, raw.headers, b"")
