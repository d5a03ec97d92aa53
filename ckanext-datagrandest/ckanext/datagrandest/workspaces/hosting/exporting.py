"""Everything of a workspace in one zip: metadata, files, the files that were replaced, the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.quality import config as quality_config
from ckanext.datagrandest.quality import originals
from ckanext.datagrandest.spreadsheets import french_csv, inert
from ckanext.datagrandest.storage import uploads
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.hosting.model import CURRENT, KeptFile
from ckanext.datagrandest.workspaces.hosting.shown import shown
from ckanext.datagrandest.workspaces.hosting.zipping import Entry
from ckanext.datagrandest.workspaces.members.watching import said
from ckanext.datagrandest.workspaces.model import Event, Workspace

README = N_(
    "Everything that the workspace {title} had on {date}.\n\n"
    "espace.json: the workspace, its limits and its state.\n"
    "journal.csv: what was done in it, by whom and when.\n"
    "jeux/…/metadonnees.json: the description of a dataset, as CKAN's API gives it.\n"
    "jeux/…/dcat.ttl: the same as DCAT-AP, which other portals read.\n"
    "jeux/…/fichiers/: its files.\n"
    "jeux/…/originaux/: the files that repairs or new versions replaced, by their SHA-256.\n"
    "manquants.txt, if it is there: the files that were not in the storage.\n"
)
_PAGE = 500
_MARK = b"\xef\xbb\xbf"
HEADER = (N_("Day and hour"), N_("Who"), N_("What was done"))


def entries(workspace: Workspace) -> Iterator[Entry]:
    """Give the files of the export, each made when its turn comes; what is missing is named at the end."""
    told, missing = shown(workspace), list[str]()
    now = datetime.now(UTC)
    readme = tk._(README).format(title=told["title"], date=now.strftime("%d/%m/%Y"))
    yield Entry("LISEZ-MOI.txt", [readme.encode()], now)
    yield Entry("espace.json", [_json(told)], now)
    yield Entry("journal.csv", _journal(workspace.organization_id), now)
    for identifier in _datasets(workspace.organization_id):
        yield from _dataset(identifier, now, missing)
    if missing:
        yield Entry("manquants.txt", ["\n".join(missing).encode()], now)


def _datasets(organization_id: str) -> list[str]:
    package: Any = ckan_model.Package
    living = (package.owner_org == organization_id, package.state != "deleted", package.type == "dataset")
    return list(ckan_model.Session.scalars(sa.select(package.id).where(*living).order_by(package.name)))


def _dataset(identifier: str, now: datetime, missing: list[str]) -> Iterator[Entry]:
    dataset = tk.get_action("package_show")(_context(), {"id": identifier})
    folder = f"jeux/{dataset['name']}"
    yield Entry(f"{folder}/metadonnees.json", [_json(dataset)], now)
    turtle = tk.get_action("dcat_dataset_show")(_context(), {"id": identifier, "format": "ttl"})
    yield Entry(f"{folder}/dcat.ttl", [turtle if isinstance(turtle, bytes) else str(turtle).encode()], now)
    for place, resource in enumerate(dataset["resources"], start=1):
        if resource.get("url_type") == "upload":
            name = f"{folder}/fichiers/{place:02}-{PurePosixPath(resource['url']).name}"
            yield from _file(name, resource["id"], now, missing)
    for sha256 in _former(identifier):
        yield from _original(f"{folder}/originaux/{sha256}", sha256, now, missing)


def _file(name: str, resource_id: str, now: datetime, missing: list[str]) -> Iterator[Entry]:
    try:
        chunks = uploads.chunks(resource_id)
    except uploads.NoUploadError:
        missing.append(name)
    else:
        yield Entry(name, chunks, now)


def _original(name: str, sha256: str, now: datetime, missing: list[str]) -> Iterator[Entry]:
    try:
        chunks = originals.chunks(quality_config.originals(), sha256)
    except originals.LostError:
        missing.append(name)
    else:
        yield Entry(name, chunks, now)


def _former(package_id: str) -> list[str]:
    query = sa.select(KeptFile.sha256).where(KeptFile.package_id == package_id, KeptFile.sha256 != CURRENT)
    return sorted(set(ckan_model.Session.scalars(query)))


def _journal(organization_id: str) -> Iterator[bytes]:
    """Give the log as a table, the latest first; a page of it is in memory at a time."""
    yield french_csv([tk._(name) for name in HEADER], [])
    before: int | None = None
    while events := audit.events(organization_id, _PAGE, before):
        yield french_csv(_told(events[0]), [_told(event) for event in events[1:]]).removeprefix(_MARK)
        before = events[-1].id


def _told(event: Event) -> list[str]:
    return [inert(one) for one in (event.at.isoformat(timespec="seconds"), event.actor_name, said(event).render(tk._))]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str).encode()


def _context() -> Context:
    """Give the context of a reader of drafts and private datasets: who may export was asked before."""
    return Context(ignore_auth=True, user="")
