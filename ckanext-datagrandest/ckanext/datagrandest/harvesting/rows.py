"""Rows of ckanext-harvest's tables. Its models carry no types, so they are `Any` here, in one place."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.harvest.model import HarvestJob, HarvestObject, HarvestSource


def job(job_id: Any) -> Any:
    """Give a harvest job, or `None`."""
    return HarvestJob.get(job_id)


def last_job(source_id: str, *statuses: str) -> Any:
    """Give the latest job of a source, among those of some statuses if any is given."""
    query = HarvestJob.filter(source_id=source_id)
    if statuses:
        query = query.filter(HarvestJob.status.in_(statuses))
    return query.order_by(HarvestJob.created.desc()).first()


def source(source_id: Any) -> Any:
    """Give a harvest source, or `None`."""
    return HarvestSource.get(source_id)


def source_at(url: str, **conditions: Any) -> Any:
    """Give the active source at an address, or `None`."""
    return HarvestSource.filter(url=url, active=True, **conditions).first()


def harvest_object(object_id: Any, attribute: str | None = None) -> Any:
    """Give a harvest object, or `None`."""
    return HarvestObject.get(object_id, attr=attribute)


def engine() -> Any:
    """Give CKAN's database engine."""
    return model.meta.engine


def site_context() -> Any:
    """Give the context of what the platform does by itself."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return {"user": user, "ignore_auth": True}
