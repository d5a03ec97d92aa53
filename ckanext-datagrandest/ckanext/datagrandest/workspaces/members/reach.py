"""How far the animateurs reach: into every workspace, and into no ordinary organisation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ckan import model as ckan_model
from ckan.lib.plugins import DefaultPermissionLabels

from ckanext.datagrandest.workspaces import rights
from ckanext.datagrandest.workspaces.members.store import is_workspace

#: Label of the private datasets of workspaces, which animateurs have.
LABEL = "dge-workspaces"


def reaches(user: str | None, *organizations: str | None) -> bool:
    """Tell whether a user (name or id) is an animateur, and organisations (ids or names) are all workspaces."""
    return bool(organizations) and all(is_workspace(_id(one)) for one in organizations) and rights.is_animateur(user)


def reaches_dataset(user: str | None, dataset: str | None, groups: Iterable[Any] = ()) -> bool:
    """Tell whether a user is an animateur, a dataset (id or name) is of a workspace, and it comes into no new group.

    Args:
        user: name or id.
        dataset: id or name.
        groups: as a change of the dataset names them: mappings with `id` or `name`, or ids.
    """
    package: Any = ckan_model.Package.get(dataset) if dataset else None
    if package is None or not reaches(user, package.owner_org):
        return False
    wanted = {one.get("id") or one.get("name") if isinstance(one, dict) else one for one in groups}
    known = {name for group in package.get_groups() for name in (group.id, group.name)} if wanted else set[str]()
    return wanted <= known


def _id(organization: str | None) -> str | None:
    group: Any = ckan_model.Group.get(organization) if organization else None
    return group.id if group is not None else None


class WorkspaceLabels(DefaultPermissionLabels):
    """Who sees which dataset: as in CKAN, and animateurs see the private datasets of workspaces."""

    def get_dataset_labels(self, dataset_obj: Any) -> list[str]:
        """Give the labels that are indexed with a dataset."""
        labels = super().get_dataset_labels(dataset_obj)
        if labels == ["public"] or not is_workspace(dataset_obj.owner_org):
            return labels
        return [*labels, LABEL]

    def get_user_dataset_labels(self, user_obj: Any) -> list[str]:
        """Give the labels of what a user may see."""
        labels = super().get_user_dataset_labels(user_obj)
        if user_obj and not user_obj.is_anonymous and rights.is_animateur(user_obj.id):
            labels.append(LABEL)
        return labels
