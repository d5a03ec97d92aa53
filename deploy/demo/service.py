"""Serve a loaded holding over CSW 2.0.2 and 3.0 with pycsw, behind waitress."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import holding
import waitress
from pycsw import server

MAX_RECORDS = 100
IDENTIFICATION = {
    "identification_title": "Catalogue de démonstration",
    "identification_abstract": "Fiches de démonstration servies par pycsw",
    "identification_keywords": "catalogue,démonstration",
    "identification_keywords_type": "theme",
    "identification_fees": "None",
    "identification_accessconstraints": "None",
}
# pycsw answers 500 to GetCapabilities when one of these is missing.
PROVIDER = {
    "provider_name": "Démonstration",
    "provider_url": "https://geo.example.org/",
    "contact_name": "Service de démonstration",
    "contact_position": "Service",
    "contact_address": "1 place de la Démonstration",
    "contact_city": "Strasbourg",
    "contact_stateorprovince": "Grand Est",
    "contact_postalcode": "67000",
    "contact_country": "France",
    "contact_phone": "+33 0 00 00 00 00",
    "contact_fax": "+33 0 00 00 00 00",
    "contact_email": "demonstration@example.org",
    "contact_url": "https://geo.example.org/",
    "contact_hours": "8-18",
    "contact_instructions": "Par courriel",
    "contact_role": "pointOfContact",
}
INSPIRE = {
    "enabled": "false",
    "languages_supported": "fre",
    "default_language": "fre",
    "date": "2026-01-01",
    "gemet_keywords": "Utility and governmental services",
    "conformity_service": "notEvaluated",
    "contact_name": "Service de démonstration",
    "contact_email": "demonstration@example.org",
    "temp_extent": "2026-01-01/2026-12-31",
}


def configuration(state: Path, url: str) -> dict[str, dict[str, str]]:
    """Give pycsw's configuration for a state folder served at an address."""
    return {
        "server": {
            "home": ".",
            "url": url,
            "mimetype": "application/xml; charset=UTF-8",
            "encoding": "UTF-8",
            "language": "fr-FR",
            "maxrecords": str(MAX_RECORDS),
            "loglevel": "ERROR",
            "logfile": str(state / "pycsw.log"),  # pycsw fails on a level without a file
            "pretty_print": "false",
            "profiles": "apiso",
        },
        "manager": {"transactions": "false", "allowed_ips": "127.0.0.1"},
        "metadata:main": IDENTIFICATION | PROVIDER,
        "metadata:inspire": INSPIRE,
        "repository": {"database": holding.database_url(state), "table": holding.TABLE},
    }


def application(state: Path, url: str) -> Callable[..., Iterable[bytes]]:
    """Give the WSGI application of a state folder."""
    settings = configuration(state, url)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.setdefault("QUERY_STRING", "")
        environ["local.app_root"] = str(state)
        csw = server.Csw(settings, environ)
        status, content = csw.dispatch_wsgi()
        start_response(status, [("Content-Length", str(len(content))), ("Content-Type", str(csw.contenttype))])
        return [content]

    return answer


def serve(state: Path, host: str, port: int) -> None:
    """Serve until terminated. One thread: pycsw keeps some of its state in module globals."""
    print(f"csw: serving {state} at http://{host}:{port}/csw", flush=True)
    waitress.serve(application(state, f"http://{host}:{port}/csw"), host=host, port=port, threads=1, ident=None)
