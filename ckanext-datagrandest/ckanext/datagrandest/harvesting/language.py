"""CKAN speaks the user's language only inside a request; workers and commands have none."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import flask

from ckan.config import middleware


@contextmanager
def spoken() -> Generator[None]:
    """Have CKAN's own sentences (validation errors…) in the site's language, outside of requests too."""
    made = middleware._internal_test_request_context  # noqa: SLF001 - the only way to the application from a worker
    if flask.has_request_context() or made is None:
        yield
        return
    with made.app.test_request_context():
        yield
