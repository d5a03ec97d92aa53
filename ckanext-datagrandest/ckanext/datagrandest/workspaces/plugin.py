"""The plugin `dge_workspaces`: wiring of the parts of the room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import Context, PResourceUploader

from ckanext.datagrandest.interfaces import IKeptFiles
from ckanext.datagrandest.jobs.interfaces import IRecurringJobs
from ckanext.datagrandest.jobs.recurring import RecurringJob
from ckanext.datagrandest.quality.exposed import exposed
from ckanext.datagrandest.quality.interfaces import IVerdicts
from ckanext.datagrandest.workspaces.commune import views as commune_views
from ckanext.datagrandest.workspaces.depositing import actions as deposits
from ckanext.datagrandest.workspaces.depositing import auth as deposits_auth
from ckanext.datagrandest.workspaces.depositing import helpers as deposits_helpers
from ckanext.datagrandest.workspaces.depositing import looking
from ckanext.datagrandest.workspaces.depositing import tasks as deposits_tasks
from ckanext.datagrandest.workspaces.depositing import views as deposits_views
from ckanext.datagrandest.workspaces.guides import views as guides_views
from ckanext.datagrandest.workspaces.helping import actions as helping_actions
from ckanext.datagrandest.workspaces.helping import auth as helping_auth
from ckanext.datagrandest.workspaces.helping import helpers as helping_helpers
from ckanext.datagrandest.workspaces.helping import views as helping_views
from ckanext.datagrandest.workspaces.home import actions as home_actions
from ckanext.datagrandest.workspaces.home import auth as home_auth
from ckanext.datagrandest.workspaces.home import helpers as home_helpers
from ckanext.datagrandest.workspaces.home import views as home_views
from ckanext.datagrandest.workspaces.hosting import actions as hosting_actions
from ckanext.datagrandest.workspaces.hosting import auth as hosting_auth
from ckanext.datagrandest.workspaces.hosting import bodies, ending, growing, guarding, uploading
from ckanext.datagrandest.workspaces.hosting import chained as hosting_chained
from ckanext.datagrandest.workspaces.hosting import helpers as hosting_helpers
from ckanext.datagrandest.workspaces.hosting import views as hosting_views
from ckanext.datagrandest.workspaces.layers import layered
from ckanext.datagrandest.workspaces.members import actions as members_actions
from ckanext.datagrandest.workspaces.members import auth as members_auth
from ckanext.datagrandest.workspaces.members import chained as members_chained
from ckanext.datagrandest.workspaces.members import chained_auth as members_chained_auth
from ckanext.datagrandest.workspaces.members import reach, validators, watching
from ckanext.datagrandest.workspaces.members import views as members_views
from ckanext.datagrandest.workspaces.requesting import actions as requesting_actions
from ckanext.datagrandest.workspaces.requesting import auth as requesting_auth
from ckanext.datagrandest.workspaces.requesting import chained as requesting_chained
from ckanext.datagrandest.workspaces.requesting import queue_views as requesting_queue
from ckanext.datagrandest.workspaces.requesting import upkeep as requesting_upkeep
from ckanext.datagrandest.workspaces.requesting import views as requesting_views
from ckanext.datagrandest.workspaces.versions import actions as versions_actions
from ckanext.datagrandest.workspaces.versions import auth as versions_auth
from ckanext.datagrandest.workspaces.versions import helpers as versions_helpers
from ckanext.datagrandest.workspaces.versions import recurring as versions_recurring
from ckanext.datagrandest.workspaces.versions import views as versions_views
from ckanext.datagrandest.workspaces.workbooks import views as workbooks_views

#: One line a part. Chained functions of one name are asked from the first line to the last: limits before rights.
ACTIONS = layered(
    exposed(hosting_chained),
    exposed(deposits),
    exposed(helping_actions),
    exposed(hosting_actions),
    exposed(home_actions),
    exposed(members_actions),
    exposed(members_chained),
    exposed(requesting_actions),
    exposed(requesting_chained),
    exposed(versions_actions),
)
AUTH = layered(
    guarding.GUARDED,
    exposed(deposits_auth),
    exposed(helping_auth),
    exposed(hosting_auth),
    exposed(home_auth),
    exposed(members_auth),
    exposed(members_chained_auth),
    exposed(requesting_auth),
    exposed(versions_auth),
)
HELPERS = {
    **exposed(deposits_helpers),
    **exposed(helping_helpers),
    **exposed(home_helpers),
    **exposed(hosting_helpers),
    **exposed(versions_helpers),
}
BLUEPRINTS = [
    deposits_views.deposits,
    guides_views.guides,
    helping_views.calls,
    helping_views.queues,
    home_views.spaces,
    hosting_views.hosting,
    members_views.members,
    requesting_queue.dge_workspace_queue,
    requesting_views.dge_workspace_requests,
    workbooks_views.workbooks,
    commune_views.commune,
    versions_views.versions,
]
RECURRING = [
    *deposits_tasks.RECURRING,
    *ending.RECURRING,
    *requesting_upkeep.RECURRING,
    *versions_recurring.RECURRING,
]


@tk.blanket.actions(ACTIONS)
@tk.blanket.auth_functions(AUTH)
@tk.blanket.helpers(HELPERS)
@tk.blanket.validators(exposed(validators))
@tk.blanket.blueprints(BLUEPRINTS)  # pyright: ignore[reportCallIssue, reportArgumentType] - it takes one too
@tk.blanket.config_declarations
class WorkspacesPlugin(reach.WorkspaceLabels, p.SingletonPlugin):
    """Wiring of the room `workspaces`."""

    p.implements(p.IConfigurer)
    p.implements(p.IConfigurable)
    p.implements(p.IUploader, inherit=True)
    p.implements(IVerdicts)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(IKeptFiles)
    p.implements(p.IPermissionLabels)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IOrganizationController, inherit=True)
    p.implements(IRecurringJobs)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Add the templates."""
        tk.add_template_directory(config, "templates")
        tk.add_resource("depositing/assets", "dge_deposit")
        tk.add_resource("commune/assets", "dge_commune")

    # IConfigurable
    def configure(self, config: CKANConfig) -> None:
        """Write down changes of members."""
        watching.listen()

    # IUploader
    def get_resource_uploader(self, data_dict: dict[str, Any]) -> PResourceUploader:
        """Give CKAN's uploader of resources, which notes what it keeps."""
        return uploading.resource_uploader(data_dict)

    # IMiddleware
    def make_middleware(self, app: Any, config: CKANConfig) -> Any:
        """Refuse bodies that are too large before they are read."""
        return bodies.bounded(app, config)

    # IKeptFiles
    def before_file_replaced(self, resource_id: str, sha256: str, size: int, new_size: int) -> None:
        """Ask for room for a file that is kept aside."""
        growing.replaces(resource_id, sha256, size, new_size)

    # IPackageController
    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Write down a new dataset."""
        watching.dataset(context, pkg_dict["id"], "dataset-created")

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Write down what becomes of a dataset."""
        watching.dataset(context, pkg_dict["id"])

    def after_dataset_delete(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Write down that a dataset is deleted."""
        watching.dataset(context, pkg_dict["id"], "dataset-deleted")

    # IOrganizationController
    def edit(self, entity: Any) -> None:
        """Write down that an organisation is changed; datasets have hooks of their own."""
        watching.organization(entity)

    # IRecurringJobs
    def recurring_jobs(self) -> Iterable[RecurringJob]:
        """Have the tick do what comes again and again in the parts."""
        return RECURRING

    # IVerdicts
    def after_verdict(self, resource_id: str) -> None:
        """Keep what the file of a deposit shows, and how it can be corrected."""
        looking.after_verdict(resource_id)
