"""The first path of a workspace: three screens, to go on with another day or to skip."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.workspaces.home.model import FirstPath

FIRST, LAST = 1, 3
IDENTITY, FILE, HELP = 1, 2, 3


def screen_of(organization_id: str) -> int | None:
    """Give the screen to go on with; None once the path is ended."""
    row = ckan_model.Session.get(FirstPath, organization_id)
    if row is None:
        return FIRST
    return None if row.ended_at else row.screen


def reach(organization_id: str, screen: int) -> None:
    """Note that a screen is done: the next one is to come, or the path is ended; commits."""
    ended = screen >= LAST
    _write(organization_id, min(screen + 1, LAST), ended=ended)


def skip(organization_id: str) -> None:
    """End the path; commits."""
    _write(organization_id, LAST, ended=True)


def _write(organization_id: str, screen: int, *, ended: bool) -> None:
    values = {"screen": screen, "ended_at": sa.func.clock_timestamp() if ended else None}
    statement = insert(FirstPath).values(organization_id=organization_id, **values)
    kept = {
        "screen": sa.func.greatest(FirstPath.screen, screen),
        "ended_at": sa.func.coalesce(FirstPath.ended_at, values["ended_at"]),
    }
    ckan_model.Session.execute(statement.on_conflict_do_update(index_elements=["organization_id"], set_=kept))
    ckan_model.Session.commit()
    ckan_model.Session.expire_all()
