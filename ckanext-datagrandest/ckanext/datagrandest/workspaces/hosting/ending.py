"""What comes again and again: reminders of closed workspaces, their removal, and the bin."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model as ckan_model
from ckan.types import Context

from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Daily, Every
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit, config
from ckanext.datagrandest.workspaces.hosting import bins, sentences, telling
from ckanext.datagrandest.workspaces.hosting.calendar import Due, due, removal
from ckanext.datagrandest.workspaces.model import CLOSED, Workspace


def remind_and_remove() -> dict[str, int]:
    """Remind the people of closed workspaces, and remove those whose last reminder is long enough ago."""
    done = {Due.REMIND: 0, Due.REMOVE: 0}
    query = sa.select(Workspace.organization_id).where(Workspace.state == CLOSED, Workspace.remove_after.is_not(None))
    for organization_id in ckan_model.Session.scalars(query).all():
        what = _look(organization_id)
        if what in done:
            done[what] += 1
    return {"reminded": done[Due.REMIND], "removed": done[Due.REMOVE]}


def _look(organization_id: str) -> Due:
    """Do what is due for one workspace; its row is held, so that nobody opens it again meanwhile unseen."""
    row = sa.select(Workspace).where(Workspace.organization_id == organization_id).with_for_update()
    workspace = ckan_model.Session.scalars(row.execution_options(populate_existing=True)).one()
    if workspace.state != CLOSED or workspace.remove_after is None:
        ckan_model.Session.commit()
        return Due.NOTHING
    now = datetime.now(UTC)
    what = due(now, workspace.remove_after, workspace.reminded_at, config.reminder_days())
    if what is Due.REMIND and not _remind(workspace, now):
        what = Due.NOTHING
    if what is Due.REMOVE:
        _remove(workspace)
    ckan_model.Session.commit()
    return what


def _remind(workspace: Workspace, now: datetime) -> bool:
    """Tell the people; a reminder that no mail server took is none, and comes again."""
    when = removal(now, workspace.remove_after, None, config.reminder_days())
    people = telling.reminded(workspace, when)
    if people:
        workspace.reminded_at, workspace.remove_after = now, when
        told: dict[str, Any] = {"people": people, "date": telling.day(when)}
        audit.record(sentences.REMINDED, actor=None, organization_id=workspace.organization_id, **told)
    return bool(people)


def _remove(workspace: Workspace) -> None:
    """Delete the datasets and remove the files; cut short, it begins again where it was, since the day stays."""
    organization_id = workspace.organization_id
    package: Any = ckan_model.Package
    query = sa.select(package.id).where(package.owner_org == organization_id, package.state != "deleted")
    datasets = list(ckan_model.Session.scalars(query))
    user = tk.get_action("get_site_user")(Context(ignore_auth=True), {})["name"]
    for identifier in datasets:
        tk.get_action("package_delete")(Context(ignore_auth=True, user=user), {"id": identifier})
    files = bins.remove_all(organization_id)
    ckan_model.Session.get_one(Workspace, organization_id).remove_after = None
    told: dict[str, Any] = {"files": files, "datasets": len(datasets)}
    audit.record(sentences.REMOVED, actor=None, organization_id=organization_id, **told)


RECURRING = [
    RecurringJob(
        "workspaces.ending", N_("Remind and remove closed workspaces"), Every(timedelta(hours=1)), remind_and_remove,
        timeout=3600,
    ),
    RecurringJob(
        "workspaces.bin", N_("Remove files that were deleted long ago"), Daily(time(2, 40)), bins.sweep, timeout=3600,
    ),
]  # fmt: skip
