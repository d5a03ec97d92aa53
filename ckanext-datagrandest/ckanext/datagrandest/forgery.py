"""The token against forged requests is asked of everybody who is logged in by a cookie, for as long as the process lives.

CKAN 2.12 asks no token of a request that carries an API token or nobody's cookie: there is no session to abuse. But
it says so by exempting the *view* (`csrf.exempt` in `set_controller_and_action`), in a set that lasts as long as the process: once
anybody has come to a form without logging in, nobody's requests to it are protected any more. Here such an exemption ends
with its request.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import has_request_context, request

from ckan.config.middleware.flask_app import csrf

_NOTE = "dge.csrf_exempt"


class Exemptions(set[str]):
    """Names of views that ask no token: those exempted when the application was made, and that of the present request."""

    def add(self, name: str) -> None:
        """Exempt a view; during a request, for this request only."""
        if has_request_context():
            request.environ[_NOTE] = name
        else:
            super().add(name)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (has_request_context() and request.environ.get(_NOTE) == name)


def end_exemptions_with_their_request(protection: Any = csrf) -> None:
    """Replace the set of exempted views by one that forgets; calling it again changes nothing."""
    names: Iterable[str] = protection._exempt_views  # noqa: SLF001 - Flask-WTF has no other door
    if not isinstance(names, Exemptions):
        protection._exempt_views = Exemptions(names)  # noqa: SLF001
