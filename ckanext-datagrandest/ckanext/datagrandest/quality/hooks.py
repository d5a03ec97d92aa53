"""When resources change through CKAN's actions: they are looked at once the change is committed."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session

from ckan import model as ckan_model

from ckanext.datagrandest.quality import tasks

_CHANGED = "dge_quality_changed"


def listen() -> None:
    """Look at noted datasets after each commit of CKAN's session; calling it again changes nothing."""
    if not event.contains(ckan_model.Session, "after_commit", _after_commit):
        event.listen(ckan_model.Session, "after_commit", _after_commit)


def note(package_id: str) -> None:
    """Remember a dataset until the commit: CKAN's hooks come before it, and a job may start at once."""
    ckan_model.Session().info.setdefault(_CHANGED, set()).add(package_id)


def _after_commit(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_CHANGED):
        return
    tasks.ask_due(session.info.pop(_CHANGED))
