"""Which resources are to be judged: those whose file, schema or checker is not the one of their latest verdict.

One rule serves all occasions: after an edit it is asked of a dataset's resources, by the recurring job of all of them (so
that harvested and mass-loaded ones, which pass no hook, are found as well).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality import config, registry
from ckanext.datagrandest.quality.declared import declared
from ckanext.datagrandest.quality.model import NOT_JUDGED, Verdict
from ckanext.datagrandest.quality.worker import CHECKER

FORMATS = frozenset({"csv", "tsv", "xlsx", "xls", "ods"})
_NO_FILES = frozenset({"service", "api", "page", "documentation"})
UPLOAD = "upload"
_PAGE = 1000
_RETRY_DAYS = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A resource that may be judged, as its row says it is now."""

    id: str
    package_id: str
    url: str
    name: str
    is_upload: bool
    schema: str
    schema_version: str
    fingerprint: str


def judgeable(resource_id: str) -> Asked | None:
    """Give a resource that may be judged; None when it is gone, or is no table."""
    for asked, _ in _candidates(ckan_model.Resource.id == resource_id):
        return asked
    return None


def due(package_ids: Collection[str] | None = None) -> Iterator[Asked]:
    """Yield the resources that are to be judged, among those of some datasets or of all."""
    some = sa.true() if package_ids is None else ckan_model.Package.id.in_(package_ids)
    for asked, verdict in _candidates(some):
        changed = verdict["fingerprint"] != asked.fingerprint
        if changed or _has_a_newer_schema(asked, verdict) or _is_to_be_looked_at_again(asked, verdict):
            yield asked


def _has_a_newer_schema(asked: Asked, verdict: Mapping[str, Any]) -> bool:
    """Tell whether the schema of a verdict has got a newer version since, and nobody asked for the old one."""
    wanted = declared(asked.schema, asked.schema_version)
    known = registry.versions().get(verdict["schema_id"])
    return bool(known) and not (wanted and wanted.version) and verdict["schema_version"] != known[-1]


def _is_to_be_looked_at_again(asked: Asked, verdict: Mapping[str, Any]) -> bool:
    """Tell whether a file elsewhere may have changed unseen, or its server come back."""
    days = _RETRY_DAYS if verdict["state"] == NOT_JUDGED else config.recheck_days()
    return not asked.is_upload and datetime.now(UTC) - verdict["judged_at"] > timedelta(days=days)


def _candidates(some: sa.ColumnElement[bool]) -> Iterator[tuple[Asked, Mapping[Any, Any]]]:
    resource, package = ckan_model.Resource, ckan_model.Package
    newest = (
        sa.select(Verdict.fingerprint, Verdict.schema_id, Verdict.schema_version, Verdict.state, Verdict.judged_at)
        .where(Verdict.resource_id == resource.id)
        .order_by(Verdict.judged_at.desc())
        .limit(1)
        .lateral()
    )
    columns: tuple[Any, ...] = (
        resource.id,
        resource.package_id,
        resource.url,
        resource.url_type,
        resource.format,
        resource.extras,
    )
    statement = (
        sa.select(*columns, resource.last_modified, *newest.c)
        .join(package, package.id == resource.package_id)
        .join(newest, sa.true(), isouter=True)
        .where(resource.state == "active", package.state.in_(("active", "draft")), package.type == "dataset", some)
    )
    with transaction() as connection:
        for row in connection.execution_options(yield_per=_PAGE).execute(statement).mappings():
            asked = _asked(row)
            if asked is not None:
                yield asked, row


def _asked(row: Mapping[Any, Any]) -> Asked | None:
    extras, url = row["extras"] or {}, row["url"] or ""
    path = PurePosixPath(urlsplit(url).path)
    formats = {(row["format"] or "").strip().lower(), path.suffix.lower().removeprefix(".")}
    is_upload = row["url_type"] == UPLOAD
    is_file = is_upload or url.startswith(("http://", "https://"))
    if not is_file or not formats & FORMATS or extras.get("kind") in _NO_FILES:
        return None
    schema, version = str(extras.get("schema") or ""), str(extras.get("schema_version") or "")
    moments = [str(row["last_modified"] or ""), str(extras.get("modified") or "") if not is_upload else ""]
    asked = json.dumps([url, row["url_type"] or "", *moments, schema, version, CHECKER])
    fingerprint = hashlib.sha256(asked.encode()).hexdigest()
    return Asked(row["id"], row["package_id"], url, path.name, is_upload, schema, version, fingerprint)


def own_siret(package_id: str) -> str | None:
    """Give the SIRET of the organisation that publishes a dataset: the proof of one that a spreadsheet shortened."""
    package = ckan_model.Session.get(ckan_model.Package, package_id)
    organization: Any = (
        ckan_model.Session.get(ckan_model.Group, package.owner_org) if package and package.owner_org else None
    )
    return (organization.extras.get("siret") or None) if organization else None
