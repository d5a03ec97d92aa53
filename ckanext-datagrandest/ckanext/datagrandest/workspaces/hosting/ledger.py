"""The ledger of kept files, written in the session of what keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model as ckan_model

from ckanext.datagrandest.workspaces.hosting.model import CURRENT, KeptFile


def keep(resource_id: str, size: int, sha256: str = CURRENT) -> None:
    """Note the file of a resource, or a former one of it; a former one that is noted already is noted once.

    Args:
        resource_id: of a resource that the session has.
        size: bytes.
        sha256: of a former file; `CURRENT` for the one the resource has now.
    """
    resource: Any = ckan_model.Resource
    columns = (resource.id, sa.literal(sha256), resource.package_id, sa.literal(size))
    rows = sa.select(*columns).where(resource.id == resource_id)
    statement = insert(KeptFile).from_select(["resource_id", "sha256", "package_id", "bytes"], rows)
    values = {"bytes": statement.excluded.bytes, "kept_at": sa.func.clock_timestamp()}
    ckan_model.Session.execute(statement.on_conflict_do_update(index_elements=["resource_id", "sha256"], set_=values))


def forget(resource_id: str, sha256: str = CURRENT) -> None:
    """Forget a file that was removed."""
    ckan_model.Session.execute(
        sa.delete(KeptFile).where(KeptFile.resource_id == resource_id, KeptFile.sha256 == sha256)
    )


def sizes(resource_ids: Iterable[str]) -> dict[str, int]:
    """Give the bytes of the files that resources have now, by resource; those without file are left out."""
    query = sa.select(KeptFile.resource_id, KeptFile.bytes)
    rows = ckan_model.Session.execute(
        query.where(KeptFile.resource_id.in_(list(resource_ids)), KeptFile.sha256 == CURRENT)
    )
    return {row.resource_id: row.bytes for row in rows}


def has(resource_id: str, sha256: str) -> bool:
    """Tell whether a file of a resource is noted."""
    return ckan_model.Session.get(KeptFile, (resource_id, sha256)) is not None


def of_dataset(package_id: str) -> int:
    """Give the bytes of all files of a dataset, former ones included."""
    query = sa.select(sa.func.coalesce(sa.func.sum(KeptFile.bytes), 0)).where(KeptFile.package_id == package_id)
    return int(ckan_model.Session.execute(query).scalar_one())
