"""Requests whose body is too large are refused before it is read, also those that do not tell how large it is."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.exceptions import RequestEntityTooLarge

from ckanext.datagrandest.messages import N_, Message, translator
from ckanext.datagrandest.workspaces.hosting.sizes import size

TOO_LARGE = N_(
    "What you send is larger than the {limit} that are taken. Nothing of it is kept: split the file, then send it again."
)
TITLE = N_("Too large")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_NO_BODY = "0"
#: Room for the fields beside the file.
_FORM_MB = 2


def bounded(app: Any, config: Mapping[str, Any]) -> Any:
    """Have a Flask application refuse bodies larger than the largest file that CKAN takes, with its form."""
    limit = (int(config["ckan.max_resource_size"]) + _FORM_MB) << 20
    app.wsgi_app = BoundedBodies(app.wsgi_app, limit, str(config["ckan.locale_default"]))
    return app


class BoundedBodies:
    """A WSGI application before another one.

    Args:
        application: the one that is protected.
        limit: bytes of the largest body.
        locale: of the sentence that refuses.
    """

    def __init__(self, application: Application, limit: int, locale: str) -> None:
        self._application, self._limit = application, limit
        self._sentence = Message(TOO_LARGE, {"limit": size(limit)}).render(translator(locale))
        self._title = translator(locale)(TITLE)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer 413 to a body that says that it is too large; stop reading one that turns out to be."""
        told = str(environ.get("CONTENT_LENGTH") or _NO_BODY)
        if told.isdigit() and int(told) > self._limit:
            return self._refuse(environ, start_response)
        if told == _NO_BODY and environ.get("wsgi.input") is not None:
            body = environ["wsgi.input"] = _Bounded(environ["wsgi.input"], self._limit)
            return self._watched(body, environ, start_response)
        return self._application(environ, start_response)

    def _watched(self, body: _Bounded, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Let the application answer, and take its word back when it read too much before its first byte."""
        begun: list[tuple[Any, ...]] = []

        def begin(*words: Any) -> Callable[[bytes], Any]:
            if body.is_over:
                begun.append(words)
                return lambda _data: None
            return start_response(*words)

        answer = self._application(environ, begin)
        if not begun:
            return answer
        getattr(answer, "close", lambda: None)()
        return self._refuse(environ, start_response)

    def _refuse(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if str(environ.get("PATH_INFO", "")).startswith("/api/"):
            told = {"success": False, "error": {"__type": "Request Entity Too Large", "message": self._sentence}}
            content, kind = json.dumps(told, ensure_ascii=False).encode(), "application/json"
        else:
            sentence, title = html.escape(self._sentence), html.escape(self._title)
            page = f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{title}</title></head>'
            content, kind = f"{page}<body><h1>{title}</h1><p>{sentence}</p></body></html>".encode(), "text/html"
        headers = [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("Content-Length", str(len(content))),
            ("Connection", "close"),
        ]
        start_response("413 Request Entity Too Large", headers)
        return [content]


class _Bounded:
    """A body of unknown length that is read up to a limit."""

    def __init__(self, stream: Any, limit: int) -> None:
        self._stream, self._left, self.is_over = stream, limit, False

    def read(self, count: int = -1) -> bytes:
        return self._counted(self._stream.read(self._left + 1 if count < 0 else count))

    def readline(self, *count: int) -> bytes:
        return self._counted(self._stream.readline(*(count or (self._left + 1,))))

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def __iter__(self) -> Iterable[bytes]:
        return iter(self.readline, b"")

    def _counted(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            self.is_over = True
            raise RequestEntityTooLarge
        return data
