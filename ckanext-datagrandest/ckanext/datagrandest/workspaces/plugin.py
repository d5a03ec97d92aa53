"""The plugin `dge_workspaces`: wiring of the parts of the room."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig
from ckan.types import PResourceUploader

from ckanext.datagrandest.quality.exposed import exposed
from ckanext.datagrandest.workspaces.hosting import chained as hosting_chained
from ckanext.datagrandest.workspaces.hosting import guarding, uploading
from ckanext.datagrandest.workspaces.workbooks.views import workbooks


@tk.blanket.actions({**exposed(hosting_chained)})
@tk.blanket.auth_functions({**guarding.GUARDED})
@tk.blanket.blueprints([workbooks])  # pyright: ignore[reportCallIssue, reportArgumentType] - it takes a list too
@tk.blanket.config_declarations
class WorkspacesPlugin(p.SingletonPlugin):
    """Wiring of the room `workspaces`."""

    p.implements(p.IConfigurer)
    p.implements(p.IUploader, inherit=True)

    # IConfigurer
    def update_config(self, config: CKANConfig) -> None:
        """Add the templates."""
        tk.add_template_directory(config, "templates")

    # IUploader
    def get_resource_uploader(self, data_dict: dict[str, Any]) -> PResourceUploader:
        """Give CKAN's uploader of resources, which notes what it keeps."""
        return uploading.resource_uploader(data_dict)
