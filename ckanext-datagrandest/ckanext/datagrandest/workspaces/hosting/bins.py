"""Removing files for good: of what was deleted long ago or now, of a workspace that has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.quality import config as quality_config
from ckanext.datagrandest.quality import originals
from ckanext.datagrandest.quality.model import Repair
from ckanext.datagrandest.storage import uploads
from ckanext.datagrandest.workspaces import config
from ckanext.datagrandest.workspaces.hosting.model import CURRENT, KeptFile
from ckanext.datagrandest.workspaces.hosting.usage import is_deleted


def empty(organization_id: str) -> int:
    """Remove the files of a workspace whose dataset or resource is deleted; give how many there were."""
    return _remove(_of(organization_id), is_deleted())


def remove_all(organization_id: str) -> int:
    """Remove all files of a workspace; give how many there were."""
    return _remove(_of(organization_id))


def sweep() -> dict[str, int]:
    """Remove the files that were deleted more than the declared days ago; those that came back are left."""
    deleted, now = is_deleted(), sa.func.clock_timestamp()
    session = ckan_model.Session
    fresh = sa.update(KeptFile).execution_options(synchronize_session=False)
    session.execute(fresh.where(deleted, KeptFile.deleted_at.is_(None)).values(deleted_at=now))
    session.execute(fresh.where(~deleted, KeptFile.deleted_at.is_not(None)).values(deleted_at=None))
    session.commit()
    return {"removed": _remove(deleted, KeptFile.deleted_at < now - timedelta(days=config.bin_days()))}


def _of(organization_id: str) -> sa.ColumnElement[bool]:
    package: Any = ckan_model.Package
    return KeptFile.package_id.in_(sa.select(package.id).where(package.owner_org == organization_id))


def _remove(*which: sa.ColumnElement[bool]) -> int:
    """Remove files one by one: the file, then its row; a process killed between the two begins again with the row."""
    query = sa.select(KeptFile.resource_id, KeptFile.sha256).where(*which).order_by(KeptFile.resource_id)
    found: Sequence[Any] = ckan_model.Session.execute(query).all()
    for resource_id, sha256 in found:
        if sha256 == CURRENT:
            uploads.remove(resource_id)
        elif not _is_kept_for_another(resource_id, sha256):
            originals.remove(quality_config.originals(), sha256)
        row = (KeptFile.resource_id == resource_id, KeptFile.sha256 == sha256)
        ckan_model.Session.execute(sa.delete(KeptFile).where(*row))
        ckan_model.Session.commit()
    return len(found)


def _is_kept_for_another(resource_id: str, sha256: str) -> bool:
    """Tell whether a former file, which is kept once for all who had it, is one of another resource too."""
    others = (
        sa.select(KeptFile.resource_id).where(KeptFile.sha256 == sha256, KeptFile.resource_id != resource_id),
        sa.select(Repair.resource_id).where(Repair.original_sha256 == sha256, Repair.resource_id != resource_id),
    )
    return any(ckan_model.Session.execute(query.limit(1)).first() is not None for query in others)
