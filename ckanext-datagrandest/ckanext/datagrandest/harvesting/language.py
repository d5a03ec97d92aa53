"""CKAN speaks the user's language only inside a request; workers and commands have none."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import flask

import ckan.plugins.toolkit as tk
from ckan.config import middleware


def current() -> str:
    """Give the language that is spoken now: the reader's inside a request, else the site's."""
    said = flask.request.environ.get("CKAN_LANG") if flask.has_request_context() else None
    return str(said or tk.config["ckan.locale_default"])


@contextmanager
def spoken(locale: str = "") -> Generator[None]:
    """Have CKAN's own sentences (validation errors…) in a language, the site's by default, outside of requests too."""
    made = middleware._internal_test_request_context  # noqa: SLF001 - the only way to the application from a worker
    if flask.has_request_context() or made is None:
        yield
        return
    with made.app.test_request_context(environ_overrides={"CKAN_LANG": locale} if locale else None):
        yield
