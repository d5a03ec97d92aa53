"""Brings the datasets of an export over: organisations, datasets, files, one dataset at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.datagrandest.importing import addresses, config, store
from ckanext.datagrandest.importing.datasets import Former, NotImportedError, read
from ckanext.datagrandest.importing.report import ADDED, KEPT, UNCHANGED, UPDATED, Report
from ckanext.datagrandest.messages import N_, Message
from ckanext.datagrandest.net.config import client_from_config
from ckanext.datagrandest.net.errors import OutboundError

REFUSED_HERE = N_("The catalogue refuses it: {reason}")
NO_ORGANIZATION = N_("It belongs to no organisation there: give the one that shall have it (--org).")
NOT_STORED = N_("The file could not be stored: {reason}")


@dataclass(frozen=True, slots=True)
class Choices:
    """How an import is made.

    Attributes:
        site: address of the former platform.
        with_files: fetch the files that are stored there.
        force: also write over what was changed here since.
        organization: name of the organisation of the datasets that have none.
    """

    site: str
    with_files: bool = True
    force: bool = False
    organization: str = ""


class Importer:
    """One import; `report` says what it did."""

    def __init__(self, choices: Choices) -> None:
        self.choices, self.report = choices, Report()
        self._client = client_from_config()
        self._hosts = {urlsplit(choices.site).hostname or ""} - {""}
        self._organizations: dict[str, str] = {}

    def run(self, entries: Iterable[Mapping[str, Any]]) -> Report:
        """Bring datasets over; one that fails does not stop the others."""
        for entry in entries:
            name = str(entry.get("name") or entry.get("id") or "?")
            try:
                self._one(read(entry, self.choices.site))
            except NotImportedError as error:
                self.report.refuse(name, error.message)
            except tk.ValidationError as error:
                model.Session.rollback()
                reason = "; ".join(f"{field} : {said}" for field, said in error.error_summary.items())
                self.report.refuse(name, Message(REFUSED_HERE, {"reason": reason}))
        return self.report

    def _one(self, former: Former) -> None:
        known, package = store.imported(former.id), model.Package.get(former.id)
        if known and package and not self.choices.force:
            if package.metadata_modified > known["modified"]:
                self.report.counts[KEPT] += 1
                return
            if known["content_hash"] == former.content_hash and package.state == "active":
                self.report.counts[UNCHANGED] += 1
                return
        self._write(former, package)
        if self.choices.with_files:
            self._fetch_files(former)
        self._note(former)

    def _write(self, former: Former, package: Any) -> None:
        dataset: dict[str, Any] = {**former.dataset, "owner_org": self._owner(former), "state": "active"}
        holder = model.Package.get(dataset["name"])
        if holder is not None and holder.id != former.id:
            dataset["name"] = f"{dataset['name'][:90]}-{former.id[:8].lower()}"
        if package is not None:
            stored = {one.id: one for one in package.resources if one.url_type == "upload"}
            dataset["resources"] = [_kept(one, stored.get(one.get("id", ""))) for one in dataset["resources"]]
        action = "package_create" if package is None else "package_update"
        tk.get_action(action)(_context(), dataset)
        self.report.counts[ADDED if package is None else UPDATED] += 1
        self.report.remarks += [(former.name, remark) for remark in former.remarks]
        if dataset["name"] != former.name:
            self.report.renamed.append((former.name, dataset["name"]))

    def _owner(self, former: Former) -> str:
        """Give the organisation here of a dataset's organisation there; create it when there is none of its name."""
        given = former.organization
        name = given.get("name") or self.choices.organization
        if not name:
            raise NotImportedError(Message(NO_ORGANIZATION))
        if name not in self._organizations:
            found = model.Group.get(given.get("id") or name) or model.Group.get(name)
            if found is None:
                found_id = tk.get_action("organization_create")(_context(), {key: value for key, value in given.items() if value} or {"name": name, "title": name})["id"]  # fmt: skip
                self.report.organizations.append(name)
            else:
                found_id = found.id
            self._organizations[name] = found_id
        return self._organizations[name]

    def _fetch_files(self, former: Former) -> None:
        for resource in former.dataset["resources"]:
            stored = resource.get("id") in former.uploads or addresses.is_on(resource["url"], self._hosts)
            if "id" in resource and stored and resource.get("kind", "download") == "download":
                self._fetch(former, resource)

    def _fetch(self, former: Former, resource: Mapping[str, Any]) -> None:
        limits = replace(self._client.limits, max_bytes=config.largest_file())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "file")
            try:
                self._client.download(resource["url"], path, limits=limits)
                _store(resource, path)
            except OutboundError as error:
                self.report.missing.append((former.name, resource["url"], error.message))
            except tk.ValidationError as error:
                reason = Message(NOT_STORED, {"reason": "; ".join(map(str, error.error_summary.values()))})
                self.report.missing.append((former.name, resource["url"], reason))
            else:
                self.report.fetched += 1

    def _note(self, former: Former) -> None:
        package: Any = model.Package.get(former.id)
        values = {"former_id": former.id, "former_name": former.name, "package_id": former.id}
        values |= {
            "content_hash": former.content_hash,
            "imported_at": datetime.now(UTC),
            "modified": package.metadata_modified,
        }
        store.write(values)


def _kept(resource: dict[str, Any], stored: Any) -> dict[str, Any]:
    """Keep the file of a resource that was brought over, until it is fetched again."""
    return {**resource, "url": stored.url, "url_type": "upload"} if stored else resource


def _store(resource: Mapping[str, Any], path: Path) -> None:
    name = addresses.file_name(resource["url"], resource)
    with path.open("rb") as stream:
        upload = FileStorage(stream=stream, filename=name, content_type=resource.get("mimetype") or None)
        tk.get_action("resource_patch")(_context(), {"id": resource["id"], "upload": upload, "url": name})


def _context() -> Any:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"user": user, "ignore_auth": True}
