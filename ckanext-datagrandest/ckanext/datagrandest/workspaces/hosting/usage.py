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
_ORGANIZATION = ("organization", "group")


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
    given = _given(organization_id)
    storage_bytes, handed_over, count = ckan_model.Session.execute(sa.select(stored, given, datasets)).one()
    return Usage(int(storage_bytes) + int(handed_over), int(count))


def _given(organization_id: str) -> sa.ScalarSelect[Any]:
    """Sum, in SQL, the files of CKAN's file actions that were given to an organisation or what it has."""
    package, resource, file, owner = (
        ckan_model.Package, ckan_model.Resource, ckan_model.File, ckan_model.FileOwner,
    )  # fmt: skip
    mine: Any = sa.select(package.id).where(package.owner_org == organization_id)
    inside = sa.select(resource.id).where(resource.package_id.in_(mine))
    which = sa.or_(
        sa.and_(owner.owner_type.in_(_ORGANIZATION), owner.owner_id == organization_id),
        sa.and_(owner.owner_type == "package", owner.owner_id.in_(mine)),
        sa.and_(owner.owner_type == "resource", owner.owner_id.in_(inside)),
    )
    total = sa.func.coalesce(sa.func.sum(file.size), 0)
    return sa.select(total).join(owner, owner.file_id == file.id).where(which).scalar_subquery()


def organization_of(owner_type: str, owner_id: str) -> str | None:
    """Give the organisation that a file counts for once it is given to somebody; None for one that is no workspace's."""
    if owner_type in _ORGANIZATION:
        return owner_id
    resource: Any = ckan_model.Session.get(ckan_model.Resource, owner_id) if owner_type == "resource" else None
    identifier = owner_id if owner_type == "package" else resource.package_id if resource is not None else None
    package: Any = ckan_model.Session.get(ckan_model.Package, identifier) if identifier else None
    return package.owner_org if package is not None else None


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
