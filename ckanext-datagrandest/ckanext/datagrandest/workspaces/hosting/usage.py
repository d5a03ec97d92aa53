"""What a workspace keeps and what it may keep, by one statement each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from ckan import model as ckan_model

from ckanext.datagrandest.workspaces import config
from ckanext.datagrandest.workspaces.hosting.model import CURRENT, KeptFile
from ckanext.datagrandest.workspaces.model import Workspace

_LIVING = ("active", "draft")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workspace may keep.

    Attributes:
        storage_bytes: of all its files together.
        datasets: how many.
        file_bytes: of one file.
    """

    storage_bytes: int
    datasets: int
    file_bytes: int

    def as_dict(self) -> dict[str, int]:
        """Give them by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a workspace keeps.

    Attributes:
        storage_bytes: of its files, with those that repairs and new versions replaced, and those of deleted datasets
            until they are removed.
        datasets: drafts included, deleted ones not.
    """

    storage_bytes: int
    datasets: int

    def as_dict(self) -> dict[str, int]:
        """Give it by name."""
        return asdict(self)


def limits_of(workspace: Workspace) -> Limits:
    """Give what was granted to a workspace, and the settings' for the rest."""
    return Limits(
        workspace.storage_bytes if workspace.storage_bytes is not None else config.storage_bytes(),
        workspace.datasets if workspace.datasets is not None else config.datasets(),
        workspace.file_bytes if workspace.file_bytes is not None else config.file_bytes(),
    )


def usage_of(organization_id: str) -> Usage:
    """Count what an organisation keeps, as the session sees it."""
    package: Any = ckan_model.Package
    stored = (
        sa.select(sa.func.coalesce(sa.func.sum(KeptFile.bytes), 0))
        .join(package, package.id == KeptFile.package_id)
        .where(package.owner_org == organization_id)
        .scalar_subquery()
    )
    datasets = (
        sa.select(sa.func.count())
        .where(package.owner_org == organization_id, package.type == "dataset", package.state.in_(_LIVING))
        .scalar_subquery()
    )
    storage_bytes, count = ckan_model.Session.execute(sa.select(stored, datasets)).one()
    return Usage(int(storage_bytes), int(count))


def deleted_bytes(organization_id: str) -> int:
    """Count the bytes of files that were deleted and still take room, until the bin is emptied."""
    package: Any = ckan_model.Package
    query = sa.select(sa.func.coalesce(sa.func.sum(KeptFile.bytes), 0)).join(package, package.id == KeptFile.package_id)
    return int(ckan_model.Session.execute(query.where(package.owner_org == organization_id, is_deleted())).scalar_one())


def is_deleted() -> sa.ColumnElement[bool]:
    """Tell of a kept file, in SQL, that its dataset or its resource is deleted, or has another file than this upload."""
    resource: Any = ckan_model.Resource
    package: Any = ckan_model.Package
    of_it = (resource.id == KeptFile.resource_id, resource.state == "active")
    uploaded = sa.or_(KeptFile.sha256 != CURRENT, resource.url_type == "upload")
    living = sa.select(sa.literal(1)).where(
        *of_it, uploaded, package.id == resource.package_id, package.state != "deleted"
    )
    return ~living.correlate(KeptFile).exists()
