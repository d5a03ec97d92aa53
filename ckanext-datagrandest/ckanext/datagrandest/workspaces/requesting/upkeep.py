"""What comes again and again: requests that nobody confirmed expire, personal data are erased when their time has come."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.jobs.schedule import Every
from ckanext.datagrandest.messages import N_
from ckanext.datagrandest.workspaces import audit, config
from ckanext.datagrandest.workspaces.requesting import store
from ckanext.datagrandest.workspaces.requesting.model import APPROVED, ENDED, EXPIRED, UNCONFIRMED, Request

#: What tells of a person.
PERSONAL = ("name", "email", "question", "answer", "reason", "link")


def tidy() -> dict[str, int]:
    """Let late requests expire, and erase the personal data of those that ended long enough ago; give the counts."""
    return {"expired": expire(), "erased": erase()}


def expire() -> int:
    """Let requests expire whose last link works no more; their personal data are erased at once.

    A request that the mail server kept from being confirmed waits for the team instead.
    """
    late = store.now() - timedelta(hours=config.confirmation_hours())
    query = (
        sa.select(Request)
        .where(Request.state == UNCONFIRMED, Request.mailed_at < late)
        .with_for_update(skip_locked=True)
    )
    found = list(ckan_model.Session.scalars(query))
    for request in found:
        store.move(request, EXPIRED)
        audit.record("request-expired", actor=None, subject=request.id)
        _erase(request)
    ckan_model.Session.commit()
    return len(found)


def erase() -> int:
    """Erase the personal data of requests that ended long enough ago; an approved one keeps its account's id."""
    old = store.now() - timedelta(days=config.erase_requests_after_days())
    query = sa.select(Request).where(Request.state.in_(ENDED), Request.erased_at.is_(None), Request.changed_at < old)
    found = list(ckan_model.Session.scalars(query.with_for_update(skip_locked=True)))
    for request in found:
        if request.state != APPROVED or request.invited_at is not None:
            _erase(request)
    ckan_model.Session.commit()
    return len(found)


def _erase(request: Request) -> None:
    for name in PERSONAL:
        setattr(request, name, None)
    request.erased_at = store.now()
    audit.record("request-erased", actor=None, subject=request.id)


RECURRING = [
    RecurringJob(
        "workspaces.requests",
        N_("Let requests for workspaces expire, and erase their personal data"),
        Every(timedelta(hours=1)),
        tidy,
    )
]
