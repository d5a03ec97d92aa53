"""A deposit becomes a public dataset: its description, its address, its state and the log in one transaction.

Search is told after the commit; `catalogue` does it again for what a killed process left out. Doing it twice changes nothing.
"""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from pysolr import SolrError

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.lib import search
from ckan.types import Context

from ckanext.datagrandest.quality import due, guard, registry
from ckanext.datagrandest.quality import store as verdicts
from ckanext.datagrandest.workspaces import audit
from ckanext.datagrandest.workspaces.depositing import known, naming, newer, prefill, receiving, states, store
from ckanext.datagrandest.workspaces.depositing.model import Deposit
from ckanext.datagrandest.workspaces.depositing.states import Stored

log = logging.getLogger(__name__)

_NOW = sa.func.clock_timestamp()


def publish(deposit: Deposit, user: str) -> str:
    """Publish a deposit that is locked and may be published; give the name of its dataset.

    Raises:
        ValidationError: something stands against it; nothing of it is kept.
    """
    found = known.of(deposit)
    refuse_obstacles(found)
    if deposit.replaces:
        return _as_new_version(deposit, user, found)
    deposit_id, dataset_id = deposit.id, str(deposit.dataset_id)
    context = receiving.as_platform(user)
    name = _name(str(found.metadata["title"]))
    deferred = Context({**context, "defer_commit": True, "return_id_only": True})
    dataset = {"id": dataset_id, "name": name, "private": False, **described(deposit, found)}
    tk.get_action("package_patch")(deferred, dataset)
    _declare(dataset_id)
    guard.settle(context, dataset_id)
    deposit.state, deposit.published_by, deposit.reason = Stored.PUBLISHED.value, _id(user), None
    deposit.published_at, deposit.proposals, deposit.preview = _NOW, None, None
    audit.record(
        "deposit-published", actor=user, subject=deposit_id, organization_id=deposit.organization_id,
        file=deposit.file_name, title=str(found.metadata["title"]),
    )  # fmt: skip
    ckan_model.Session.commit()
    catalogue(deposit_id)
    return name


def _as_new_version(deposit: Deposit, user: str, found: known.Known) -> str:
    deposit_id = deposit.id
    name = newer.publish(deposit, user, _schema(found))
    catalogue(deposit_id)
    return name


def refuse_obstacles(found: known.Known) -> None:
    """Refuse to publish what cannot be.

    Raises:
        ValidationError: with one sentence for each obstacle.
    """
    said = [tk._(states.OBSTACLES[one]) for one in states.obstacles(found.facts)]
    if said:
        raise tk.ValidationError({"state": said})


def described(deposit: Deposit, found: known.Known) -> dict[str, Any]:
    """Give the fields of the dataset and of its file, as they are published."""
    source = known.source_of(deposit, found.quality, found.privacy, found.preview)
    current = tk.get_action("resource_show")({"ignore_auth": True}, {"id": deposit.resource_id})
    return {**found.metadata, "resources": [{**current, **prefill.resource(source), **_schema(found)}]}


def catalogue(deposit_id: str) -> None:
    """Tell search of a published dataset, and note it; harmless when it knows. When it is down the recurring job does it."""
    deposit = store.find(deposit_id)
    if deposit is None or deposit.state != Stored.PUBLISHED.value:
        return
    dataset_id = str(deposit.dataset_id)
    try:
        search.rebuild(dataset_id)
    except (search.SearchError, search.SearchIndexError, SolrError, OSError):
        log.exception("Search was not told of the dataset %s: the recurring job does it", dataset_id)
        return
    store.write(deposit_id, {"catalogued_at": _NOW})
    ckan_model.Session.expire(deposit)


def sweep() -> int:
    """Tell search of the datasets whose publication was cut short; give how many."""
    left = store.uncatalogued()
    for deposit_id in left:
        catalogue(deposit_id)
    return len(left)


def _declare(dataset_id: str) -> None:
    """Let the verdict stand: the schema that was recognised is now the one that the file names, and nothing else changed."""
    for asked, _ in due.uncommitted(dataset_id):
        verdicts.declare(asked.id, asked.schema, asked.schema_version, asked.fingerprint)


def _schema(found: known.Known) -> dict[str, str]:
    """Name the schema that was recognised, so that the published file says which it follows."""
    schema = found.quality.get("schema") or {}
    if not schema.get("id") or schema["id"] not in registry.versions():
        return {}
    return {"schema": schema["id"], "schema_version": schema["version"]}


def _name(title: str) -> str:
    """Choose the dataset's address; no other publication chooses one until the commit."""
    key = sa.func.hashtextextended("dge_dataset_name", 0)
    ckan_model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    return naming.free(title, _is_taken)


def _is_taken(name: str) -> bool:
    package = ckan_model.Package
    return ckan_model.Session.scalar(sa.select(package.id).where(package.name == name)) is not None


def _id(user: str) -> str | None:
    found: Any = ckan_model.User.get(user)
    return found.id if found else None
