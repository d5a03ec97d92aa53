"""The report on a file to take away: a page to print, CSV, JSON, the exchange formats, and the badge."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from flask import Response, request, send_file

from ckanext.datagrandest.messages import translator
from ckanext.datagrandest.quality import config
from ckanext.datagrandest.quality.explaining.badge import Verdict, badge
from ckanext.datagrandest.quality.formats import formatted
from ckanext.datagrandest.quality.model import INVALID, VALID
from ckanext.datagrandest.quality.privacy import store
from ckanext.datagrandest.quality.stored import report_of

BADGES = {VALID: Verdict.VALID, INVALID: Verdict.INVALID}


@dataclass(frozen=True, slots=True)
class Kind:
    """A format that a report is given in: its name in `formats.py`, its type, how the file's name begins and ends."""

    writer: str
    mimetype: str
    prefix: str
    suffix: str
    shown: bool = False


#: By the end of the address, after `…/qualite/`.
KINDS: Mapping[str, Kind] = {
    "rapport.html": Kind("html", "text/html", "rapport", ".html", shown=True),
    "erreurs.csv": Kind("csv", "text/csv", "erreurs", ".csv"),
    "rapport.json": Kind("json", "application/json", "rapport", ".json"),
    "rapport.frictionless.json": Kind("frictionless", "application/json", "rapport", ".frictionless.json"),
    "rapport.validata.json": Kind("validata", "application/json", "rapport", ".validata.json"),
}


def written(found: Mapping[str, Any], name: str) -> Response | None:
    """Give a report in the format of an address; None when there is no such format, or no report yet.

    Args:
        found: what `dge_quality_report_show` answers.
        name: one of `KINDS`.
    """
    kind, document = KINDS.get(name), found.get("report")
    if kind is None or not document:
        return None
    look = store.look_at(found["resource_id"], found["sha256"])
    report = report_of(document, (look or {}).get("header") or ())
    text = formatted(report, kind.writer, config.locale())
    content = text.encode() if isinstance(text, str) else text
    stem = PurePosixPath(report.file).stem or "fichier"
    response = send_file(
        io.BytesIO(content), mimetype=kind.mimetype, as_attachment=not kind.shown,
        download_name=f"{kind.prefix}-{stem}{kind.suffix}",
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-cache"
    return response


def drawn(found: Mapping[str, Any]) -> Response:
    """Give the badge of a verdict, to be asked again each time it is shown (`If-None-Match` costs nothing)."""
    response = Response(badge_of(found), content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def badge_of(verdict: Mapping[str, Any]) -> str:
    """Give the SVG of a verdict, in the site's language."""
    schema = verdict.get("schema") or {}
    name = f"{schema.get('id', '').rpartition('/')[2]} {schema.get('version', '')}".strip()
    return badge(BADGES.get(verdict["state"], Verdict.NOT_JUDGED), name, translator(config.locale()))
