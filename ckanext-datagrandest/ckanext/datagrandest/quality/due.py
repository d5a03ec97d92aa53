"""Which resources are to be judged: whose file, schema, checker or organisation is not that of their latest verdict.

One rule serves all occasions: after an edit it is asked of a dataset's resources, by the recurring job of all of them (so
that harvested and mass-loaded ones, which pass no hook, are found as well).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.store import transaction
from ckanext.datagrandest.quality import config, registry
from ckanext.datagrandest.quality.declared import declared, wanted_of
from ckanext.datagrandest.quality.model import NOT_JUDGED, Verdict
from ckanext.datagrandest.quality.privacy.model import Choice
from ckanext.datagrandest.quality.worker import CHECKER

FORMATS = frozenset({"csv", "tsv", "xlsx", "xls", "ods"})
_NO_FILES = frozenset({"service", "api", "page", "documentation"})
UPLOAD = "upload"
#: Fields of an organisation that the verdicts on its files depend on.
_OWNER = ("siret", "territories")
_PAGE = 1000
_RETRY_DAYS = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A resource that may be judged, as its row says it is now.

    Attributes:
        fingerprint: of all that its verdict depends on.
        content: of its file alone, whatever schema it is held against.
        choices: what its producer corrected of how the file of SHA-256 `choices_sha256` is read.
    """

    id: str
    package_id: str
    url: str
    name: str
    is_upload: bool
    schema: str
    schema_version: str
    fingerprint: str
    content: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict[str, Any])
    choices_sha256: str = ""


def judgeable(resource_id: str) -> Asked | None:
    """Give a resource that may be judged; None when it is gone, or is no table."""
    for asked, _ in candidates(ckan_model.Resource.id == resource_id):
        return asked
    return None


def due(package_ids: Collection[str] | None = None) -> Iterator[Asked]:
    """Yield the resources that are to be judged, among those of some datasets or of all."""
    some = sa.true() if package_ids is None else ckan_model.Package.id.in_(package_ids)
    for asked, verdict in candidates(some):
        changed = verdict["fingerprint"] != asked.fingerprint or not verdict["told"]
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


def candidates(some: sa.ColumnElement[bool]) -> Iterator[tuple[Asked, Mapping[Any, Any]]]:
    """Yield the resources that may be judged, with what is known of their latest verdict, as committed."""
    with transaction() as connection:
        yield from _tables(connection.execution_options(yield_per=_PAGE).execute(_statement(some)).mappings())


def uncommitted(package_id: str) -> list[tuple[Asked, Mapping[Any, Any]]]:
    """Give the resources of a dataset that may be judged as they are in CKAN's session, before its commit."""
    statement = _statement(ckan_model.Package.id == package_id)
    return list(_tables(ckan_model.Session.execute(statement).mappings()))


def _tables(rows: Iterable[Mapping[Any, Any]]) -> Iterator[tuple[Asked, Mapping[Any, Any]]]:
    for row in rows:
        asked = _asked(row)
        if asked is not None:
            yield asked, row


def _statement(some: sa.ColumnElement[bool]) -> sa.Select[Any]:
    resource, package = ckan_model.Resource, ckan_model.Package
    newest = (
        sa.select(
            Verdict.fingerprint, Verdict.schema_id, Verdict.schema_version, Verdict.state, Verdict.judged_at,
            Verdict.sha256, Verdict.reason, Verdict.told,
        )
        .where(Verdict.resource_id == resource.id)
        .order_by(Verdict.judged_at.desc())
        .limit(1)
        .lateral()
    )  # fmt: skip
    columns: tuple[Any, ...] = (
        resource.id, resource.package_id, resource.url, resource.url_type, resource.format, resource.extras,
        resource.name, resource.last_modified, Choice.choices, Choice.sha256.label("choices_sha256"),
    )  # fmt: skip
    return (
        sa.select(*columns, *_of_owner(), *newest.c)
        .join(package, package.id == resource.package_id)
        .join(newest, sa.true(), isouter=True)
        .join(Choice, Choice.resource_id == resource.id, isouter=True)
        .where(resource.state == "active", package.state.in_(("active", "draft")), package.type == "dataset", some)
    )


def _of_owner() -> list[sa.ColumnElement[str]]:
    """Select what the verdict on a file owes to the organisation: the number that proves repairs, the place of its rows."""
    owner: Any = ckan_model.Group
    return [
        sa.select(owner.extras[name].astext)
        .where(owner.id == ckan_model.Package.owner_org)
        .scalar_subquery()
        .label(f"owner_{name}")
        for name in _OWNER
    ]


def _asked(row: Mapping[Any, Any]) -> Asked | None:
    extras, url = row["extras"] or {}, row["url"] or ""
    path = PurePosixPath(urlsplit(url).path)
    formats = {(row["format"] or "").strip().lower(), path.suffix.lower().removeprefix(".")}
    is_upload = row["url_type"] == UPLOAD
    is_file = is_upload or url.startswith(("http://", "https://"))
    if not is_file or not formats & FORMATS or extras.get("kind") in _NO_FILES:
        return None
    schema, version = wanted_of(extras)
    moments = [str(row["last_modified"] or ""), str(extras.get("modified") or "") if not is_upload else ""]
    choices = dict(row["choices"] or {})
    chosen = [json.dumps(choices, sort_keys=True), row["choices_sha256"]] if choices else []
    owner = [f"{name}={row[f'owner_{name}']}" for name in _OWNER if row[f"owner_{name}"] not in {None, "", "[]"}]
    content = [url, row["url_type"] or "", *moments]
    return Asked(
        row["id"], row["package_id"], url, path.name, is_upload, schema, version,
        _digest([*content, schema, version, CHECKER, *chosen, *owner]), _digest(content), choices, row["choices_sha256"] or "",
    )  # fmt: skip


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def own_siret(package_id: str) -> str | None:
    """Give the SIRET of the organisation that publishes a dataset: the proof of one that a spreadsheet shortened."""
    package = ckan_model.Session.get(ckan_model.Package, package_id)
    organization: Any = (
        ckan_model.Session.get(ckan_model.Group, package.owner_org) if package and package.owner_org else None
    )
    return (organization.extras.get("siret") or None) if organization else None
