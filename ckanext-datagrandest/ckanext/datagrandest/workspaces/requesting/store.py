"""Rows of requests, read and added in the session of the request; the caller commits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.workspaces.requesting.model import OPEN, UNCONFIRMED, Request


def add(territory: str, siret: str, name: str, email: str) -> Request:
    """Add a request whose address is not confirmed.

    Raises:
        sqlalchemy.exc.IntegrityError: the territory has an open one.
    """
    request = Request(id=str(uuid.uuid4()), territory=territory, siret=siret, name=name, email=email, state=UNCONFIRMED)
    ckan_model.Session.add(request)
    ckan_model.Session.flush()
    return request


def find(request_id: str) -> Request | None:
    """Give a request by its id."""
    return ckan_model.Session.get(Request, request_id)


def locked(request_id: str) -> Request | None:
    """Give a request as it is now, kept from others until the transaction ends."""
    return ckan_model.Session.get(Request, request_id, with_for_update=True, populate_existing=True)


def open_of(territory: str) -> Request | None:
    """Give the open request of a territory."""
    query = sa.select(Request).where(Request.territory == territory, Request.state.in_(OPEN))
    return ckan_model.Session.scalars(query).first()


def unconfirmed_of(email: str) -> int:
    """Count the requests that wait for one address to be confirmed."""
    query = sa.select(sa.func.count()).where(
        sa.func.lower(Request.email) == email.lower(), Request.state == UNCONFIRMED
    )
    return int(ckan_model.Session.scalar(query) or 0)


def listed(states: Sequence[str], limit: int, offset: int = 0) -> tuple[int, list[Request]]:
    """Give how many requests are in some states, and a page of them, the earliest first."""
    where = Request.state.in_(states)
    count = ckan_model.Session.scalar(sa.select(sa.func.count()).where(where)) or 0
    query = sa.select(Request).where(where).order_by(Request.created_at, Request.id).limit(limit).offset(offset)
    return int(count), list(ckan_model.Session.scalars(query))


def move(request: Request, state: str, **values: Any) -> None:
    """Bring a request into a state, with what goes along."""
    request.state, request.changed_at = state, now()
    for name, value in values.items():
        setattr(request, name, value)
    ckan_model.Session.flush()


def now() -> datetime:
    """Give the database's time: what is late is so for all servers alike."""
    return ckan_model.Session.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
