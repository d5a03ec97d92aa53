"""An organisation that changes its name is found, and shown, by its new one.

CKAN keeps the organisation's title and image in the index of each of its datasets and does not touch them when the
organisation is edited: its datasets would show the old name until each is saved again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from ckan import model

from ckanext.datagrandest.catalogue import config, suggest
from ckanext.datagrandest.harvesting import indexing
from ckanext.datagrandest.jobs import queueing

_SHOWN = ("name", "title", "image_url")
_SECONDS = 3600


def shown(organization_id: str) -> tuple[Any, ...]:
    """Give what the datasets of an organisation show of it."""
    group = model.Group.get(organization_id)
    return tuple(getattr(group, name) for name in _SHOWN) if group else ()


def after_edit(before: tuple[Any, ...], organization: Mapping[str, Any]) -> None:
    """Have the datasets indexed again, in the background, when what they show of their organisation changed."""
    if before != tuple(organization.get(name) for name in _SHOWN):
        suggest.forget()
        queueing.enqueue(reindex, [organization["id"]], timeout=_SECONDS, title=f"Index: {organization['title']}")


def reindex(organization_id: str) -> dict[str, int]:
    """Index the datasets of an organisation again, in batches; give how many, and how many failed."""
    wanted = sa.select(model.Package.id).where(
        model.Package.owner_org == organization_id, model.Package.state != model.State.DELETED
    )
    ids = list(model.Session.execute(wanted).scalars())
    size = config.sweep_batch()
    failed = sum(len(indexing.post(ids[start : start + size])) for start in range(0, len(ids), size))
    return {"indexed": len(ids) - failed, "failed": failed}
